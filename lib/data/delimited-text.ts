/** Splits delimited text into rows of cells. */
import { parse } from 'csv-parse/sync';
import { DataError, messageOf } from '../base/index';

/** Characters of a message of csv-parse that are shown. */
const MOST_SHOWN = 300;

/** A row of a delimited file and the line on which it ends, counted from 1. */
interface DelimitedRow {
  readonly cells: string[];
  readonly line: number;
}

/**
 * Splits delimited text with quoted fields, a byte order mark and any line breaks into rows. Blank lines are skipped.
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
      // Given, because csv-parse would otherwise search for the first line break again at every byte before it.
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record: (record: string[], context) => {
        lines.push(context.lines);
        return record;
      },
    });
    return records.map((cells, i) => ({ cells, line: lines[i] }));
  } catch (error) {
    // The message may hold the whole cell.
    const message = messageOf(error);
    throw new DataError(`${name}: ${message.length > MOST_SHOWN ? `${message.slice(0, MOST_SHOWN)}...` : message}`);
  }
}
