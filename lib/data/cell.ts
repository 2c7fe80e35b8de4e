/** What a cell of a table means: a number, a truth value, a mark of a missing value, or text. */

/** The character before decimals. */
export type Decimal = '.' | ',';

/** How the cells of a file are read. */
export interface CellRules {
  readonly decimal: Decimal;
  /** Further marks of a missing value, in small letters, and those of them that are numbers. */
  readonly marks: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
}

/** Values of cells, or why a cell has none: it is text, or a number beyond the range of float64. */
export type CellValue = number | 'text' | 'beyond';

/** The marks that pandas takes, and a hyphen. */
const MISSING = /^(-?nan|na|n\/a|#n\/a( n\/a)?|#na|<na>|-?1\.#(ind|qnan)|null|none|-)?$/i;
const INFINITE = /^([+-])?inf(inity)?$/i;
const TRUTH = /^(true|false)$/i;
const THOUSANDS = /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?$/;
/** Blanks that do not break, a minus of typesetting: signs of numbers outside ASCII, and thousands between such blanks. */
const OTHER_SIGNS = /[\u00a0\u2009\u202f\u2212]/;
const BLANK_THOUSANDS = /^([+-]?\d{1,3})((?:[\u00a0\u2009\u202f]\d{3})+)(?!\d)/;
/** A number with commas between thousands; the point behind them leaves no other way to read it. */
export const COMMA_THOUSANDS = /^[+-]?[1-9]\d{0,2}(,\d{3})+\.\d*$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Makes the rules of a file from its decimal character and its further marks of missing values. */
export function cellRules(decimal: Decimal = '.', missing: string | readonly string[] = []): CellRules {
  const marks = [missing].flat().map((mark) => mark.trim().toLowerCase());
  const numbers = marks.flatMap((mark) => readDecimal(mark, decimal) ?? []);
  return { decimal, marks: new Set(marks), numbers: new Set(numbers) };
}

/** Reads a cell as a number: NaN if it is missing, 1 and 0 for true and false. */
export function cellValue(text: string, rules: CellRules): CellValue {
  if (isMissing(text, rules)) return NaN;
  const value = readDecimal(text, rules.decimal);
  if (value !== undefined) {
    if (!Number.isFinite(value)) return 'beyond';
    return rules.numbers.has(value) ? NaN : value;
  }
  if (isTruth(text)) return text.toLowerCase() === 'true' ? 1 : 0;
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return 'text';
}

/** Whether a cell is empty, one of the usual marks of a missing value, or one of the marks of the rules. */
export function isMissing(text: string, { marks }: Pick<CellRules, 'marks'>): boolean {
  return MISSING.test(text) || (marks.size > 0 && marks.has(text.toLowerCase()));
}

/** Whether a cell is true or false, in letters of any size. */
export function isTruth(text: string): boolean {
  return TRUTH.test(text);
}

/** Whether a cell's text is a number, a truth value or a mark of a missing value, rather than the name of a column. */
export function looksLikeValue(text: string, decimal: Decimal = '.'): boolean {
  return MISSING.test(text) || readDecimal(text, decimal) !== undefined || INFINITE.test(text) || TRUTH.test(text);
}

/**
 * Reads a decimal number; infinite beyond the range of float64, undefined if it is not a number. Where decimals stand behind a
 * comma, points may stand between thousands (1.042,5); where they stand behind a point, commas (1,042.5). Blanks that do not
 * break may do so in any number.
 */
export function readDecimal(text: string, decimal: Decimal): number | undefined {
  const value = readAscii(text, decimal);
  return value === undefined && OTHER_SIGNS.test(text) ? readAscii(inAscii(text), decimal) : value;
}

function readAscii(text: string, decimal: Decimal): number | undefined {
  if (decimal === '.') {
    if (COMMA_THOUSANDS.test(text)) return Number(text.replaceAll(',', ''));
    return DECIMAL.test(text) ? Number(text) : undefined;
  }
  if (text.includes('.')) return THOUSANDS.test(text) ? readAscii(text.replaceAll('.', ''), ',') : undefined;
  const pointed = text.replace(',', '.');
  return DECIMAL.test(pointed) ? Number(pointed) : undefined;
}

/** Writes a number with the minus of typesetting, or with blanks that do not break, as programs write it. */
export function inAscii(text: string): string {
  if (!OTHER_SIGNS.test(text)) return text;
  const plain = text.replace(/^[\u00a0\u2009\u202f\s]+|[\u00a0\u2009\u202f\s]+$/g, '').replace('\u2212', '-');
  return plain.replace(BLANK_THOUSANDS, (_, first: string, rest: string) => first + rest.replace(/\D/g, ''));
}

/** Whether a text is a number with a unit, with other signs between its digits, or in hexadecimal: an error among features. */
export function isAlmostNumber(text: string): boolean {
  return /^[+-]?[\d.,' ]*\d[\d.,' ]*[a-z%\u00b0\u00b5]{0,4}$/i.test(text) || /^0x[\da-f]+$/i.test(text);
}
