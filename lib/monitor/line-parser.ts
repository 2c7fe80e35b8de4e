/** Parses lines of JSON or CSV. */
import type { Lines } from './csv-layout';
import { csvPointParser } from './csv-points';
import { jsonLineParser } from './json-points';
import type { InputRecord, PointColumns } from './point';

export const lineFormats = ['jsonl', 'csv'] as const;

export type LineFormat = (typeof lineFormats)[number];

/**
 * Returns the point in a line, a rejection, or undefined for a header, a comment or a blank line. Never throws.
 *
 * @param lines  All lines that are there, of which it is the one at `place`: those after it help to read the first.
 */
export type LineParser = (line: string, lines?: Lines, place?: number) => InputRecord | undefined;

/** Makes a parser for one input; a CSV parser remembers the header. */
export function createLineParser(format: LineFormat, columns: PointColumns): LineParser {
  return format === 'csv' ? csvPointParser(columns) : jsonLineParser(columns);
}

const TOO_LONG: InputRecord = { rejected: 'lineTooLong' };
/** Decoding puts U+FFFD in the place of what is not UTF-8. */
const NOT_UTF8: InputRecord = { rejected: 'brokenLine', detail: 'expected text in UTF-8; found other bytes' };

/** Parses lines; null stands for a line that was too long. */
export function parseLines(lines: readonly (string | null)[], parser: LineParser): InputRecord[] {
  const records: InputRecord[] = [];
  for (const [i, line] of lines.entries()) {
    const record = line === null ? TOO_LONG : line.includes('\ufffd') ? NOT_UTF8 : parser(line, lines, i);
    if (record !== undefined) records.push(record);
  }
  return records;
}
