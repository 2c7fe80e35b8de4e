/** Builds what `npm pack` packs besides types: one bundle without dependencies, and the licences of what it holds. */
import { build, type Metafile } from 'esbuild';
import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';

const COMMAND = "#!/usr/bin/env node\nrequire('./index.js').runTelltale();\n";

/**
 * Writes the bundle `index.js`, the command `telltale.js` and `licences.txt` to a folder.
 *
 * The bundle holds what the public face and the command reach. The indexes of lib/ name much more. package.json says
 * that no file is imported for its side effects, so the bundler leaves out the rest.
 *
 * @param entry  What is bundled, relative to the repository.
 * @returns      What the bundle was made of.
 * @throws       If something reaches a package that is not bundled, such as TensorFlow.
 */
export async function bundle(folder: string, entry = 'package/entry.ts'): Promise<Metafile> {
  const outfile = path.join(folder, 'index.js');
  const { metafile } = await build({
    absWorkingDir: REPOSITORY_ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    // Parsed otherwise, though nothing of them is reached; where something is, the check below finds it.
    external: ['@tensorflow/*', 'plotly.js-dist'],
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const missing = output.imports.find((each) => !isBuiltin(each.path));
  if (missing) throw new Error(`${outfile}: expected imports of Node's own modules alone, found ${missing.path}.`);
  fs.writeFileSync(path.join(folder, 'telltale.js'), COMMAND, { mode: 0o755 });
  fs.writeFileSync(path.join(folder, 'licences.txt'), licences(bundledPackages(metafile)));
  return metafile;
}

/** Lists the npm packages of which code is in the bundle, as folders relative to the repository. */
export function bundledPackages({ outputs }: Metafile): string[] {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = used.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return [...new Set(folders)].sort();
}

/** @throws If a package holds no text of its licence. */
function licences(packages: readonly string[]): string {
  const texts = packages.map((folder) => {
    const root = path.join(REPOSITORY_ROOT, folder);
    const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
    const { name, version } = JSON.parse(read('package.json')) as Readonly<Record<string, string>>;
    const file = fs.readdirSync(root).find((each) => /^licen[cs]e/i.test(each));
    // seedrandom has the text at the end of its README.
    const text = file ? read(file) : /^LICENSE \(.*\)$[^]*/m.exec(read('README.md'))?.[0];
    if (text === undefined)
      throw new Error(`${folder}: expected the text of its licence in a file or in README.md, found none.`);
    return `${name} ${version}\n\n${text.trim()}`;
  });
  return `index.js holds code of these packages.\n\n${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
