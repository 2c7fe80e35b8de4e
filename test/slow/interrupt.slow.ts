import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
const python = path.join(root, '.venv', 'bin', 'python');

interface Seen {
  readonly epochs: number;
  readonly ended: boolean;
}

describe('the interrupt of a cell that trains', () => {
  it('gives the cell back within two seconds, ends the training, and leaves the kernel alive', function () {
    if (!fs.existsSync(python)) this.skip();
    const script = path.join(root, 'test', 'support', 'interrupt-kernel.py');
    const { status, stdout, stderr } = spawnSync(python, [script, path.join(root, 'notebooks')], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const { seconds, states } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { seconds: number; states: Seen[] };
    // eslint-disable-next-line no-console -- a figure to report
    console.log(`    given back after ${seconds.toFixed(2)} s, in epoch ${states[0].epochs + 1} of 100`);
    assert.ok(seconds < 2, `${seconds} s`);
    assert.ok(states[0].epochs < 100, 'the training was over before the interrupt');
    assert.deepEqual(states[1], states[0]);
    assert.equal(states[0].ended, false, 'the rest of the cell was run');
  });
});
