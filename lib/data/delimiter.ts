/** Recognises what lies between the cells of a text, and what before decimals, from its first lines. */
import { counted, DataError } from '../base/index';
import { type Decimal, inAscii, isMissing, isTruth, readDecimal } from './cell';
import { BLANKS } from './records';
import { stepsOf } from './steps-of-values';
import { recogniseTimes } from './time-value';

/** Delimiters by how seldom they stand within a cell. */
const CANDIDATES = ['\t', ';', '|', ','] as const;

/** A number with thousands commas, or with a decimal comma and three decimals. */
export const EITHER_WAY = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/;

/** The same number with points for commas. */
export const EITHER_WAY_POINT = /^[+-]?[1-9]\d{0,2}(\.\d{3})+$/;

const DECIMAL_COMMA = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i;

export interface Separators {
  readonly delimiter: string;
  readonly decimal: Decimal;
  /** Whether the text is one line of values, each of which is a time step. */
  readonly cellByCell?: boolean;
  readonly notes: readonly string[];
}

interface Wanted {
  readonly delimiter?: string;
  readonly decimal?: Decimal;
}

/**
 * Finds delimiter and decimal character. A delimiter stands equally often in every line; of several, that with the most values
 * between is taken. Without any, cells may be parted by runs of blanks.
 *
 * @param name    The file's name, for messages.
 * @param lines   The first lines, without blank ones.
 * @param isWhole Whether these are all lines.
 * @throws {DataError} If commas may be read in two ways, or an option is no delimiter.
 */
export function findSeparators(name: string, lines: readonly string[], isWhole: boolean, wanted: Wanted): Separators {
  if (wanted.delimiter !== undefined) {
    const delimiter = requireDelimiter(wanted.delimiter);
    return withDecimal(name, lines, delimiter, wanted.decimal);
  }
  if (wanted.decimal !== ',' && isOneColumnOfDecimalCommas(lines)) {
    if (wanted.decimal === '.') return { delimiter: ',', decimal: '.', notes: [] };
    return { delimiter: ';', decimal: ',', notes: ['one column of numbers with decimal commas'] };
  }
  const found = CANDIDATES.filter((delimiter) => delimiter !== ',' || wanted.decimal !== ',' || areQuoted(lines))
    .filter((delimiter) => isEven(lines.map((line) => split(line, delimiter))))
    .map((delimiter) => ({ delimiter: delimiter, share: valueShare(lines, delimiter) }));
  const best = found.reduce((a, b) => (b.share > a.share ? b : a), { delimiter: '', share: -1 });
  const mayBeBlanks = best.share < 1 && hasBlanksBetween(lines) && !areBlanksWithinTimes(lines, best.delimiter);
  if (mayBeBlanks && valueShare(lines, BLANKS) > best.share) {
    const cells = split(lines[0], BLANKS).length;
    const note = `one line of ${counted(cells, 'value')}, each of them a time step`;
    const single = lines.length === 1 && isWhole && split(lines[0], BLANKS).every((cell) => isNumber(cell));
    const separators = withDecimal(name, lines, BLANKS, wanted.decimal);
    return single ? { ...separators, cellByCell: true, notes: [...separators.notes, note] } : separators;
  }
  if (found.length > 0) return withDecimal(name, lines, best.delimiter, wanted.decimal);
  return withDecimal(name, lines, mostFrequent(lines[0] ?? '', wanted.decimal === ','), wanted.decimal);
}

/** Splits a line whose delimiter is not known yet; what stands in quotes is cut out. */
export function split(line: string, delimiter: string): string[] {
  const plain = line.replace(/"[^"]*"/g, '""');
  if (delimiter === BLANKS) return plain.trim().split(/[ \t]+/);
  return plain.split(delimiter).map((cell) => cell.trim());
}

