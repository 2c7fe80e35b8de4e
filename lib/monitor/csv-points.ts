/** Reads points from lines of delimited text. A header, or the first line of data, decides what the columns are. */
import { parse } from 'csv-parse/sync';
import { cellRules, isMissing, looksLikeValue, readDecimal } from '../data/cell';
import { requireDelimiter } from '../data/delimiter';
import { BLANKS } from '../data/records';
import { unitOf } from '../data/time-value';
import { columnRoles } from './column-roles';
import { excerpt } from './excerpt';
import { firstMissing, type InputRecord, type PointColumns } from './point';
import { type Moment, parseTimestamp, timestampFault } from './timestamp';
import { ValueReader } from './value-reader';

interface Layout {
  readonly delimiter: string;
  /** The names of all columns; undefined without a header. */
  readonly header: readonly string[] | undefined;
  /** Cells in a line. */
  readonly width: number;
  readonly timestamp: number | undefined;
  readonly channel: number | undefined;
  readonly values: readonly number[];
}

/** Delimiters in the order in which they are tried. */
const DELIMITERS = [',', ';', '\t', '|', BLANKS];
const NO_NAME = /^[+-]?(\d|\.\d|,\d|inf|nan).*$/i;

/**
 * Makes a parser of lines of cells with commas, semicolons, tabs, bars or blanks between them.
 *
 * - A line in which some cell is a name is a header if it holds the features: by name in any order, or, if the features
 *   are only numbered, as many columns as there are features. The columns named timestamp (time, date, index, ...) and
 *   channel give time and channel; a label column is ignored. A later line with the same names in another order is a
 *   header too.
 * - Without a header every cell is a value. If there is one cell more than features, the first is the timestamp.
 * - The delimiter is the first with which a header holds the features, or a line as many values as there are features.
 * - A line that fits neither case is rejected, and the next one is tried. Below a header that does not fit, lines of
 *   the same width are rejected too, since their columns are known not to be the features.
 * - Cells are read as those of files are: true and false are 1 and 0, and numbers may have decimal commas.
 *
 * @returns  A function that returns undefined for a header or a blank line, and never throws.
 * @throws {DataError} If the delimiter of the options is none.
 */
export function csvPointParser(columns: PointColumns): (line: string) => InputRecord | undefined {
  const parser = new CsvPoints(columns);
  return (line) => parser.parse(line);
}

class CsvPoints {
  private layout: Layout | undefined;
  private refused: readonly string[] | undefined;
  private delimiters: readonly string[];
  private readonly values: ValueReader;
  readonly marks: ReadonlySet<string>;

  constructor(private readonly columns: PointColumns) {
    const { delimiter, decimal } = columns;
    this.values = new ValueReader(columns);
    this.marks = cellRules('.', columns.missing).marks;
    this.delimiters = delimiter === undefined ? DELIMITERS : [requireDelimiter(delimiter)];
    if (delimiter === undefined && decimal === ',') this.delimiters = DELIMITERS.filter((each) => each !== ',');
  }

  parse(line: string): InputRecord | undefined {
    const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
    if (text.trim() === '') return undefined;
    if (!this.layout) return this.first(text);
    const cells = this.isOneNumber(text, this.layout) ? [text.trim()] : cellsOf(text, this.layout.delimiter);
    if (cells === undefined) return UNPAIRED;
    if (!this.isSameHeader(cells, this.layout)) return this.pointOf(cells, this.layout);
    this.layout = this.namedLayout(cells, this.layout.delimiter) ?? this.layout;
    return undefined;
  }

  /** Reads a line from which the layout may be known. */
  private first(text: string): InputRecord | undefined {
    // Excel's own way to name the delimiter.
    const [, sep] = /^"?sep=(.)"?$/.exec(text) ?? [];
    if (sep !== undefined) {
      this.delimiters = [sep];
      return undefined;
    }
    const readings = this.delimiters.flatMap((delimiter) => {
      const cells = cellsOf(text, delimiter);
      return cells === undefined ? [] : [{ delimiter, cells }];
    });
    if (readings.length === 0) return UNPAIRED;
    for (const { delimiter, cells } of readings) {
      if (!this.isHeader(cells)) continue;
      this.layout = this.namedLayout(cells, delimiter);
      if (this.layout) return undefined;
    }
    const usual = mostCells(readings);
    if (this.isHeader(usual.cells)) {
      this.refused = usual.cells;
      return this.refusal(usual.cells);
    }
    if (this.refused?.length === usual.cells.length) return this.refusal(this.refused);
    const values = readings.find(({ cells }) => this.isPlain(cells)) ?? usual;
    if (this.isUnclear(values)) return unclear(text, '--delimiter , or --decimal ,');
    this.layout = this.plainLayout(values.cells.length, values.delimiter);
    return this.layout
      ? this.pointOf(values.cells, this.layout)
      : this.wrongWidth(values.cells.length, values.delimiter);
  }

