/** A small disk in memory that fills and empties. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../lib/base';

const SIZE = '16m';

/** Mounts a disk on an empty folder. @throws If this user may not. @returns  Unmounts it. */
export function mountSmallDisk(folder: string): () => void {
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    const reason = (stderr || String(error)).trim();
    throw new Error(
      `--full-disk: no small disk can be mounted (${reason}); run as root, or in a user namespace: unshare -rm npm run ...`,
    );
  }
  // Lazily: a process that was killed a moment ago may still have files open there.
  return () => void spawnSync('umount', ['-l', folder]);
}

/** Fills the disk and makes room again, at random moments, until told to stop. @returns  How often it was full. */
export async function fillAndEmpty(folder: string, random: Random, stop: AbortSignal): Promise<number> {
  const ballast = path.join(folder, 'ballast');
  const wait = (least: number, most: number) =>
    sleep(random.uniform(least, most), undefined, { signal: stop }).catch(() => undefined);
  let times = 0;
  while (!stop.aborted) {
    await wait(200, 3000);
    fill(ballast, 1 + random.integer(4096));
    times++;
    await wait(200, 3000);
    fs.rmSync(ballast);
  }
  return times;
}

/** Writes until nothing fits any more, the last piece cut short. */
function fill(file: string, last: number): void {
  const descriptor = fs.openSync(file, 'w');
  try {
    for (const size of [2 ** 16, 2 ** 12, last, 1]) {
      try {
        for (;;) if (fs.writeSync(descriptor, Buffer.alloc(size)) < size) break;
      } catch {
        // Full for pieces of this size.
      }
    }
  } finally {
    fs.closeSync(descriptor);
  }
}
