import { parse } from 'csv-parse/sync';
import { DataError, messageOf } from '../base/index';

/** A row of a delimited file and the line on which it ends, counted from 1. */
export interface DelimitedRow {
  readonly cells: string[];
  readonly line: number;
}

/**
 * Splits delimited text into rows: quoted fields, a byte order mark, any line breaks, blank lines left out.
 *
 * @param name  The file's name, for messages.
 * @throws {DataError} If quotes do not match or the rows differ in length; the message gives the line.
 */
export function parseDelimited(text: string, name: string, delimiter = ','): DelimitedRow[] {
  const lines: number[] = [];
  try {
    const records: string[][] = parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      delimiter,
      // Named, because csv-parse looks for the first line break anew at every byte of a line without one.
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record: (record: string[], context) => {
        lines.push(context.lines);
        return record;
      },
    });
    return records.map((cells, i) => ({ cells, line: lines[i] }));
  } catch (error) {
    throw new DataError(`${name}: ${messageOf(error)}`);
  }
}
