/** Finds out what the columns of delimited text are: by a header, a comment, or the first line of data. */
import { cellRules, isMissing, looksLikeValue } from '../data/cell';
import { requireDelimiter } from '../data/delimiter';
import { isDate, isHeader, isTimeOfDay } from '../data/header';
import { BLANKS } from '../data/records';
import { headerOfComments, numberColumns } from '../data/text-layout';
import { unitOf } from '../data/time-value';
import { columnRoles, type ColumnRoles } from './column-roles';
import { mostCells, readingOf, separatorsOf, type Reading } from './csv-cells';
import { excerpt } from './excerpt';
import { isRejection, type PointColumns, type Rejection } from './point';
import { parseTimestamp } from './timestamp';
import type { ValueReader } from './value-reader';

/** What the columns are, and what parts them. */
export interface Layout {
  readonly delimiter: string;
  /** The names of all columns; undefined without a header. */
  readonly header: readonly string[] | undefined;
  /** Cells in a line. */
  readonly width: number;
  readonly roles: ColumnRoles;
  readonly values: readonly number[];
}

/** A layout that was found, with the cells of the line where that is data. */
interface Found {
  readonly layout: Layout;
  readonly cells?: readonly string[];
}

/** Whether a layout was found, and the line not rejected. */
export function isFound(found: Found | Rejection): found is Found {
  return 'layout' in found;
}

/** Lines of an input; null stands for one that was too long. */
export type Lines = readonly (string | null)[];

/** Delimiters in the order in which they are tried. */
const DELIMITERS = [',', ';', '\t', '|', BLANKS];
const NO_NAME = /^[+-]?(\d|\.\d|,\d|inf|nan).*$/i;
/** Lines that are looked at together with the first one, and fewest that tell a header of numbers. */
export const MOST_AHEAD = 60;
const LEAST_AHEAD = 10;
const NUMBERED = /^feature \d+$/;

/** Looks at the first lines of an input until one tells what its columns are. */
export class LayoutFinder {
  private refused: readonly string[] | undefined;
  private delimiters: readonly string[];
  /** The last comment before the first line. */
  private comment: string | undefined;
  readonly marks: ReadonlySet<string>;

  /**
   * @param values  Reads the cells later on; it is told where decimals stand behind commas.
   * @throws {DataError} If the delimiter of the options is none.
   */
  constructor(
    private readonly columns: PointColumns,
    private readonly values: ValueReader,
  ) {
    const { delimiter } = columns;
    this.marks = cellRules('.', columns.missing).marks;
    this.delimiters = delimiter === undefined ? DELIMITERS : [requireDelimiter(delimiter)];
  }

  /**
   * Reads a line from which the layout may be known.
   *
   * @param ahead  The lines after it, as far as they are there.
   * @returns      Why it is rejected; undefined where it tells nothing, as a comment.
   */
  find(text: string, ahead: Lines): Found | Rejection | undefined {
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
      const layout = this.named(reading);
      if (layout) return { layout };
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
    if (!layout) return wrongWidth(this.columns.features, values);
    return isRejection(layout) ? layout : { layout, cells: values.cells };
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
  private commented(readings: readonly Reading[]): Found | Rejection | undefined {
    if (this.comment === undefined || this.columns.header === false) return undefined;
    const wanted = new Set(this.columns.names);
    for (const { cells, delimiter } of readings) {
      const names = headerOfComments([this.comment], cells, delimiter);
      if (!names) continue;
      const layout = this.named({ delimiter, cells: names, rows: [cells] });
      if (layout && (wanted.size === 0 || names.some((name) => wanted.has(name)))) return { layout, cells };
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

  /** Whether a cell can only be a name. */
  isName(cell: string): boolean {
    return !NO_NAME.test(cell) && !looksLikeValue(cell) && !isMissing(cell, this);
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

  /** Returns the layout below a header; undefined where it lacks the features. */
  named({ delimiter, cells, rows }: Reading): Layout | undefined {
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
  private refusal(header: readonly string[]): Rejection {
    const { others, fault } = columnRoles(header, this.columns);
    const repeated = repeatedName(header, this.columns);
    if (repeated !== undefined) {
      const detail = `expected different names of columns; found '${excerpt(repeated)}' twice`;
      return { rejected: 'wrongColumns', detail };
    }
    const rejected = others === this.columns.features ? 'wrongColumns' : 'brokenLine';
    return { rejected, detail: `expected a header with ${fault}` };
  }
}

/** Rejects a line without quotation marks in pairs. */
export const UNPAIRED: Rejection = { rejected: 'brokenLine', detail: 'expected quotation marks in pairs' };

/** Rejects what may be read in two ways. */
export function unclear(found: string, option: string): Rejection {
  const detail = `'${excerpt(found)}' may be read in two ways, with a decimal comma or without; expected the option ${option} to tell`;
  return { rejected: 'brokenLine', detail };
}

/** Rejects a line with more or fewer cells than are expected. */
export function wrongWidth(expected: number, { cells, delimiter }: Pick<Reading, 'cells' | 'delimiter'>): Rejection {
  const sign = delimiter === '\t' ? 'tab' : delimiter;
  return {
    rejected: 'wrongWidth',
    detail: `expected ${expected} cells; found ${cells.length} (delimiter: ${sign})`,
  };
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
