/** npm run house [-- --at REVISION]: counts of the house, for the working tree or for a revision of it. */
import { Command } from 'commander';
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from '../lib/base/index';
import { runCommand } from './support/command';
import {
  circles,
  EXPORTED_TYPE,
  filesToEdit,
  folderOf,
  folderOrder,
  importsBack,
  importsOf,
  linesOf,
  occurrences,
  readSources,
  RUN_LAYER,
  type SourceFile,
} from './support/house-counts';

const command = new Command('npm run house --')
  .description('Prints how large the house is, and where it breaks its own rules.')
  .option('--at <revision>', 'of this revision instead of the working tree');

/** Non-null assertions after an index, which say nothing. */
const ASSERTED_INDEX = /\]!/g;

/** Writes a revision to a folder, with the packages and the settings of knip that stand here. */
function checkOut(revision: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-house-'));
  const archive = execFileSync('git', ['archive', revision], { cwd: REPOSITORY_ROOT, maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  fs.symlinkSync(path.join(REPOSITORY_ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const file of ['knip.config.js', path.join('scripts', 'support', 'handed-out.mjs')]) {
    fs.copyFileSync(path.join(REPOSITORY_ROOT, file), path.join(folder, file));
  }
  return folder;
}

/** Exports of lib/ that knip reports, as `file: name`. */
async function unusedExports(root: string, options: readonly string[]): Promise<Set<string>> {
  const knip = path.join(REPOSITORY_ROOT, 'node_modules', 'knip', 'bin', 'knip.js');
  const args = [
    knip,
    '--reporter',
    'json',
    '--no-exit-code',
    '--include',
    'exports,types,nsExports,nsTypes',
    ...options,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26 });
  const { issues } = JSON.parse(stdout) as { issues: ({ file: string } & Record<string, { name: string }[]>)[] };
  const found = issues.flatMap(({ file, exports, types, nsExports, nsTypes }) =>
    [exports, types, nsExports, nsTypes].flatMap((list) => (list ?? []).map(({ name }) => `${file}: ${name}`)),
  );
  return new Set(found.filter((each) => each.startsWith('lib/')));
}

/** Prints a count, and under it what was counted if that should not be there. */
function show(name: string, count: number | string, found: readonly string[] = []): void {
  console.log(`${name.padEnd(44)} ${String(count).padStart(6)}`);
  for (const each of found) console.log(`  ${each}`);
}

function showSizes(lib: readonly SourceFile[]): void {
  const folders = [...new Set(lib.flatMap(({ file }) => folderOf(file) ?? []))].sort();
  const row = (name: string, files: readonly SourceFile[]) =>
    console.log(`${name.padEnd(44)} ${String(files.length).padStart(6)} ${String(linesOf(files)).padStart(7)}`);
  console.log(`${'lib/'.padEnd(44)} ${'files'.padStart(6)} ${'lines'.padStart(7)}`);
  for (const folder of folders)
    row(
      `  ${folder}`,
      lib.filter(({ file }) => folderOf(file) === folder),
    );
  row('all of lib/', lib);
  const layer = RUN_LAYER.filter((folder) => folders.includes(folder));
  row('run layer', inFolders(lib, layer));
  console.log(`  (${layer.join(', ')})`);
}

function inFolders(files: readonly SourceFile[], folders: readonly string[]): SourceFile[] {
  return files.filter(({ file }) => folders.includes(folderOf(file) ?? ''));
}

/** Reads the text of a page; empty if the page does not exist. */
function pageOf(root: string, file: string): string {
  const page = path.join(root, file);
  return fs.existsSync(page) ? fs.readFileSync(page, 'utf8') : '';
}

async function count(root: string): Promise<void> {
  const unused = Promise.all([unusedExports(root, []), unusedExports(root, ['--production'])]);
  const lib = readSources(root, ['lib']);
  showSizes(lib);
  console.log();
  show('exported types, lib/', occurrences(lib, EXPORTED_TYPE));
  show('exported types, run layer', occurrences(inFolders(lib, RUN_LAYER), EXPORTED_TYPE));
  const imports = importsOf(lib);
  const order = folderOrder(pageOf(root, path.join('docs', 'architecture.md')));
  const back = importsBack(imports, order).map(({ from, to }) => `${from} -> ${to}`);
  if (order.length > 0) show('imports that run back', back.length, back);
  else show('imports that run back', 'no order is stated');
  const around = circles(imports);
  show(
    'circles of files, also of types',
    around.length,
    around.map((files) => files.join(', ')),
  );
  show('`]!` in lib/', occurrences(lib, ASSERTED_INDEX));
  show('`]!` elsewhere', occurrences(readSources(root, ['scripts', 'bench', 'test']), ASSERTED_INDEX));
  for (const [walk, files] of filesToEdit(pageOf(root, 'CONTRIBUTING.md'))) show(`files of "${walk}"`, files);
  const [nowhere, withoutTests] = await unused;
  const forTests = [...withoutTests].filter((each) => !nowhere.has(each));
  show('exports used nowhere else (npx knip)', nowhere.size);
  show('exports for tests alone (and --production)', forTests.length);
}

runCommand(command, async () => {
  const { at } = command.opts<{ at?: string }>();
  if (at === undefined) return count(REPOSITORY_ROOT);
  const folder = checkOut(at);
  try {
    await count(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
