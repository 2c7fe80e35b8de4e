import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import prettier from 'prettier';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base';
import { newNotebook } from '../../scripts/support/new-notebook';
import type { NewNotebook } from '../../scripts/support/new-notebook-cells';
import { cellsAsModule, compilerFaults } from '../support/guide';

const sizes = { windowSize: 20, stride: 5 };
const file = 'my-data/a "b"\'s.csv';
const choices: Record<string, NewNotebook> = {
  'a generated series': { name: 'first', measurable: true, ...sizes },
  'a labelled file': {
    name: 'second',
    data: { file, options: { labelColumn: "it's", features: ['a', 'b'], header: false } },
    measurable: true,
    ...sizes,
  },
  'a file without labels': { name: "it's", data: { file, options: {} }, measurable: false, ...sizes },
  'a file of labels': { name: 'x', data: { file, labels: 'l.csv', options: {} }, measurable: true, ...sizes },
};

/** Lists the cells of a notebook: their kind and their text. */
function cellsOf(text: string): (readonly [kind: string, source: string])[] {
  const { cells } = JSON.parse(text) as { cells: { cell_type: string; source: string[] }[] };
  return cells.map((cell) => [cell.cell_type, cell.source.join('')]);
}

describe('the template of a notebook', () => {
  for (const [what, choice] of Object.entries(choices)) {
    it(`has ten cells of code on ${what}, formatted, each after prose`, async () => {
      const cells = cellsOf(newNotebook(choice));
      assert.deepEqual(
        cells.map(([kind]) => kind),
        cells.map((_, i) => (i % 2 === 0 ? 'markdown' : 'code')),
      );
      const code = cells.filter(([kind]) => kind === 'code').map(([, source]) => source);
      assert.equal(code.length, 10);
      for (const source of code) {
        const formatted = await prettier.format(source, { parser: 'typescript', singleQuote: true, printWidth: 100 });
        assert.equal(`${source}\n`, formatted);
        assert.ok(source.split('\n').every((line) => line.length <= 100));
      }
    });
  }

  it('compiles', () => {
    const modules = Object.values(choices).map((choice, i) => {
      const cells = cellsOf(newNotebook(choice)).filter(([kind]) => kind === 'code');
      const code = cellsAsModule(cells.map(([, source]) => ({ kind: 'cell', code: source })));
      return { kind: 'add', file: `bench/new-cells-${i}.ts`, code } as const;
    });
    assert.deepEqual(compilerFaults(modules), []);
  }).timeout(120_000);
});

describe('npm run new', () => {
  const own = path.join(REPOSITORY_ROOT, 'my-notebooks');
  const was = fs.existsSync(own);
  const name = `test ${process.pid}`;
  const made = path.join(own, `${name}.ipynb`);
  let folder: string;
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [...RUN_TYPESCRIPT, 'scripts/new.ts', ...args], {
      cwd: REPOSITORY_ROOT,
      encoding: 'utf8',
    });
  const write = (file: string, rows: readonly string[]) => {
    fs.writeFileSync(path.join(folder, file), `${rows.join('\n')}\n`);
    return path.join(folder, file);
  };

  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-new-'))));
  afterEach(() => fs.rmSync(made, { force: true }));
  after(() => {
    fs.rmSync(folder, { recursive: true });
    if (!was) fs.rmSync(own, { recursive: true });
  });

  it('writes a notebook on a generated series, says what to do next, and never overwrites', () => {
    const { status, stdout, stderr } = run(`${name}.ipynb`);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Written: my-notebooks\/test \d+\.ipynb\nTo run it: npm run lab, open my-notebooks\//);
    assert.match(stdout, /npm run report -- --notebook "my-notebooks\/test \d+\.ipynb" --title/);
    assert.ok(fs.existsSync(path.join(own, 'lib', 'index.ts')));
    const text = fs.readFileSync(made, 'utf8');
    assert.match(text, /periodicSeries/);
    const again = run(name);
    assert.equal(again.status, 1);
    assert.match(
      again.stderr,
      /^\nmy-notebooks\/test \d+\.ipynb: expected a new name; there is such a notebook already\.\n$/,
    );
    assert.equal(fs.readFileSync(made, 'utf8'), text);
  }).timeout(60_000);

  it('chooses sizes and the table by what a file holds', () => {
    const rows = Array.from({ length: 120 }, (_, t) => `${t % 7},${Number(t > 100)}`);
    const labelled = write('labelled.csv', ['a;b', ...rows.map((row) => row.replace(',', ';'))]);
    const { status, stdout, stderr } = run(name, '--data', labelled, '--label-column', 'b');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^.*labelled\.csv: 120 time steps, 1 feature\n/);
    const text = fs.readFileSync(made, 'utf8');
    for (const part of [/windowSize = 6;/, /stride = 1;/, /labelColumn: 'b'/, /precisionRecallF1/])
      assert.match(text, part);
  }).timeout(60_000);

  it('lists stretches where the second half has no labels of both kinds', () => {
    const file = write('plain.csv', ['a', ...Array.from({ length: 1000 }, (_, t) => String(t % 7))]);
    assert.equal(run(name, '--data', file).status, 0);
    const text = fs.readFileSync(made, 'utf8');
    assert.match(text, /windowSize = 20;/);
    assert.match(text, /Stretches above the threshold/);
    assert.doesNotMatch(text, /precisionRecallF1/);
  }).timeout(60_000);

  it('refuses in one sentence what it cannot make a notebook of', () => {
    const short = write('short.csv', ['a', ...Array.from({ length: 39 }, (_, t) => String(t))]);
    const odd = write('odd.csv', ['a,label', ...Array.from({ length: 400 }, (_, t) => `${t % 5},${Number(t < 200)}`)]);
    const half = write('half.csv', ['a,b', ...Array.from({ length: 400 }, (_, t) => `${t % 5},${t < 200 ? '' : t}`)]);
    const cases: [string[], RegExp][] = [
      [['../x'], /^\.\.\/x: expected a name of letters, digits, blanks, points, hyphens and underscores\.$/],
      [[name, '--labels', short], /^--labels: expected --data with it, found none\.$/],
      [[name, '--data', short], /short\.csv: expected at least 40 time steps, found 39\.$/],
      [[name, '--data', path.join(folder, 'no.csv')], /no\.csv: cannot be read \(ENOENT/],
      [[name, '--data', half], /half\.csv: expected values in the first half of every column, found none of b; leave out with --ignore b\.$/], // prettier-ignore
      [[name, '--data', odd], /odd\.csv: expected at least 5 windows of 20 steps without a labelled anomaly in its first half, found 0\.$/], // prettier-ignore
    ];
    for (const [args, message] of cases) {
      const { status, stderr } = run(...args);
      assert.equal(status, 1);
      assert.match(stderr.trim(), message);
      assert.equal(stderr.trim().split('\n').length, 1);
      assert.ok(!fs.existsSync(made));
    }
  }).timeout(120_000);
});
