import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runKillTrial } from '../../scripts/support/kill-trial';

/** Whether this user may mount a disk. */
function canMount(): boolean {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-mount-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', folder]);
  if (status === 0) spawnSync('umount', [folder]);
  fs.rmdirSync(folder);
  return status === 0;
}

for (const feed of ['file', 'http'] as const) {
  for (const [receiver, fullDisk] of [
    ['up', false],
    ['down', true],
  ] as const) {
    const disk = fullDisk ? 'a disk that fills and empties' : 'room on the disk';
    describe(`the monitor, killed 10 times, fed by ${feed}, its receiver ${receiver}, with ${disk}`, () => {
      it('loses no event and tells of none twice', async function () {
        if (fullDisk && !canMount()) this.skip();
        const plan = { kills: 10, points: 10_000, events: 100, seed: 7 };
        const result = await runKillTrial({ ...plan, feed, receiver, fullDisk });
        const { generated, delivered, lost, doubled, file } = result;
        assert.deepEqual(
          { generated, delivered, lost, doubled },
          { generated: 100, delivered: 100, lost: 0, doubled: 0 },
        );
        assert.deepEqual([file.lost, file.doubled], [0, 0]);
      });
    });
  }
}
