/** One set-up at a time in a clone: a second one waits for the first, and then finds everything in place. */
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { say } from './step.mjs';

const lock = join(root, '.setup.lock');

/** Takes the lock if it is free; returns whether it was. */
function take() {
  let file;
  try {
    file = openSync(lock, 'wx');
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
  process.once('exit', () => rmSync(lock, { force: true }));
  writeSync(file, String(process.pid));
  closeSync(file);
  return true;
}

/** Finds the process that holds the lock; undefined if it has ended, also if another process has its number now. */
function holder() {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    process.kill(pid, 0);
    const command = `/proc/${pid}/cmdline`;
    return pid !== 0 && existsSync(command) && !readFileSync(command, 'utf8').includes('setup.mjs') ? undefined : pid;
  } catch {
    return undefined;
  }
}

/** Runs `body` while no other set-up of this clone runs. */
export async function withLock(body) {
  let told = false;
  while (!take()) {
    const pid = holder();
    if (pid === undefined) rmSync(lock, { force: true });
    else {
      if (!told) say(`Another set-up is running here (process ${pid}); waiting for it.`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
  try {
    return await body();
  } finally {
    rmSync(lock, { force: true });
  }
}