  private isHeader(cells: readonly string[]): boolean {
    const { header, names } = this.columns;
    if (header !== undefined) return header;
    return (
      cells.some((cell) => this.isName(cell)) || (names !== undefined && names.every((name) => cells.includes(name)))
    );
  }

  private isName(cell: string): boolean {
    return !NO_NAME.test(cell) && !looksLikeValue(cell) && !isMissing(cell, this);
  }

  private isSameHeader(cells: readonly string[], { header }: Layout): boolean {
    if (header === undefined || cells.length !== header.length || !cells.some((cell) => this.isName(cell)))
      return false;
    return header.every((name) => cells.includes(name));
  }

  private isPlain(cells: readonly string[]): boolean {
    const { features, timeFormat } = this.columns;
    const [time, ...rest] = cells;
    const isValue = (cell: string) => looksLikeValue(cell) || looksLikeValue(cell, ',') || isMissing(cell, this);
    if (cells.length === features) return cells.every(isValue);
    return cells.length === features + 1 && !!parseTimestamp(time, timeFormat) && rest.every(isValue);
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

  private namedLayout(cells: readonly string[], delimiter: string): Layout | undefined {
    const { timestamp, channel, values } = columnRoles(cells, this.columns);
    if (!values) return undefined;
    return { delimiter, header: cells, width: cells.length, timestamp, channel, values };
  }

  private plainLayout(width: number, delimiter: string): Layout | undefined {
    const { features } = this.columns;
    if (width !== features && width !== features + 1) return undefined;
    const first = width - features;
    const values = Array.from({ length: features }, (_, i) => i + first);
    return { delimiter, header: undefined, width, timestamp: first === 1 ? 0 : undefined, channel: undefined, values };
  }

  /** Rejects a header without the features, and the lines below it. */
  private refusal(header: readonly string[]): InputRecord {
    const { others, fault } = columnRoles(header, this.columns);
    const rejected = others === this.columns.features ? 'wrongColumns' : 'brokenLine';
    return { rejected, detail: `expected a header with ${fault}` };
  }

  private wrongWidth(found: number, delimiter: string): InputRecord {
    const sign = delimiter === '\t' ? 'tab' : delimiter;
    const expected = this.layout?.width ?? this.columns.features;
    return { rejected: 'wrongWidth', detail: `expected ${expected} cells; found ${found} (delimiter: ${sign})` };
  }

  private pointOf(cells: readonly string[], { width, delimiter, timestamp, channel, values }: Layout): InputRecord {
    if (cells.length !== width) return this.wrongWidth(cells.length, delimiter);
    const time = timestamp === undefined ? undefined : this.timeOf(cells[timestamp]);
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
    return {
      channel: channel === undefined ? undefined : cells[channel],
      ...time,
      values: numbers,
      found: missing < 0 ? undefined : cells[values[missing]],
    };
  }

  private timeOf(cell: string): Moment | undefined | null {
    const { timeFormat } = this.columns;
    if (timeFormat !== undefined || !/^[+-]?\d+,\d+$/.test(cell)) return parseTimestamp(cell, timeFormat);
    const moment = parseTimestamp(cell.replace(',', '.'));
    return moment && { ...moment, time: cell };
  }
}

interface Reading {
  readonly delimiter: string;
  readonly cells: readonly string[];
}

const UNPAIRED: InputRecord = { rejected: 'brokenLine', detail: 'expected quotation marks in pairs' };

function unclear(found: string, option: string): InputRecord {
  const detail = `'${excerpt(found)}' may be read in two ways, with a decimal comma or without; expected the option ${option} to tell`;
  return { rejected: 'brokenLine', detail };
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
