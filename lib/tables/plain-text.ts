/** What all formats of text but CSV leave out: characters that are not shown, and that a terminal would obey. */

// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]/g;

/** Leaves out control characters that are not white space. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '');
}

/** Puts text on one line: each line break becomes a blank, also those that only Unicode or a printer knows. */
export function oneLine(text: string): string {
  return withoutControls(text)
    .replace(/\s*[\n\r\v\f\u0085\u2028\u2029]\s*/g, ' ')
    .trim();
}
