/** Writes the types of the public face to dist/index.d.ts before `npm pack`: one file without imports. */
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = join(root, 'dist', 'index.d.ts');

const bundled = await rollup({
  input: join(root, 'package', 'index.ts'),
  external: (id) => !id.startsWith('.') && !isAbsolute(id),
  plugins: [dts({ tsconfig: join(root, 'tsconfig.json') })],
});
const { output } = await bundled.write({ file, format: 'es' });
await bundled.close();
const [missing] = output.flatMap(({ imports }) => imports ?? []);
if (missing !== undefined) throw new Error(`${file}: expected no types of other packages, found ${missing}.`);
