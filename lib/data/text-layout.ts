/** Finds out how a text is laid out: comments, delimiter, decimals, header, names. */
import { counted, DataError } from '../base/index';
import { type CellRules, cellRules, COMMA_THOUSANDS } from './cell';
import { numberedNames } from './column-names';
import { findSeparators, requireNoDecimalCommas, requireNoThousandsPoints, type Separators, split } from './delimiter';
import { isDate, isHeader, isTimeOfDay } from './header';
import type { ReadOptions } from './read-options';
import { unitRows } from './unit-rows';
import { readRecords, type RecordOptions, type RecordView } from './records';

/** How much of a text is looked at: at least a line, records up to a number, or as many bytes. */
const SAMPLE_BYTES = 1 << 20;
const SAMPLE_RECORDS = 1000;
const SAMPLE_LINES = 60;
const LONGEST_LINE = 2 ** 28;

/** Messages name columns, so a name must be one that can be read. */
const LONGEST_NAME = 1000;

export interface TextLayout {
  readonly names: readonly string[];
  readonly header: boolean;
  /** Lines below the header that hold units, not values. */
  readonly units: number;
  readonly separators: Separators;
  /** How to split the text. */
  readonly records: RecordOptions;
  /** How to read its cells. */
  readonly rules: CellRules;
  /** The first rows of data. */
  readonly sample: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** A text that can be read again from its start. */
export interface TextSource {
  /** The file's name, for messages. */
  readonly name: string;
  /** Opens the text: pieces of UTF-8. */
  chunks(): Iterable<Uint8Array>;
}

/**
 * Looks at the first lines of a text.
 *
 * Without a header the columns are named 'feature 0', 'feature 1' and so on, and a first column of dates
 * 'timestamp', or 'date' with a second column 'time'. An unnamed
 * first column, such as the index that pandas writes, is named 'index'.
 *
 * @throws {DataError} If the text is empty, a column has no name, or the layout may be read in two ways.
 */
export function findLayout(source: TextSource, options: ReadOptions): TextLayout {
  const { name } = source;
  const { lines, skipLines, comments, delimiter, isWhole } = firstLines(source);
  const separators = findSeparators(name, lines.slice(0, SAMPLE_LINES), isWhole && lines.length <= SAMPLE_LINES, {
    delimiter: options.delimiter ?? delimiter,
    decimal: options.decimal,
  });
  const { decimal, cellByCell } = separators;
  const rules = cellRules(decimal, options.missing);
  const records: RecordOptions = { name, delimiter: separators.delimiter, skipLines, cellByCell };
  const sample: string[][] = [];
  const start = sampleOf(source, records, sample);
  const notes = [...separators.notes];
  const commented = headerOfComments(comments, start, separators.delimiter);
  if (comments.length > 0) {
    notes.push(
      `${counted(comments.length, 'line')} of comments at the start${commented ? '; the last names the columns' : ''}`,
    );
  }
  if (start.length === 0) throw new DataError(`${name}: the file is empty`);
  const [first, ...rest] = sample;
  requireShortCells(first, name);
  const header = !commented && (options.header ?? (!cellByCell && isHeader({ name, decimal, first, rest })));
  if (!header && !commented && separators.delimiter === ',' && !options.delimiter && !options.decimal) {
    requireNoDecimalCommas(name, sample);
  }
  const units = header ? unitRows(rest, rules) : 0;
  const rows = header ? rest.slice(units) : sample;
  if (units > 0) {
    const unit = rest[0].find((cell) => cell !== '');
    notes.push(`${counted(units, 'line')} of units below the names, such as '${unit}', passed over`);
  }
  const names = commented ?? (header ? nameColumns(first, rest, name) : nameEmptyLast(numberColumns(first), sample));
  if (decimal === '.' && rows.some((row) => row.some((cell) => COMMA_THOUSANDS.test(cell)))) {
    notes.push('numbers have commas between thousands');
  }
  if (separators.delimiter !== ',' && decimal === '.' && options.decimal === undefined) {
    const thousands = requireNoThousandsPoints(name, names, rows);
    // A semicolon between cells is that of countries with decimal commas.
    if (separators.delimiter === ';') notes.push(...thousands);
  }
  return { names, header, units, separators, records, rules, sample: rows, notes };
}

function sampleOf(source: TextSource, options: RecordOptions, sample: string[][]): string[] {
  let bytes = 0;
  readRecords(source.chunks(), options, (record: RecordView) => {
    if (sample.length > 0) requireCells(record, sample[0], options);
    const cells = record.texts();
    sample.push(cells);
    bytes += cells.reduce((sum, cell) => sum + cell.length + 1, 0);
    return sample.length < SAMPLE_RECORDS && bytes < SAMPLE_BYTES;
  });
  return sample[0] ?? [];
}

/** @throws {DataError} If a record has another number of cells than the first; a message for decimal commas of its own. */
export function requireCells(record: RecordView, first: readonly string[], { name, delimiter }: RecordOptions): void {
  if (record.cells === first.length) return;
  const sign = delimiter === '\t' ? 'tab' : delimiter === 'blanks' ? 'blanks' : `'${delimiter}'`;
  const isDigits = delimiter === ',' && record.texts().every((cell) => /^[+-]?\d+$/.test(cell));
  throw new DataError(
    `${name}: line ${record.line}: expected ${counted(first.length, 'cell')} as in the first record, found ` +
      `${record.cells} (delimiter: ${sign})${isDigits ? '; for decimal commas, say --decimal , and --delimiter' : ''}`,
  );
}

/** Reads the first lines, and sets apart comments that begin with # and Excel's `sep=`. */
function firstLines(source: TextSource) {
  let text = '';
  let isWhole = true;
  const decoder = new TextDecoder();
  for (const chunk of source.chunks()) {
    text += decoder.decode(chunk, { stream: true });
    // A line of any length is read whole.
    if (text.length >= SAMPLE_BYTES && /[\r\n]/.test(text.trimStart())) {
      isWhole = false;
      break;
    }
    if (text.length > LONGEST_LINE) throw new DataError(`${source.name}: the first line is longer than 256 MiB`);
  }
  const all = text.split(/\r\n|[\r\n]/);
  if (!isWhole) all.pop();
  let skipLines = 0;
  let delimiter: string | undefined;
  const comments: string[] = [];
  for (const line of all) {
    const sep = /^"?sep=(.)"?$/.exec(line);
    if (sep) delimiter = sep[1];
    else if (line.startsWith('#')) comments.push(line.replace(/^#+\s*/, ''));
    else if (line.trim() !== '') break;
    skipLines++;
  }
  const lines = all.slice(skipLines).filter((line) => line.trim() !== '');
  return { lines, skipLines, comments, delimiter, isWhole };
}

/** The names of columns in the last comment, where it has as many as the records have cells. */
export function headerOfComments(
  comments: readonly string[],
  first: readonly string[],
  delimiter: string,
): string[] | undefined {
  const last = comments[comments.length - 1];
  if (last === undefined || first.length < 2) return undefined;
  const names = split(last, delimiter).map((name) => name.replace(/^"|"$/g, ''));
  const isNamed = names.length === first.length && names.every((name) => /[^\d\s.,+-]/.test(name));
  return isNamed && new Set(names).size === names.length ? names : undefined;
}

/** Names columns without a header by their place, and first ones of dates. */
export function numberColumns(cells: readonly string[]): string[] {
  if (isDate(cells[0]) && isTimeOfDay(cells[1] ?? '')) return ['date', 'time', ...numberedNames(cells.length - 2)];
  return isDate(cells[0]) ? ['timestamp', ...numberedNames(cells.length - 1)] : numberedNames(cells.length);
}

/** Names the last of several columns without a header 'unnamed' if it is empty: each line ends with a delimiter. */
function nameEmptyLast(names: string[], rows: readonly (readonly string[])[]): string[] {
  const last = names.length - 1;
  return last > 0 && rows.every((row) => row[last] === '') ? [...names.slice(0, -1), 'unnamed'] : names;
}

/** @throws {DataError} If a cell of the first record, which may name its column, is beyond what a message can show. */
function requireShortCells(first: readonly string[], name: string): void {
  const long = first.findIndex((cell) => cell.length > LONGEST_NAME);
  if (long < 0) return;
  const found = `${first[long].length} in that of column ${long + 1}`;
  throw new DataError(`${name}: line 1: expected at most ${LONGEST_NAME} characters in a cell, found ${found}`);
}

/** Names unnamed columns: the first 'index'; the last, if it holds nothing, 'unnamed'. */
function nameColumns(cells: readonly string[], rows: readonly (readonly string[])[], name: string): string[] {
  return cells.map((written, i) => {
    // A byte order mark within the text, as programs leave it that join files.
    const cell = written.replace(/\ufeff/g, '').trim();
    if (cell !== '') return cell;
    if (i === 0) return 'index';
    if (i === cells.length - 1 && rows.every((row) => row[i] === '')) return 'unnamed';
    throw new DataError(`${name}: line 1: column ${i + 1} has no name`);
  });
}
