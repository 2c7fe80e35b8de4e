/** Reads points from lines of delimited text. A header, or the first line of data, decides what the columns are. */
import { parse } from 'csv-parse/sync';
import { DataError } from '../base/index';
import { cellRules, isMissing, looksLikeValue, readDecimal } from '../data/cell';
import { findSeparators, requireDelimiter } from '../data/delimiter';
import { isDate, isHeader, isTimeOfDay } from '../data/header';
import { BLANKS } from '../data/records';
import { headerOfComments, numberColumns } from '../data/text-layout';
import { unitOf } from '../data/time-value';
import { deviceOf } from './channel-reader';
import { columnRoles, type ColumnRoles } from './column-roles';
import { excerpt } from './excerpt';
import { firstMissing, isRejection, type InputRecord, type PointColumns, type Rejection } from './point';
import { takenInput } from './take-columns';
import { InputMemory } from './taken-input';
import { type Moment, parseTimestamp, timestampFault } from './timestamp';
import { ValueReader } from './value-reader';

interface Layout {
  readonly delimiter: string;
  /** The names of all columns; undefined without a header. */
  readonly header: readonly string[] | undefined;
  /** Cells in a line. */
  readonly width: number;
  readonly roles: ColumnRoles;
  readonly values: readonly number[];
}

/** Lines of an input; null stands for one that was too long. */
export type Lines = readonly (string | null)[];

/** Delimiters in the order in which they are tried. */
const DELIMITERS = [',', ';', '\t', '|', BLANKS];
const NO_NAME = /^[+-]?(\d|\.\d|,\d|inf|nan).*$/i;
/** Lines that are looked at together with the first one, and fewest that tell a header of numbers. */
const MOST_AHEAD = 60;
const LEAST_AHEAD = 10;
const NUMBERED = /^feature \d+$/;

/**
 * Makes a parser of lines of cells with commas, semicolons, tabs, bars or blanks between them.
 *
 * - Lines that begin with # before the first other one are comments; the last may name the columns.
 * - A line in which some cell is a name is a header if it holds the features: by name in any order, or, if the features
 *   are only numbered, as many columns as there are features. The columns named timestamp (time, date, index, ...) and
 *   channel give time and channel; a label column is ignored. A later line with the same names in another order is a
 *   header too.
 * - Without a header every cell is a value. If there is one cell more than features, the first is the timestamp, unless the
 *   pipeline was fitted to a file without a header: then its time and its features have their places.
 * - The delimiter is the first with which a header holds the features, or a line as many values as there are features. What
 *   the reader of files finds by the first lines is tried first.
 * - A line that fits neither case is rejected, and the next one is tried. Below a header that does not fit, lines of
 *   the same width are rejected too, since their columns are known not to be the features.
 * - Cells are read as those of files are: true and false are 1 and 0, and numbers may have decimal commas.
 *
 * @returns  A function that returns undefined for a header, a comment or a blank line, and never throws.
 * @throws {DataError} If the delimiter of the options is none.
 */
export function csvPointParser(columns: PointColumns) {
  const parser = new CsvPoints(columns);
  return (line: string, lines?: Lines, place?: number): InputRecord | undefined => parser.parse(line, lines, place);
}

class CsvPoints {
  private layout: Layout | undefined;
  private refused: readonly string[] | undefined;
  private delimiters: readonly string[];
  /** The last comment before the first line. */
  private comment: string | undefined;
  /** Whether what was taken is to be told with the next point. */
  private untold = true;
  private readonly values: ValueReader;
  private readonly seen: InputMemory;
  readonly marks: ReadonlySet<string>;

  constructor(private readonly columns: PointColumns) {
    const { delimiter, seen = new InputMemory() } = columns;
    this.seen = seen;
    this.values = new ValueReader(columns);
    this.marks = cellRules('.', columns.missing).marks;
    this.delimiters = delimiter === undefined ? DELIMITERS : [requireDelimiter(delimiter)];
  }

