/** Shows progress in a notebook as one line that changes in place. */

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
