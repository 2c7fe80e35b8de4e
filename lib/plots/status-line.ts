/** Shows progress in a notebook as one line that changes in place. */
import type { SuiteProgress } from '../experiments/index';
import type { History } from '../training/index';

/** What tslab's `newDisplay()` returns. A notebook passes it in, because lib does not load tslab. */
export interface TextDisplay {
  text(content: string): void;
}

/**
 * Makes a line of progress in a notebook. It drops updates closer together than `interval`: each is a message to the browser.
 *
 * @param display   From tslab: `newDisplay()`.
 * @param interval  Milliseconds, default 500.
 * @returns A function that shows a text; with `last`, it always shows it.
 */
export function statusLine(display: TextDisplay, interval = 500): (text: string, last?: boolean) => void {
  let shown = -Infinity;
  return (text, last = false) => {
    const now = performance.now();
    if (!last && now - shown < interval) return;
    shown = now;
    display.text(text);
  };
}

/**
 * Makes the `onEpoch` of a training: the line says which epoch has ended, and its validation loss.
 *
 * @param display  From tslab: `newDisplay()`.
 */
export function epochLine(display: TextDisplay): (history: Pick<History, 'validationLoss'>) => void {
  const say = statusLine(display);
  return ({ validationLoss }) => {
    say(`epoch ${validationLoss.length}: validation loss ${validationLoss[validationLoss.length - 1].toFixed(4)}`);
  };
}

/**
 * Makes the `onProgress` of a suite: the line says how many jobs are done and which one is worked on. Its last text names no job,
 * so that it is the same in every run.
 *
 * @param display  From tslab: `newDisplay()`.
 */
export function jobLine(display: TextDisplay): (progress: SuiteProgress) => void {
  const say = statusLine(display);
  return ({ label, done, total, epoch }) => {
    if (done === total) say(`${total} of ${total} done`, true);
    else say(`${done} of ${total} done; ${label}${epoch ? `, epoch ${epoch}` : ''}`);
  };
}
