/** What a worker process says on standard error, without V8's report of a full heap. */
import readline from 'node:readline';
import type { Readable } from 'node:stream';

/** The report's first line but for an empty one. It goes on to the end of the process, for some fifty lines. */
const REPORT = '<--- Last few GCs --->';

/**
 * Passes on a process's lines as they come, until V8 reports a full heap: the job's error says that in a sentence. Empty
 * lines are left out.
 */
export function forwardLines(
  stream: Readable,
  write: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): void {
  let reported = false;
  // The report is read all the same: a process whose pipe is full would wait instead of ending.
  readline.createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
    reported ||= line.startsWith(REPORT);
    if (!reported && line.trim() !== '') write(line);
  });
}
