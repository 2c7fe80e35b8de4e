/** The lock that keeps a state folder to one monitor at a time. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockSync } from 'proper-lockfile';
import { MonitorError } from './monitor-error';

/** Milliseconds after which a lock that its holder has not refreshed is free. */
const STALE = 10_000;
const REFRESH = 2000;
/** Milliseconds between two looks at a lock that may be free. */
const LOOK = 500;

/** A folder that another monitor uses, or has used until a moment ago. */
class LockedError extends MonitorError {
  constructor(
    message: string,
    /** Whether its holder may have ended without anybody here knowing it. */
    readonly mayBeFree: boolean,
  ) {
    super(message);
  }
}

export interface FolderLock {
  /** Whose lock was taken over, for the log; undefined if the folder was free. */
  readonly takenOver: string | undefined;
  /** Whether the folder is still this holder's, as far as the file `lock` tells. */
  isOurs(): boolean;
  release(): void;
}

/**
 * Takes the lock of a folder: the directory `lock.lock`, whose time its holder refreshes every two seconds, and the file
 * `lock`, which says who that is. A lock whose process is known to have ended is taken over at once. Any other, also one
 * of another host or container or one whose file is empty, is taken over once it was not refreshed for ten seconds.
 *
 * @param onLost  Called if the lock is lost: removed, taken by another monitor, or not refreshed in time.
 * @throws {LockedError} If another monitor holds it.
 */
export function lockFolder(folder: string, onLost: (reason: string) => void): FolderLock {
  const file = path.join(folder, 'lock');
  const directory = `${file}.lock`;
  // Before the holder is read: a lock that is taken in between is then another one.
  const held = identityOf(directory);
  const entry = readIfThere(file);
  const holder = holderOf(entry);
  const hasEnded = holder !== undefined && isDead(holder);
  if (hasEnded && held !== undefined) freeLock(file, entry, held);
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
    const present = holderOf(readIfThere(file));
    throw new LockedError(
      `${folder}: in use by ${named(present)}; if that process is not a monitor, remove ${directory}.`,
      present === undefined || !isNearby(present),
    );
  }
  const own = ownEntry();
  writeEntry(file, own);
  const takenOver = hasEnded ? `${named(holder)}, which has ended` : `${named(holder)}, not refreshed for ten seconds`;
  return {
    takenOver: held === undefined ? undefined : takenOver,
    // An empty file is one that a full disk refused.
    isOurs: () => ['', own].includes(readIfThere(file)),
    release: () => {
      fs.rmSync(file, { force: true });
      unlock();
    },
  };
}

/** Removes the lock of a holder that has ended, but not that of another monitor that has taken it over meanwhile. */
function freeLock(file: string, entry: string, identity: string): void {
  const directory = `${file}.lock`;
  if (readIfThere(file) !== entry) return;
  // First, so that nobody finds the ended holder's name beside the lock of the next one.
  fs.rmSync(file, { force: true });
  const aside = `${directory}.${randomBytes(4).toString('hex')}`;
  try {
    fs.renameSync(directory, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (identityOf(aside) === identity || fs.existsSync(directory)) fs.rmSync(aside, { recursive: true, force: true });
  else fs.renameSync(aside, directory);
}

/** Tells a lock from a later one, which may have its inode; undefined if there is none. */
function identityOf(directory: string): string | undefined {
  const status = fs.statSync(directory, { bigint: true, throwIfNoEntry: false });
  return status && `${status.ino} ${status.mtimeNs}`;
}

/** The holder of a lock. Earlier versions did not write the last three. */
interface Holder {
  readonly id: number;
  readonly host: string;
  /** Where the process id has its meaning: a container has processes of its own. */
  readonly namespace?: string;
  /** When the process started, since its id may be given to another one later. */
  readonly started?: string;
  /** Drawn at random. */
  readonly owner?: string;
}

/**
 * Takes the lock of a folder as soon as it is free for certain. A holder in another container or on another host may have
 * been killed a moment ago: it is watched for as long as its lock may be stale.
 *
 * @param take    Takes it or throws a {@link LockedError}.
 * @param signal  Ends the wait.
 * @throws {LockedError} If its holder shows a sign of life.
 */
export async function whenFree<T>(folder: string, take: () => T, signal: AbortSignal): Promise<T> {
  const seen = signOfLife(folder);
  const deadline = performance.now() + STALE + REFRESH;
  for (;;) {
    try {
      return take();
    } catch (error) {
      const isWorthWaiting = error instanceof LockedError && error.mayBeFree && performance.now() < deadline;
      if (!isWorthWaiting || signal.aborted || signOfLife(folder) !== seen) throw error;
      await sleep(LOOK, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** When the lock was refreshed last. */
function signOfLife(folder: string): number | undefined {
  return fs.statSync(path.join(folder, 'lock.lock'), { throwIfNoEntry: false })?.mtimeMs;
}

function ownEntry(): string {
  const owner = randomBytes(8).toString('hex');
  return [process.pid, os.hostname(), namespace(), startOf('self'), owner].join(' ');
}

/** Writes who holds the lock. On a full disk the file stays empty: the lock is then held by nobody known. */
function writeEntry(file: string, entry: string): void {
  try {
    fs.writeFileSync(file, entry);
  } catch {
    fs.closeSync(fs.openSync(file, 'w'));
  }
}

function holderOf(entry: string): Holder | undefined {
  const [id, host = os.hostname(), ...[where, started, owner]] = entry.split(' ');
  return Number(id) > 0 ? { id: Number(id), host, namespace: where, started, owner } : undefined;
}

function named(holder: Holder | undefined): string {
  return holder ? `process ${holder.id} on ${holder.host}` : 'another process';
}

/** Whether the process has ended for certain. */
function isDead(holder: Holder): boolean {
  const { id, namespace: where, started } = holder;
  if (!isNearby(holder)) return false;
  // Earlier versions: our own id means an earlier run, as containers give every run the same id.
  if (where === undefined) return id === process.pid || !exists(id);
  return !exists(id) || startOf(id) !== started;
}

/** Whether the holder's process id has its meaning here too. Earlier versions did not say. */
function isNearby({ host, namespace: where = namespace() }: Holder): boolean {
  return host === os.hostname() && where === namespace();
}

function exists(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Names this start of the machine and this space of process ids; a hyphen where the system does not tell them. */
function namespace(): string {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${fs.readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '-';
  }
}

/** When a process started, by the system's clock ticks; a hyphen where the system does not tell. */
function startOf(id: number | 'self'): string {
  try {
    const status = fs.readFileSync(`/proc/${id}/stat`, 'utf8');
    // The 22nd field; the second may hold blanks and ends with the last parenthesis.
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '-';
  }
}

function readIfThere(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
