import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base';
import { copyWorkingTree, SET_UP } from '../../scripts/support/working-tree';
import { applyGuide, CELLS_FILE, cellsAsModule, guideBlocks, readGuide, type Edit } from '../support/guide';

/** Copies the working tree, and links the packages. */
function copyTree(folder: string): void {
  copyWorkingTree(folder);
  for (const name of SET_UP) {
    const from = path.join(REPOSITORY_ROOT, name);
    if (fs.existsSync(from)) fs.symlinkSync(fs.realpathSync(from), path.join(folder, name));
  }
}

const [onWindows, onEvents] = ['windows', 'events'].map((kind) => `lib/experiments/measures/${kind}.ts`);

const linesAfter = (file: string, text: string, code: string): Edit => ({
  kind: 'in',
  file,
  place: 'after',
  text,
  code,
});

/** A measure on windows and one on events, each as the walk for a measure on steps has it. */
const others = [
  linesAfter(
    onWindows,
    "  prAuc: { heading: '",
    "  predictedWindows: { heading: 'windows predicted', best: 'neither' },",
  ),
  linesAfter(onWindows, '  readonly prAuc: number | null;', '  readonly predictedWindows: number;'),
  linesAfter(
    onWindows,
    '    prAuc: whereDefined(',
    '    predictedWindows: predictions.filter((each) => each === 1).length,',
  ),
  linesAfter(onEvents, "  eventF1: { heading: '", "  missedShare: { heading: 'share missed', best: 'lowest' },"),
  linesAfter(onEvents, '    eventRecall: ratio(', '    missedShare: ratio(misses, hits + misses),'),
];

describe('the walks of CONTRIBUTING.md, applied to a copy of the repository', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-guide-'));
  let written: string[] = [];
  after(() => fs.rmSync(folder, { recursive: true }));

  /** Runs a program of node in the copy and returns what it prints. Never npm: it would reinstall the linked packages. */
  const run = (...args: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const env = { ...process.env, INIT_CWD: folder, TELLTALE_DATA: '' };
      execFile(process.execPath, args, { cwd: folder, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
        if (error) reject(new Error(`node ${args.join(' ')}: ${error.code}\n${stdout}\n${stderr}`));
        else resolve(stdout);
      });
    });
  const script = (name: string, ...args: string[]) =>
    run('--import', './scripts/typescript.mjs', `scripts/${name}.ts`, ...args);
  const bin = (file: string) => path.join('node_modules', file);
  const read = (file: string) => fs.readFileSync(path.join(folder, file), 'utf8');
  const typescript = () => written.filter((file) => file.endsWith('.ts'));

  before(() => {
    copyTree(folder);
    const blocks = guideBlocks(readGuide());
    written = applyGuide(folder, [...blocks, ...others]);
    fs.writeFileSync(path.join(folder, CELLS_FILE), `/** Cells. */\n${cellsAsModule(blocks)}`);
  });

  it('compile, the cells of the notebook too', () => run(bin('typescript/bin/tsc'), '-p', '.'));

  it('compile as the kernel of the notebooks compiles them', () =>
    run(bin('@tslab/typescript-for-tslab/bin/tsc'), '-p', 'tsconfig.tslab.json'));

  it('pass lint', async () => {
    await run(bin('eslint/bin/eslint.js'), '--max-warnings=0', ...typescript());
    for (const options of [[], ['--production']]) await run(bin('knip/bin/knip.js'), ...options);
  });

  it('are formatted', () => run(bin('prettier/bin/prettier.cjs'), '--check', ...typescript()));

  it('pass their own tests, and those of measures, sources and figures', async () => {
    const own = written.filter((file) => file.endsWith('.test.ts'));
    assert.ok(own.length >= 3);
    const folders = ['test/experiments/measures/*.test.ts', 'test/experiments/sources/*.test.ts'];
    const tests = [...own, ...folders, 'test/plots/figures.test.ts'];
    const printed = await run(bin('mocha/bin/mocha.js'), '--forbid-only', ...tests);
    const names = ['MedianDistance', 'balancedAccuracy', 'sawtoothSeries', 'of sawtooth data', 'cumulative has axes'];
    for (const name of names) {
      assert.ok(printed.includes(name), `${name}: ${printed}`);
    }
  });

  it('need no other edit for the tests that go through the catalogue', async () => {
    const names = fs.readdirSync(path.join(folder, 'test'), { recursive: true, encoding: 'utf8' });
    const through = names
      .map((name) => path.join('test', name))
      .filter((file) => file.endsWith('.test.ts'))
      .filter((file) => /\b(seriesDetectorNames|detectorNames|detectorClasses|leaderboardRows)\b/.test(read(file)));
    for (const file of ['test/suites/reports.test.ts', 'test/leaderboard/rows.test.ts']) {
      assert.ok(through.includes(file), file);
    }
    await run(bin('mocha/bin/mocha.js'), '--forbid-only', ...through);
  });

  it('list the detector in the help of the commands', async () => {
    for (const name of ['experiment', 'fit']) assert.match(await script(name, '--help'), /median-distance/);
  });

  it('run the detector beside the trivial ones', async () => {
    const printed = await script('experiment', '--model', 'median-distance', '--profile', 'smoke', '--no-store');
    assert.match(printed, /median-distance/);
  });

  it('show the measure on steps', async () => {
    const args = ['--model', 'median-distance', '--profile', 'smoke', '--no-store', '--measured-on', 'windows,steps'];
    const printed = await script('experiment', ...args);
    assert.match(printed, /median-distance/);
    assert.match(printed, /balanced accuracy/);
  });

  it('show measures on windows and on events, which take the same lines', async () => {
    const args = ['--model', 'pca', '--profile', 'smoke', '--no-store', '--measured-on'];
    assert.match(await script('experiment', ...args, 'windows'), /PR-AUC +\| windows predicted/);
    assert.match(await script('experiment', ...args, 'events'), /F1 +\| share missed/);
  });

  it('run an experiment on the data set', async () => {
    const printed = await script('experiment', '--experiment', 'results/sawtooth.json', '--no-store');
    assert.match(printed, /Data: sawtooth/);
    assert.match(printed, /pca/);
  });

  it('fit a pipeline with the detector', async () => {
    const lines = Array.from({ length: 400 }, (_, time) => `${Math.sin(time / 5)},${Math.cos(time / 7)}`);
    fs.writeFileSync(path.join(folder, 'normal.csv'), ['a,b', ...lines, ''].join('\n'));
    const printed = await script('fit', '--model', 'median-distance', '--train', 'normal.csv', '--output', 'pipeline');
    assert.match(printed, /median-distance fitted to 400 time steps/);
  });
});
