import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
const python = path.join(root, '.venv', 'bin', 'python');

interface Interrupted {
  readonly seconds: number;
  readonly printed: string;
  /** What the cell's variables hold, twice, some seconds apart. */
  readonly states: readonly { readonly epochs: number; readonly ended: boolean }[];
  /** How the training ended, and after how many epochs, in the next cell. */
  readonly history: readonly [ended: string, epochs: number];
  readonly again: string;
  /** What was printed, and the seconds from the interrupt to the end of the cell. */
  readonly compiling: readonly [printed: string, seconds: number];
  readonly two: readonly [printed: string, seconds: number];
}

describe('the interrupt of a cell that trains', () => {
  it('ends the training within two seconds, keeps its epochs, and leaves the kernel alive', function () {
    if (!fs.existsSync(python)) this.skip();
    const script = path.join(root, 'test', 'support', 'interrupt-kernel.py');
    const { status, stdout, stderr } = spawnSync(python, [script, path.join(root, 'notebooks')], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const found = JSON.parse(stdout.trim().split('\n').at(-1)!) as Interrupted;
    const { seconds, printed, states, history } = found;
    // eslint-disable-next-line no-console -- a figure to report
    console.log(`    given back after ${seconds.toFixed(2)} s, in epoch ${states[0].epochs + 1} of 100`);
    assert.ok(seconds < 2, `${seconds} s`);
    assert.ok(states[0].epochs < 100, 'the training was over before the interrupt');
    assert.deepEqual(states[1], states[0]);
    assert.equal(states[0].ended, true, 'the rest of the cell was not run');
    assert.deepEqual(history, ['interrupted', states[0].epochs], 'the next cell knows the history');
    const kept = /lstm-vae: training interrupted after (\d+) epochs; the best weights, of epoch \d+, are kept\.\n/;
    assert.equal(Number(kept.exec(printed)?.[1]), states[0].epochs);
    assert.equal(found.again, 'epochs');
    assert.ok(found.compiling[1] < 2, `${found.compiling[1]} s while the graph was made`);
    assert.match(
      found.compiling[0],
      /^begun\n(Interrupted|lstm-vae: training interrupted (in its first epoch|after \d+ epochs?))/,
    );
    const [said] = found.two;
    assert.match(said, /interrupted after/);
    assert.match(said, /\nInterrupted\.\n/);
    assert.doesNotMatch(said, /over/);
  });
});
