/** A bar over jobs; within one it names the epoch, so that long training shows life. */
import { SingleBar } from 'cli-progress';

interface ProgressState {
  /** What is worked on. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** Of those done, the ones that took no time, as their results were stored. */
  readonly reused?: number;
  readonly failed?: number;
  readonly epoch?: number;
  readonly loss?: number;
}

export interface ProgressBar {
  readonly update: (progress: ProgressState) => void;
  /** Prints a line that stays, above the bar. */
  readonly note: (text: string) => void;
  readonly stop: () => void;
}

/**
 * Draws a bar on standard error; where that is not a terminal, prints a line every ten seconds.
 *
 * @param what  What is counted, in the plural.
 */
export function progressBar(what: string): ProgressBar {
  const bar = new SingleBar({
    format: `{bar} {value}/{total} ${what}{failures} | {label} {now} | {duration_formatted}{speed}`,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
    hideCursor: true,
    gracefulExit: false,
  });
  const created = Date.now();
  let started = false;
  let counted = { reused: 0, failed: 0 };
  return {
    update: ({ label, done, total, epoch, loss, ...counts }) => {
      if (!started) bar.start(total, 0, { label, failures: '', now: '', speed: '' });
      started = true;
      counted = { ...counted, ...counts };
      bar.update(done, {
        label,
        failures: counted.failed > 0 ? `, ${counted.failed} failed` : '',
        now: epoch === undefined ? '' : `epoch ${epoch}, loss ${loss?.toFixed(4)}`,
        speed: speedOf({ ran: done - counted.reused, left: total - done }, (Date.now() - created) / 60_000),
      });
    },
    note: (text) => {
      // The bar is drawn on the current line: go to its beginning and clear it first.
      process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}Note: ${text}\n`);
    },
    stop: () => bar.stop(),
  };
}

/** Writes the rate and the remaining time; empty before the first job is done. */
function speedOf({ ran, left }: { ran: number; left: number }, minutes: number): string {
  if (ran <= 0 || minutes <= 0) return '';
  const perMinute = ran / minutes;
  return `, ${perMinute.toPrecision(3)}/min, about ${Math.ceil((left / perMinute) * 60)} s left`;
}
