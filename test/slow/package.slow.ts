import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base';
import manifest from '../../package.json';

/** Uses the types of the package without those of Node, as a strict program does. */
const TYPED = `
import { fitThreshold, judge, measureAll, type Judgement, type Measures } from 'telltale';
const measures: Measures = measureAll([0.1, 0.9, 0.2], [0, 1, 0]);
export const vusPr: number | null | undefined = measures.vusPr;
export const judged: Promise<Judgement> = judge({ mine: new Float64Array(3) }, [0, 1, 0], { measure: 'stepF1' });
fitThreshold({ kind: 'percentile', percentile: 99 }, { normal: [1, 2, 3] });
// @ts-expect-error There is no such rule.
fitThreshold({ kind: 'guess' }, { normal: [1, 2, 3] });
// @ts-expect-error Scores are numbers.
measureAll(['x'], [1]);
`;

describe('npm pack', () => {
  let folder: string;
  const run = (program: string, args: readonly string[], cwd = folder) =>
    execFileSync(program, args, { cwd, encoding: 'utf8', stdio: 'pipe' });

  before(function () {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-pack-'));
    run('npm', ['pack', '--pack-destination', folder], REPOSITORY_ROOT);
    run('npm', ['init', '--yes']);
    // Nothing is fetched: the package has no dependencies, and the cache of npm is empty.
    const cache = path.join(folder, 'cache');
    run('npm', ['install', '--offline', '--cache', cache, `telltale-${manifest.version}.tgz`]);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('makes a package that is installed alone, and small', () => {
    const installed = fs.readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    assert.deepEqual(installed, ['telltale']);
    const names = fs.readdirSync(path.join(folder, 'node_modules', 'telltale'), { recursive: true });
    const files = ['index.d.ts', 'index.js', 'licences.txt', 'telltale.js'].map((name) => path.join('dist', name));
    const page = ['docs', path.join('docs', 'judge.md')];
    assert.deepEqual(names.sort(), ['LICENSE', 'README.md', 'dist', ...files, ...page, 'package.json']);
    assert.ok(fs.statSync(path.join(folder, `telltale-${manifest.version}.tgz`)).size < 600_000);
  });

  it('judges through npx, from a folder that cannot be written to', () => {
    const labels = Array.from({ length: 600 }, (_, step) => Number(step % 100 >= 60 && step % 100 < 70));
    fs.writeFileSync(path.join(folder, 'labels.csv'), `label\n${labels.join('\n')}\n`);
    fs.writeFileSync(path.join(folder, 'mine.csv'), `score\n${labels.map((label, i) => label + (i % 7)).join('\n')}\n`);
    const dist = path.join(folder, 'node_modules', 'telltale', 'dist');
    fs.chmodSync(dist, 0o555);
    const printed = run('npx', ['telltale', 'judge', '--scores', 'mine.csv', '--labels', 'labels.csv']);
    fs.chmodSync(dist, 0o755);
    assert.match(printed, /^Judged on 1 series, 600 steps, 10\.0 % anomalous, in 6 segments\.$/m);
    assert.match(printed, /^ {2}mine is better than random scores: /m);
  });

  it('has the same exports by import and by require', () => {
    const print = 'console.log(Object.keys(telltale).filter((name) => !/^(default|module.exports)$/.test(name)).sort().join())'; // prettier-ignore
    fs.writeFileSync(path.join(folder, 'a.mjs'), `import * as telltale from 'telltale';\n${print}`);
    fs.writeFileSync(path.join(folder, 'a.cjs'), `const telltale = require('telltale');\n${print}`);
    const imported = run(process.execPath, ['a.mjs']);
    assert.equal(imported, run(process.execPath, ['a.cjs']));
    assert.match(imported, /judge,.*measureAll,/);
  });

  for (const module of [['nodenext'], ['node16'], ['esnext', '--moduleResolution', 'bundler']]) {
    it(`has types that a program with --module ${module[0]} compiles against`, () => {
      fs.writeFileSync(path.join(folder, 'typed.ts'), TYPED);
      const tsc = path.join(REPOSITORY_ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022', '--module', ...module];
      run(process.execPath, [tsc, ...options, 'typed.ts']);
    });
  }
});
