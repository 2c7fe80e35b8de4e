import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base';

type Stream = 'stdout' | 'stderr';

/** Runs a command whose output streams `closed` have lost their reader before the first write, as `| head -0` does. */
async function runUnread(script: string, args: string[], closed: Stream[] = ['stdout']) {
  const child = spawn(process.execPath, [...RUN_TYPESCRIPT, `scripts/${script}.ts`, ...args], { cwd: REPOSITORY_ROOT });
  let said = '';
  child.stderr.on('data', (text) => (said += String(text)));
  for (const name of closed) child[name].destroy();
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, said };
}

describe('a command whose reader has closed the pipe', () => {
  let folder: string;
  const inFolder = (name: string) => path.join(folder, name);

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-pipe-'));
    const rows = Array.from({ length: 200 }, (_, t) => `${Math.sin(t / 5)},${Math.cos(t / 5)}`);
    fs.writeFileSync(inFolder('normal.csv'), `a,b\n${rows.join('\n')}\n`);
    fs.mkdirSync(inFolder('fresh'));
    for (const name of ['one', 'two']) fs.copyFileSync(inFolder('normal.csv'), inFolder(`fresh/${name}.csv`));
    const labelled = rows.map((row, t) => `${row},${+(t >= 100 && t < 110)}`);
    fs.writeFileSync(inFolder('labelled.csv'), `a,b,label\n${labelled.join('\n')}\n`);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('fits, scores, watches and experiments in silence, and writes every file', async () => {
    const silent = { status: 0, said: '' };
    const [train, pipeline] = [inFolder('normal.csv'), inFolder('pipeline')];
    assert.deepEqual(await runUnread('fit', ['--train', train, '--output', pipeline, '--model', 'pca']), silent);
    const places = ['--pipeline', pipeline, '--input', inFolder('fresh'), '--output', inFolder('scores')];
    assert.deepEqual(await runUnread('score', places), silent);
    assert.deepEqual(fs.readdirSync(inFolder('scores')).sort(), [
      'one.csv.scores.csv',
      'summary.json',
      'two.csv.scores.csv',
    ]);
    const watched = await runUnread('monitor', ['--pipeline', pipeline, '--input', train, '--print', 'scores']);
    assert.equal(watched.status, 0, watched.said);
    assert.doesNotMatch(watched.said, /EPIPE|^ +at /m);
    const series = ['--train', train, '--test', inFolder('labelled.csv')];
    const json = inFolder('result.json');
    const settings = ['--model', 'autoencoder', '--profile', 'smoke', '--no-store', '--json', json];
    const { status, said } = await runUnread('experiment', [...series, ...settings], ['stdout', 'stderr']);
    assert.deepEqual({ status, said }, silent);
    const { results } = JSON.parse(fs.readFileSync(json, 'utf8')) as { results: unknown[] };
    assert.ok(results.length > 0);
  }).timeout(180_000);

  it('is told apart from an output that cannot be written', async () => {
    const full = fs.openSync('/dev/full', 'w');
    const args = ['--train', inFolder('normal.csv'), '--output', inFolder('full'), '--model', 'pca'];
    const child = spawn(process.execPath, [...RUN_TYPESCRIPT, 'scripts/fit.ts', ...args], {
      cwd: REPOSITORY_ROOT,
      stdio: ['ignore', full, 'pipe'],
    });
    let said = '';
    child.stderr!.on('data', (text) => (said += String(text)));
    const [status] = (await once(child, 'close')) as [number | null];
    fs.closeSync(full);
    assert.equal(status, 1);
    assert.match(said, /^standard output: cannot be written to \(ENOSPC[^\n]*\)\.\n$/);
    assert.ok(fs.existsSync(inFolder('full')), 'the pipeline is saved all the same');
  }).timeout(60_000);
});
