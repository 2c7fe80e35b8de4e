/** From the start of `npm run experiment` to its end, on one short channel: what comes before and after any training. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { median, type BenchResult } from './bench';
import { runForJson } from './side-by-side';

const RUNS = 5;

/**
 * Measures the wall time of a run of 30 windows: set-up's check, loading, one job in a worker process, the table. The first
 * step is trained before it ends, so that this is the most that a user waits for it.
 */
export function startOfExperiment(): BenchResult {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-start-'));
  for (const name of ['train', 'test']) {
    const label = (i: number) => Number(name === 'test' && i > 60 && i < 80);
    const rows = Array.from({ length: 155 }, (_, i) => [Math.sin(i / 5), Math.cos(i / 7), i % 9, label(i)].join());
    fs.writeFileSync(path.join(folder, `${name}.csv`), ['a,b,c,label', ...rows, ''].join('\n'));
  }
  const files = ['--train', path.join(folder, 'train.csv'), '--test', path.join(folder, 'test.csv')];
  const options = [
    '--model',
    'lstm-vae',
    ...files,
    '--label-column',
    'label',
    '--profile',
    'smoke',
    '--no-store',
    '--workers',
    '1',
  ];
  const line = JSON.stringify(['run', '--silent', 'experiment', '--', ...options]);
  const program = `const started = performance.now();
    require('child_process').execFileSync('npm', ${line}, { cwd: ${JSON.stringify(REPOSITORY_ROOT)} });
    console.log((performance.now() - started) / 1000);`;
  const seconds = Array.from({ length: RUNS }, () => runForJson<number>([process.execPath, '-e', program]));
  fs.rmSync(folder, { recursive: true });
  return {
    title: `npm run experiment on 30 windows, from its start to its end, median of ${RUNS}`,
    table: { columns: ['seconds'], rows: [[median(seconds).toFixed(1)]] },
    data: { seconds },
  };
}
