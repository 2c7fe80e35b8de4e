/** The lock that keeps a state folder to one monitor at a time. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { lockSync } from 'proper-lockfile';
import { MonitorError } from './monitor-error';

/** Milliseconds after which a lock that its holder has not refreshed is free. */
const STALE = 10_000;
const REFRESH = 2000;

/**
 * Takes the lock of a folder: the directory `lock.lock`, and the file `lock` with the holder's process id and host. A
 * lock whose process is known to be dead is taken over at once, any other once it is stale.
 *
 * @param onLost  Called if the lock is lost: removed, taken by another monitor, or not refreshed in time.
 * @returns       A function that releases the lock.
 * @throws {MonitorError} If another monitor holds it.
 */
export function lockFolder(folder: string, onLost: (reason: string) => void): () => void {
  const file = path.join(folder, 'lock');
  const holder = readHolder(file);
  const directory = `${file}.lock`;
  if (holder && isDead(holder)) fs.rmSync(directory, { recursive: true, force: true });
  let unlock: () => void;
  try {
    unlock = lockSync(file, {
      realpath: false,
      stale: STALE,
      update: REFRESH,
      onCompromised: ({ message }) => onLost(message),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    const who = holder ? `process ${holder.id} on ${holder.host}` : 'another process';
    throw new MonitorError(`${folder}: in use by ${who}; if that process is not a monitor, remove ${directory}.`);
  }
  fs.writeFileSync(file, `${process.pid} ${os.hostname()}`);
  return () => {
    fs.rmSync(file, { force: true });
    unlock();
  };
}

interface Holder {
  readonly id: number;
  readonly host: string;
}

function readHolder(file: string): Holder | undefined {
  if (!fs.existsSync(file)) return undefined;
  const [id, host = os.hostname()] = fs.readFileSync(file, 'utf8').split(' ');
  return Number(id) > 0 ? { id: Number(id), host } : undefined;
}

/** Whether the process has ended for certain. Our own id means an earlier run: containers give every run the same id. */
function isDead({ id, host }: Holder): boolean {
  if (host !== os.hostname()) return false;
  if (id === process.pid) return true;
  try {
    process.kill(id, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
