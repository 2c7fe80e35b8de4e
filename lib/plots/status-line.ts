/** One line of output that changes in place: progress in a notebook. */

/** What `newDisplay()` of tslab returns; a notebook passes it in, since lib does not load tslab. */
export interface TextDisplay {
  text(content: string): void;
}

/**
 * A line of progress in a notebook. Updates closer together than `interval` are dropped: each is a message to the browser.
 *
 * @param display   From tslab: `newDisplay()`.
 * @param interval  Milliseconds, default 500.
 * @returns         A function that shows a text; with `last` it shows it whatever the time.
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
