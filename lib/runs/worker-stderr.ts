/** Passes on what a worker process says on standard error, without V8's message about a full heap. */
import readline from 'node:readline';
import type { Readable } from 'node:stream';

/** First line of V8's message that is not empty. Some fifty more follow, until the process ends. */
const FIRST_LINE = '<--- Last few GCs --->';

/**
 * Passes on a process's lines as they come, until V8's message about a full heap: the job's error says that in a sentence.
 * Empty lines are left out.
 */
export function forwardLines(
  stream: Readable,
  write: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): void {
  let heapFull = false;
  // V8's message is read all the same: a process whose pipe is full would wait instead of ending.
  readline.createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
    heapFull ||= line.startsWith(FIRST_LINE);
    if (!heapFull && line.trim() !== '') write(line);
  });
}
