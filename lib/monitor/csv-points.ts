/** Reads points from lines of delimited text. A header, or the first line of data, decides what the columns are. */
import { readDecimal } from '../data/cell';
import { numberColumns } from '../data/text-layout';
import { deviceOf } from './channel-reader';
import { cellsOf } from './csv-cells';
import {
  isFound,
  LayoutFinder,
  MOST_AHEAD,
  unclear,
  UNPAIRED,
  wrongWidth,
  type Layout,
  type Lines,
} from './csv-layout';
import { firstMissing, isRejection, type InputRecord, type PointColumns } from './point';
import { takenInput } from './take-columns';
import { InputMemory } from './taken-input';
import { type Moment, parseTimestamp, timestampFault } from './timestamp';
import { ValueReader } from './value-reader';

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
  /** Whether what was taken is to be told with the next point. */
  private untold = true;
  private readonly values: ValueReader;
  private readonly finder: LayoutFinder;
  private readonly seen: InputMemory;

  constructor(private readonly columns: PointColumns) {
    const { seen = new InputMemory() } = columns;
    this.seen = seen;
    this.values = new ValueReader(columns);
    this.finder = new LayoutFinder(columns, this.values);
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
    this.layout = this.finder.named({ delimiter: this.layout.delimiter, cells }) ?? this.layout;
    this.untold = true;
    return undefined;
  }

  /** Reads a line from which the layout may be known. */
  private first(text: string, ahead: Lines): InputRecord | undefined {
    const found = this.finder.find(text, ahead);
    if (found === undefined) return undefined;
    if (!isFound(found)) return found;
    this.layout = found.layout;
    return found.cells && this.pointOf(found.cells, found.layout);
  }

  private isSameHeader(cells: readonly string[], { header }: Layout): boolean {
    if (header === undefined || cells.length !== header.length || !header.includes(cells[0])) return false;
    return cells.some((cell) => this.finder.isName(cell)) && header.every((name) => cells.includes(name));
  }

  /** Whether a line is a number with a decimal comma: below one name a comma parts no cells. */
  private isOneNumber(text: string, { width, delimiter }: Layout): boolean {
    const isTold = this.columns.delimiter !== undefined;
    return width === 1 && delimiter === ',' && !isTold && readDecimal(text.trim(), ',') !== undefined;
  }

  private pointOf(cells: readonly string[], layout: Layout): InputRecord {
    const { width, delimiter, roles, values } = layout;
    if (cells.length !== width) return wrongWidth(width, { cells, delimiter });
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
    this.layout = (header && this.finder.named({ delimiter, cells: header, rows: [cells] })) ?? found;
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
