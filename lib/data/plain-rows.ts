/**
 * Reads rows of plain numbers from bytes in one look, without finding the bounds of their cells first. It is how most of a
 * large file is read; any other row is split into cells.
 */
import type { TablePlan } from './column-plan';
import { NOT_PLAIN_ROW, type ReadPlainRow } from './records';
import { plainNumber, POWERS } from './plain-number';

const [QUOTE, BLANK, TAB, FEED, RETURN, MINUS, ZERO] = [34, 32, 9, 10, 13, 45, 48];

/** Digits that fit into 32 bits, whatever they are. */
const SMALL_DIGITS = 9;

/** What is done with the cells of a plain row. */
interface PlainRows {
  /** One character. */
  readonly delimiter: string;
  /** The code of the character before decimals. */
  readonly decimal: number;
  /** Makes room for a row; called again if the row before was not taken. */
  start(): void;
  /** Takes the number of a slot. */
  value(slot: number, value: number): void;
  /** Takes the bounds of a cell whose text is kept; called once the whole row is known to be plain. */
  cell(column: number, bytes: Buffer, start: number, end: number): void;
  /** Ends the row. */
  end(line: number): void;
}

/**
 * Makes a reader of rows whose cells are neither quoted nor among blanks, and whose values are all numbers.
 *
 * @returns  What finds the end of such a row and takes its cells, or says that the row needs to be split.
 */
export function plainRows(plan: TablePlan, { delimiter, decimal, ...take }: PlainRows): ReadPlainRow {
  const columns = plan.columns.length;
  const slots = Int32Array.from(plan.columns, ({ slot }) => slot);
  const kept = Int32Array.from(plan.columns.flatMap(({ times, texts }, i) => (times || texts ? i : [])));
  const [starts, ends] = [new Int32Array(columns), new Int32Array(columns)];
  const between = delimiter.charCodeAt(0);
  const powers = POWERS;
  const last = columns - 1;
  return (bytes, start, end, line) => {
    let at = start;
    let code = 0;
    take.start();
    for (let column = 0; column < columns; column++) {
      const from = at;
      let isRead = false;
      const slot = slots[column];
      if (slot >= 0 && at < end) {
        code = bytes[at];
        const isNegative = code === MINUS;
        if (isNegative) at++;
        const first = at;
        let digits = 0;
        let digit;
        while (at < end && (digit = (code = bytes[at]) - ZERO) >= 0 && digit <= 9) {
          digits = (Math.imul(digits, 10) + digit) | 0;
          at++;
        }
        let count = at - first;
        let decimals = 0;
        if (code === decimal && at < end) {
          const point = at++;
          while (at < end && (digit = (code = bytes[at]) - ZERO) >= 0 && digit <= 9) {
            digits = (Math.imul(digits, 10) + digit) | 0;
            at++;
          }
          decimals = at - point - 1;
          count += decimals;
        }
        isRead = count > 0 && count <= SMALL_DIGITS && (code === between || code === FEED || code === RETURN);
        if (isRead) {
          const value = decimals === 0 ? digits : digits / powers[decimals];
          take.value(slot, isNegative ? -value : value);
        }
      }
      if (!isRead) {
        while (at < end && (code = bytes[at]) !== between && code !== FEED && code !== RETURN) {
          if (code === QUOTE) return NOT_PLAIN_ROW;
          at++;
        }
        if (at === from || isBlank(bytes[from]) || isBlank(bytes[at - 1])) return NOT_PLAIN_ROW;
        if (slot >= 0) {
          const value = plainNumber(bytes, from, at, decimal);
          if (value !== value) return NOT_PLAIN_ROW;
          take.value(slot, value);
        }
      }
      if (at >= end || (code === between) !== column < last) return NOT_PLAIN_ROW;
      starts[column] = from;
      ends[column] = at++;
    }
    if (code === RETURN) {
      if (at >= end || bytes[at] !== FEED) return NOT_PLAIN_ROW;
      at++;
    }
    for (let i = 0; i < kept.length; i++) take.cell(kept[i], bytes, starts[kept[i]], ends[kept[i]]);
    take.end(line);
    return at;
  };
}

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB;
}
