import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base';
import type { Judgement } from '../../lib/judge';

function run(...args: string[]) {
  const line = [...RUN_TYPESCRIPT, 'scripts/judge.ts', ...args];
  return spawnSync(process.execPath, line, { cwd: REPOSITORY_ROOT, encoding: 'utf8', timeout: 120_000 });
}

describe('npm run judge', () => {
  let folder: string;
  const inFolder = (name: string) => path.join(folder, name);

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-judge-'));
    // Six anomalies of ten steps among 600; the scores find them, but for some noise that repeats every seven steps.
    const labels = Array.from({ length: 600 }, (_, step) => Number(step % 100 >= 60 && step % 100 < 70));
    fs.writeFileSync(inFolder('labels.csv'), `label\n${labels.join('\n')}\n`);
    const scores = labels.map((label, step) => (label * 5 + (step % 7)) / 10);
    fs.writeFileSync(inFolder('mine.csv'), `score\n${scores.join('\n')}\n`);
    const values = labels.map((label, step) => Math.sin(step / 4) + 3 * label);
    fs.writeFileSync(inFolder('test.csv'), `sensor\n${values.join('\n')}\n`);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('prints a verdict and all measures, and writes them', () => {
    const files = ['json', 'markdown', 'latex'].flatMap((kind) => [`--${kind}`, inFolder(`out.${kind}`)]);
    const { status, stdout, stderr } = run(
      ...['--scores', inFolder('mine.csv'), '--labels', inFolder('labels.csv'), '--series', inFolder('test.csv')],
      ...['--figure', inFolder('out.json.figure.json'), ...files],
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /Judged on 1 series, 600 steps, 10\.0 % anomalous, in 6 segments\./);
    assert.match(stdout, /mine is better than random scores: shown \(VUS-PR \+\.\d\d/);
    assert.match(stdout, /\| \(d\) TSB-AD +\| VUS-PR /);
    const judgement = JSON.parse(fs.readFileSync(inFolder('out.json'), 'utf8')) as Judgement;
    assert.deepEqual([judgement.rows.length, judgement.intervals.groups], [9, 6]);
    assert.match(fs.readFileSync(inFolder('out.markdown'), 'utf8'), /^- mine is better than the time index/m);
    assert.match(fs.readFileSync(inFolder('out.latex'), 'utf8'), /\\begin\{table\}/);
    const figure = JSON.parse(fs.readFileSync(inFolder('out.json.figure.json'), 'utf8')) as { data: unknown[] };
    assert.equal(figure.data.length, 2);
  }).timeout(120_000);

  it('ends with one sentence where something does not fit', () => {
    fs.writeFileSync(inFolder('short.csv'), 'label\n0\n1\n');
    const failed = run('--scores', inFolder('mine.csv'), '--labels', inFolder('short.csv'));
    assert.equal(failed.status, 1);
    assert.match(failed.stderr, /^\n.*short\.csv: 2 labels for the 600 time steps of .*mine\.csv\.\n$/);
    const rule = run('--scores', inFolder('mine.csv'), '--labels', inFolder('labels.csv'), '--threshold', 'best-f1');
    assert.match(rule.stderr, /^\n--threshold: expected a number, otsu, .*; found 'best-f1'\n$/);
  }).timeout(120_000);
});