export function requireDelimiter(wanted: string): string {
  const words: Readonly<Record<string, string>> = { tab: '\t', '\\t': '\t', blank: BLANKS, comma: ',', semicolon: ';' };
  const delimiter = words[wanted] ?? (/^\s+$/.test(wanted) && wanted !== '\t' ? BLANKS : wanted);
  if (
    delimiter === BLANKS ||
    (delimiter.length === 1 && delimiter > '\u0000' && !/["\r\n\w.+\u0080-\uffff-]/.test(delimiter))
  ) {
    return delimiter;
  }
  throw new DataError(`delimiter: expected one sign such as ';', 'tab' or 'blanks', found '${wanted}'`);
}

/** Adds the decimal character: a comma if every number of the lines that has decimals has one. */
function withDecimal(name: string, lines: readonly string[], delimiter: string, wanted?: Decimal): Separators {
  if (wanted === ',' && delimiter === ',' && !areQuoted(lines)) {
    throw new DataError(`${name}: expected different characters between cells and before decimals, found ',' for both`);
  }
  if (wanted !== undefined || delimiter === ',') return { delimiter, decimal: wanted ?? '.', notes: [] };
  // Quotes around a number change nothing where commas part no cells.
  const cells = lines.flatMap((line) => split(line.replace(/"([+-]?[\d.,]+)"/g, '$1'), delimiter)).map(inAscii);
  const commas = cells.filter((cell) => DECIMAL_COMMA.test(cell));
  const points = cells.filter((cell) => cell.includes('.') && readDecimal(cell, '.') !== undefined);
  const areThousands = points.length > 0 && points.every((cell) => EITHER_WAY_POINT.test(cell));
  // One cell alone may be damaged: beside numbers that may have decimals, it takes two to tell.
  const pointed = cells.filter((cell) => /\..*,\d/.test(cell) && readDecimal(cell, ',') !== undefined);
  if (points.length === 0 ? pointed.length > 0 : areThousands && pointed.length > 1) {
    return { delimiter, decimal: ',', notes: ['numbers have decimal commas, and points between thousands'] };
  }
  const [comma] = [...pointed, ...commas.filter((cell) => !EITHER_WAY.test(cell))];
  if (areThousands && comma !== undefined) {
    throw new DataError(
      `${name}: '${points[0]}' beside '${comma}' may have decimals or a point between thousands; ` +
        `expected the option --decimal . or --decimal , to tell`,
    );
  }
  if (commas.length === 0 || points.length > 0) return { delimiter, decimal: '.', notes: [] };
  if (commas.every((cell) => EITHER_WAY.test(cell))) {
    throw new DataError(
      `${name}: '${commas[0]}' may be a number with a decimal comma or with a comma between thousands; ` +
        `expected the option --decimal ',' or --decimal '.' to tell`,
    );
  }
  return { delimiter, decimal: ',', notes: ['numbers have decimal commas'] };
}

/** Whether numbers with decimal commas stand in quotes, so that commas can also part cells. */
function areQuoted(lines: readonly string[]): boolean {
  return lines.some((line) => /"[+-]?\d*,\d+"/.test(line));
}

function isEven(rows: readonly (readonly string[])[]): boolean {
  return rows.length > 0 && rows[0].length > 1 && rows.every((row) => row.length === rows[0].length);
}

/** The share of cells after the first line (or in it, if there is no other) that are values. */
function valueShare(lines: readonly string[], delimiter: string): number {
  const cells = (lines.length > 1 ? lines.slice(1) : lines).flatMap((line) => split(line, delimiter));
  return cells.filter(isSomeValue).length / cells.length;
}

function isSomeValue(cell: string): boolean {
  return cell === '""' || isMissing(cell, { marks: new Set() }) || isTruth(cell) || isNumber(cell) || isTime(cell);
}

function isNumber(cell: string): boolean {
  return readDecimal(cell, '.') !== undefined || readDecimal(cell, ',') !== undefined;
}

function isTime(cell: string): boolean {
  return (
    /^\d+[-/.:]/.test(cell) &&
    (recogniseTimes([cell]) !== undefined || /^\d\d?[-/.]\d\d?[-/.]\d{4}|^\d\d?:\d\d/.test(cell))
  );
}

/** Whether all lines have the same number of cells between blanks, and are not dates with times of day. */
function hasBlanksBetween(lines: readonly string[]): boolean {
  const rows = lines.map((line) => split(line, BLANKS));
  if (!isEven(rows)) return false;
  const areTimes = lines.slice(lines.length > 1 ? 1 : 0).every((line) => recogniseTimes([line.trim()]) !== undefined);
  return !areTimes && rows.slice(rows.length > 1 ? 1 : 0).every((cells) => cells.some(isNumber));
}

/**
 * Whether blanks stand between a date and a time of day within the cells of another delimiter. One damaged time, or a column of text,
 * does not make them a delimiter.
 */
function areBlanksWithinTimes(lines: readonly string[], delimiter: string): boolean {
  if (delimiter === '') return false;
  const cells = lines.slice(lines.length > 1 ? 1 : 0).flatMap((line) => split(line, delimiter));
  const parted = cells.filter((cell) => /\S\s+\S/.test(cell));
  const times = parted.filter((cell) => recogniseTimes([cell]) !== undefined);
  return times.length > 0 && 2 * times.length >= parted.length;
}

/**
 * Whether commas can only be decimal: below a name without one, or at most one in each number, and none in at least two. One line
 * without a comma may be a row of two cells that was cut off.
 */
function isOneColumnOfDecimalCommas(lines: readonly string[]): boolean {
  const [first, ...rest] = lines.map((line) => line.trim().replace(/^"(.*)"$/, '$1'));
  const isOne = (line: string) => readDecimal(line, ',') !== undefined;
  if (rest.length === 0 || !rest.every(isOne)) return false;
  const all = isOne(first) ? [first, ...rest] : rest;
  const withComma = all.filter((line) => line.includes(',')).length;
  return withComma > 0 && (isOne(first) ? all.length - withComma > 1 : !/[,;\t]/.test(first));
}

/**
 * Refuses rows of digits and commas without a header that may be numbers with decimal commas: if a second cell of two begins with
 * a zero, as decimals do, or if there are two columns of whole numbers that nothing tells from one of decimals.
 *
 * @throws {DataError} The message names the options that tell.
 */
export function requireNoDecimalCommas(name: string, rows: readonly (readonly string[])[]): void {
  const width = rows[0]?.length ?? 0;
  if (width % 2 !== 0 || rows.length < 3) return;
  const isPair = (row: readonly string[], i: number) => /^[+-]?\d+$/.test(row[i]) && /^\d+$/.test(row[i + 1]);
  const pairs = Array.from({ length: width / 2 }, (_, i) => 2 * i);
  if (!rows.every((row) => pairs.every((i) => isPair(row, i)))) return;
  const zeros = rows.some((row) => pairs.some((i) => /^0\d/.test(row[i + 1])));
  const isTold =
    width > 2 ||
    rows.every((row) => row[1] === '0' || row[1] === '1') ||
    (rows.length >= 10 && stepsOf(rows.map((row) => Number(row[0]))).counting);
  if (!zeros && isTold) return;
  const [first] = rows;
  throw new DataError(
    `${name}: '${first.slice(0, 2).join(',')}' may be two cells or a number with a decimal comma; ` +
      `expected the option --delimiter , or --decimal , to tell`,
  );
}

/**
 * Refuses a column in which points may stand between thousands: each number with points reads so, and others have at most three
 * digits. Where all have points, they are decimals.
 *
 * @returns  Notes on columns in which every number has three decimals, as a number with a point between thousands has.
 * @throws {DataError} The message names the option that tells.
 */
export function requireNoThousandsPoints(
  name: string,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  return names.flatMap((column, i) => {
    const cells = rows.map((row) => row[i] ?? '').filter((cell) => cell !== '');
    const pointed = cells.filter((cell) => cell.includes('.'));
    if (pointed.length === 0 || !pointed.every((cell) => EITHER_WAY_POINT.test(cell))) return [];
    const small = cells.find((cell) => /^[+-]?[1-9]\d{0,2}$/.test(cell));
    if (small !== undefined) {
      throw new DataError(
        `${name}: column '${column}': '${pointed[0]}' beside '${small}' may have decimals or a point between thousands; ` +
          `--decimal . takes decimals, --decimal , takes points between thousands`,
      );
    }
    const note =
      `column '${column}': each number has three decimals, such as '${pointed[0]}'; ` +
      `if these are thousands, --decimal , reads them`;
    return pointed.length === cells.length ? [note] : [];
  });
}

function mostFrequent(line: string, noCommas: boolean): string {
  const count = (delimiter: string) => split(line, delimiter).length - 1;
  if (count('\t') > count(',') && count('\t') >= count(';')) return '\t';
  return count(';') > count(',') || noCommas ? ';' : ',';
}