  /** Parses a line; those after it in `lines` help to read the first one. */
  parse(line: string, lines: Lines = [], place = 0): InputRecord | undefined {
    const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
    if (text.trim() === '') return undefined;
    if (!this.layout) return this.first(text, lines.slice(place + 1, place + 1 + MOST_AHEAD));
    const cells = this.isOneNumber(text, this.layout) ? [text.trim()] : cellsOf(text, this.layout.delimiter);
    if (cells === undefined) return UNPAIRED;
    // A file that took the place of the first one may begin with comments too.
    if (text.startsWith('#') && cells.length !== this.layout.width) return undefined;
    if (!this.isSameHeader(cells, this.layout)) return this.pointOf(cells, this.layout);
    this.layout = this.namedLayout({ delimiter: this.layout.delimiter, cells }) ?? this.layout;
    this.untold = true;
    return undefined;
  }

  /** Reads a line from which the layout may be known. */
  private first(text: string, ahead: Lines): InputRecord | undefined {
    // Excel's own way to name the delimiter.
    const [, sep] = /^"?sep=(.)"?$/.exec(text) ?? [];
    if (sep !== undefined) {
      this.delimiters = [sep];
      return undefined;
    }
    if (text.startsWith('#')) {
      this.comment = text.replace(/^#+\s*/, '');
      return undefined;
    }
    const after = ahead.filter((line): line is string => line !== null && line.trim() !== '');
    const readings = this.delimitersOf([text, ...after]).flatMap((delimiter) => readingOf(text, after, delimiter));
    if (readings.length === 0) return UNPAIRED;
    for (const reading of readings) {
      if (this.isHeader(reading) !== true) continue;
      this.layout = this.namedLayout(reading);
      if (this.layout) return undefined;
    }
    const commented = this.commented(readings);
    if (commented) return commented;
    const usual = mostCells(readings);
    const isUsualHeader = this.isHeader(usual);
    if (isUsualHeader === true) {
      this.refused = usual.cells;
      return this.refusal(usual.cells);
    }
    if (this.refused?.length === usual.cells.length) return this.refusal(this.refused);
    const values = readings.find(({ cells }) => this.isPlain(cells)) ?? usual;
    if (values === usual && isUsualHeader !== false) return { rejected: 'brokenLine', detail: isUsualHeader };
    if (this.isUnclear(values)) return unclear(text, '--delimiter , or --decimal ,');
    const layout = this.plainLayout(values);
    if (!layout) return this.wrongWidth(values.cells, values.delimiter);
    if (isRejection(layout)) return layout;
    this.layout = layout;
    return this.pointOf(values.cells, layout);
  }

  /** Returns the delimiters to try: that which the reader of files finds first. Its decimal comma holds for all lines. */
  private delimitersOf(lines: readonly string[]): readonly string[] {
    if (this.delimiters.length === 1) return this.delimiters;
    const { decimal: told } = this.columns;
    const found = separatorsOf(lines, told);
    if (found?.decimal === ',') this.values.takeDecimalComma();
    const areQuoted = lines.some((line) => /"[+-]?\d*,\d+"/.test(line));
    const others = told === ',' && !areQuoted ? this.delimiters.filter((each) => each !== ',') : this.delimiters;
    const isSure = found !== undefined && lines.length > 1 && others.includes(found.delimiter);
    return isSure ? [found.delimiter, ...others.filter((each) => each !== found.delimiter)] : others;
  }

  /** Takes the names of the columns from the comment before the line, if it names them. */
  private commented(readings: readonly Reading[]): InputRecord | undefined {
    if (this.comment === undefined || this.columns.header === false) return undefined;
    const wanted = new Set(this.columns.names);
    for (const { cells, delimiter } of readings) {
      const names = headerOfComments([this.comment], cells, delimiter);
      if (!names) continue;
      const layout = this.namedLayout({ delimiter, cells: names, rows: [cells] });
      if (layout && (wanted.size === 0 || names.some((name) => wanted.has(name)))) {
        this.layout = layout;
        return this.pointOf(cells, layout);
      }
      // Words of a comment are no names; names of which some are features are those of other columns.
      if (names.some((name) => wanted.has(name))) return this.refusal(names);
    }
    return undefined;
  }

  /** Whether a line names the columns. @returns  Why that is not clear, where a cell looks like a value and another like a name. */
  private isHeader({ cells, rows = [], delimiter }: Reading): boolean | string {
    const { header, names } = this.columns;
    if (header !== undefined) return header;
    if (names !== undefined && names.every((name) => cells.includes(name))) return true;
    if (!cells.some((cell) => this.isName(cell)))
      return rows.length >= LEAST_AHEAD && this.areNumbersNames(cells, rows);
    const first = cells.map((cell) => (isMissing(cell, this) ? '' : cell));
    try {
      return isHeader({ name: 'input', decimal: delimiter === ',' ? '.' : this.values.decimal, first, rest: rows });
    } catch (error) {
      return (error as Error).message.replace(/^input: /, '');
    }
  }

  /** Whether the first line holds numbers that are certainly names. What may be either is a point. */
  private areNumbersNames(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
    try {
      return isHeader({ name: 'input', decimal: this.values.decimal, first, rest });
    } catch {
      return false;
    }
  }

  private isName(cell: string): boolean {
    return !NO_NAME.test(cell) && !looksLikeValue(cell) && !isMissing(cell, this);
  }

  private isSameHeader(cells: readonly string[], { header }: Layout): boolean {
    if (header === undefined || cells.length !== header.length || !header.includes(cells[0])) return false;
    return cells.some((cell) => this.isName(cell)) && header.every((name) => cells.includes(name));
  }

  private isPlain(cells: readonly string[]): boolean {
    const { features, timeFormat } = this.columns;
    const first = cells.length - features;
    const isValue = (cell: string) => looksLikeValue(cell) || looksLikeValue(cell, ',') || isMissing(cell, this);
    if (first < 0 || first > 2) return false;
    if (first === 2 && !(isDate(cells[0]) && isTimeOfDay(cells[1]))) return false;
    if (first === 1 && !parseTimestamp(cells[0], timeFormat)) return this.isTimeLast(cells);
    return cells.slice(first).every(isValue);
  }

  /** Whether the pipeline was fitted to a file without a header whose time came after its features. */
  private isTimeLast(cells: readonly string[]): boolean {
    const { timestampColumn, timeFormat } = this.columns;
    const place = typeof timestampColumn === 'string' ? numberColumns(cells).indexOf(timestampColumn) : -1;
    return place > 0 && !!parseTimestamp(cells[place], timeFormat);
  }

  /** Whether two cells of digits may be one number with a decimal comma: the first is not a time of these days. */
  private isUnclear({ delimiter, cells }: Reading): boolean {
    if (delimiter !== ',' || this.columns.delimiter !== undefined || this.columns.decimal !== undefined) return false;
    if (this.columns.features !== 1 || cells.length !== 2 || this.columns.timeFormat !== undefined) return false;
    return /^[+-]?\d+$/.test(cells[0]) && /^\d+$/.test(cells[1]) && unitOf(Number(cells[0])) === undefined;
  }

  /** Whether a line is a number with a decimal comma: below one name a comma parts no cells. */
  private isOneNumber(text: string, { width, delimiter }: Layout): boolean {
    const isTold = this.columns.delimiter !== undefined;
    return width === 1 && delimiter === ',' && !isTold && readDecimal(text.trim(), ',') !== undefined;
  }

  private namedLayout({ delimiter, cells, rows }: Reading): Layout | undefined {
    const roles = columnRoles(cells, this.columns, rows?.[0]);
    const { values } = roles;
    if (repeatedName(cells, this.columns) !== undefined) return undefined;
    return values && { delimiter, header: cells, width: cells.length, roles, values };
  }

  /** Returns the layout of a line without a header; undefined if its number of cells fits none, a rejection if it is unclear. */
  private plainLayout({ cells, delimiter }: Reading): Layout | Rejection | undefined {
    const { features, names, timestampColumn } = this.columns;
    const width = cells.length;
    const isNumbered = names === undefined || names.every((name) => NUMBERED.test(name));
    const numbered = columnRoles(numberColumns(cells), this.columns, cells);
    if (
      isNumbered &&
      numbered.values &&
      !(timestampColumn === undefined && width !== features && numbered.timestamp === undefined)
    )
      return { delimiter, header: undefined, width, roles: numbered, values: numbered.values };
    const first = width - features;
    if (first < 0 || first > 2 || (first === 2 && !(isDate(cells[0]) && isTimeOfDay(cells[1])))) return undefined;
    if (first === 1 && isTimeOnlyLast(cells)) return timeIsLast(cells);
    const values = Array.from({ length: features }, (_, i) => i + first);
    const times = { timestamp: first > 0 ? 0 : undefined, hour: first === 2 ? 1 : undefined };
    const roles = { ...numbered, ...times, channel: undefined, device: undefined, suspects: [], values };
    return { delimiter, header: undefined, width, roles, values };
  }

  /** Rejects a header without the features, and the lines below it. */
  private refusal(header: readonly string[]): InputRecord {
    const { others, fault } = columnRoles(header, this.columns);
    const repeated = repeatedName(header, this.columns);
    if (repeated !== undefined) {
      const detail = `expected different names of columns; found '${excerpt(repeated)}' twice`;
      return { rejected: 'wrongColumns', detail };
    }
    const rejected = others === this.columns.features ? 'wrongColumns' : 'brokenLine';
    return { rejected, detail: `expected a header with ${fault}` };
  }

  private wrongWidth(cells: readonly string[], delimiter: string): InputRecord {
    const sign = delimiter === '\t' ? 'tab' : delimiter;
    const expected = this.layout?.width ?? this.columns.features;
    return {
      rejected: 'wrongWidth',
      detail: `expected ${expected} cells; found ${cells.length} (delimiter: ${sign})`,
    };
  }

  private pointOf(cells: readonly string[], layout: Layout): InputRecord {
    const { width, delimiter, roles, values } = layout;
    if (cells.length !== width) return this.wrongWidth(cells, delimiter);
    if (this.untold) return this.firstPoint(cells, layout);
    const { timestamp, hour, channel } = roles;
    const time = timestamp === undefined ? undefined : this.timeOf(cells, timestamp, hour);
    if (time === null || (timestamp !== undefined && time === undefined)) {
      return { rejected: 'badTimestamp', detail: timestampFault(cells[timestamp!], this.columns.timeFormat) };
    }
    const numbers = new Float64Array(values.length);
    for (let i = 0; i < numbers.length; i++) {
      const value = this.values.fromCell(cells[values[i]]);
      if (value === 'unclear') return unclear(cells[values[i]], '--decimal');
      numbers[i] = value;
    }
    const missing = firstMissing(numbers);
    let name = channel === undefined ? undefined : cells[channel];
    if (roles.device || roles.suspects.length > 0) {
      const device = deviceOf(roles, (place) => cells[place], this.seen);
      if (typeof device === 'object') return device;
      name = device;
    }
    return {
      channel: name,
      ...time,
      values: numbers,
      found: missing < 0 ? undefined : cells[values[missing]],
    };
  }

  /** Reads the first point below a header, whose cells tell what names cannot, and tells what was taken. */
  private firstPoint(cells: readonly string[], found: Layout): InputRecord {
    const { header, delimiter } = found;
    this.layout = (header && this.namedLayout({ delimiter, cells: header, rows: [cells] })) ?? found;
    this.untold = false;
    const point = this.pointOf(cells, this.layout);
    if (isRejection(point)) {
      this.untold = true;
      return point;
    }
    const { decimal } = this.values;
    const names = header ?? numberColumns(cells);
    if (this.seen.isNew(JSON.stringify([delimiter, decimal, header ?? cells.length]))) {
      const text = { delimiter, decimal, header: header !== undefined };
      const { roles } = this.layout;
      this.seen.tell(
        takenInput({ format: 'CSV', text, names, roles, row: cells, isNamed: header !== undefined }, this.columns),
      );
    }
    return point;
  }

  private timeOf(cells: readonly string[], timestamp: number, hour: number | undefined): Moment | undefined | null {
    const { timeFormat } = this.columns;
    const cell = hour === undefined ? cells[timestamp] : `${cells[timestamp]} ${cells[hour]}`;
    if (timeFormat !== undefined || !/^[+-]?\d+,\d+$/.test(cell)) return parseTimestamp(cell, timeFormat);
    const moment = parseTimestamp(cell.replace(',', '.'));
    return moment && { ...moment, time: cell };
  }
}

interface Reading {
  readonly delimiter: string;
  readonly cells: readonly string[];
  /** The rows after it, as far as they have as many cells. */
  readonly rows?: readonly (readonly string[])[];
}

const UNPAIRED: InputRecord = { rejected: 'brokenLine', detail: 'expected quotation marks in pairs' };

function unclear(found: string, option: string): InputRecord {
  const detail = `'${excerpt(found)}' may be read in two ways, with a decimal comma or without; expected the option ${option} to tell`;
  return { rejected: 'brokenLine', detail };
}

/** Returns a name that two columns have, if it is that of a feature or of the time. */
function repeatedName(header: readonly string[], { names, timestampColumn }: PointColumns): string | undefined {
  return header.find((name, i) => header.indexOf(name) < i && (names?.includes(name) || name === timestampColumn));
}

/** Whether the last cell is a date or a Unix time, and the first is not. */
function isTimeOnlyLast(cells: readonly string[]): boolean {
  const isTime = (cell: string) => isDate(cell) || unitOf(Number(cell)) !== undefined;
  return cells.length > 1 && isTime(cells[cells.length - 1]) && !isTime(cells[0]);
}

function timeIsLast(cells: readonly string[]): Rejection {
  const [first, last] = [cells[0], cells[cells.length - 1]].map((cell) => excerpt(cell));
  const detail = `without a header the time comes first, but '${first}' is a value and '${last}' a time; expected a header, or a pipeline of such files`;
  return { rejected: 'brokenLine', detail };
}

/** Finds what lies between cells and before decimals as the reader of files does; undefined where it refuses. */
function separatorsOf(lines: readonly string[], decimal: PointColumns['decimal']) {
  try {
    return findSeparators('input', lines, false, { decimal });
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}

function readingOf(text: string, after: readonly string[], delimiter: string): Reading[] {
  const cells = cellsOf(text, delimiter);
  if (cells === undefined) return [];
  const rows = after.map((line) => cellsOf(line, delimiter)).filter((row) => row?.length === cells.length);
  return [{ delimiter, cells, rows: rows as string[][] }];
}

/** Returns the reading with the most cells, blanks only if there is no other. */
function mostCells(readings: readonly Reading[]): Reading {
  const others = readings.filter(({ delimiter }) => delimiter !== BLANKS);
  return (others.length > 0 ? others : readings).reduce((a, b) => (b.cells.length > a.cells.length ? b : a));
}

function cellsOf(line: string, delimiter: string): string[] | undefined {
  if (delimiter === BLANKS) return line.match(/"[^"]*"|[^ \t"]+/g)?.map((cell) => cell.replace(/^"|"$/g, '')) ?? [];
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  try {
    const [cells] = parse(line, { trim: true, delimiter });
    return cells;
  } catch {
    return undefined;
  }
}
