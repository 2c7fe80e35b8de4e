/**
 * Watches the memory of another process: what TensorFlow takes lies outside V8's heap, where no option of Node bounds
 * it.
 */
import fs from 'node:fs';

const LOOK_EVERY_MS = 250;

/** What Node takes with TensorFlow on a CPU loaded and nothing to do, rounded up (463 found); a bound near it has no room for a job. */
const BARE_MB = 500;

/** Looks at a process until the function it returns is called; told once, with the bytes found, if these exceed the bound. */
export type MemoryWatch = (
  pid: number | undefined,
  boundMb: number,
  onExcess: (residentBytes: number) => void,
) => () => void;

/**
 * Watches a process's resident memory, four times a second. What is taken and given back in between is not seen; on a
 * system without `/proc`, such as macOS, nothing is.
 */
export const watchMemory: MemoryWatch = (pid, boundMb, onExcess) => {
  const timer = setInterval(() => {
    const found = residentBytesOf(pid);
    if (found === undefined || found <= boundMb * 2 ** 20) return;
    clearInterval(timer);
    onExcess(found);
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
};

/** Reads a process's resident memory; undefined where it has ended, or the system does not say. */
function residentBytesOf(pid: number | undefined): number | undefined {
  try {
    const found = /^VmRSS:\s*(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}

/** Says why a process was ended; the sentence begins with "the worker process". */
export function excessOf(residentBytes: number, boundMb: number): string {
  const found = Math.ceil(residentBytes / 2 ** 20);
  return `was ended at ${found} MB of resident memory, above the ${boundMb} MB of --max-memory`;
}

/** Says that there is little room for any job; the text follows the reason that a job failed for. */
export function hintOf(boundMb: number): string {
  return boundMb < 2 * BARE_MB ? `; Node with TensorFlow alone takes up to ${BARE_MB} MB` : '';
}
