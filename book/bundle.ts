/** Bundles the script of the live pages, with the library's own measures in it. */
import { build } from 'esbuild';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base/index';

/**
 * Bundles book/page into one script for a browser. The measures come from the files of `lib/` that every notebook uses;
 * what they do not reach is left out, and with it all that needs Node.
 *
 * @throws If what is left needs Node, with the names of the modules.
 */
export async function bundlePages(): Promise<Buffer> {
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(REPOSITORY_ROOT, 'book', 'page', 'index.ts')],
    absWorkingDir: REPOSITORY_ROOT,
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    // No source reaches them after unused exports are dropped; the check below holds that.
    packages: 'bundle',
    external: ['node:*', 'undici', 'zod'],
    metafile: true,
    logLevel: 'silent',
  });
  const needed = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map((each) => each.path));
  if (needed.length === 0) return Buffer.from(outputFiles[0].contents);
  throw new Error(`book/page: expected a script that runs in a browser, found imports of ${needed.join(', ')}.`);
}
