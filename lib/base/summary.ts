/** What a cell of a notebook shows of a large object that stands at its end: a summary, not its numbers. */
import { inspect, type InspectOptions } from 'node:util';

/**
 * Lets `console.log`, and so a cell that ends with the object, print a summary of it. Nested in another object, the
 * summary is its first line. The object equals one without a summary, and a copy by `...` has none.
 *
 * @param summarize  Gives the lines, from the object as it is when it is printed.
 * @returns          The same object.
 */
export function withSummary<Value extends object>(value: Value, summarize: (value: Value) => string): Value {
  const print = (depth: number, options: InspectOptions): string => {
    const text = summarize(value);
    return depth < (options.depth ?? Infinity) ? `<${text.split('\n', 1)[0]}>` : text;
  };
  return Object.defineProperty(value, inspect.custom, { value: print, configurable: true });
}

/** Aligns cells to the right in columns with two blanks between them: the headings, then the rows. */
export function alignedRows(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i].length)));
  return [headings, ...rows].map((row) => row.map((cell, i) => cell.padStart(widths[i])).join('  '));
}

/** Writes a number with four digits that count, as in a summary: 0.1234, 1234, 1.234e+9. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  return Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4 ? value.toExponential(3) : value.toPrecision(4);
}
