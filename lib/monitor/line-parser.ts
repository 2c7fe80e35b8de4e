import { csvPointParser } from './csv-points';
import { jsonLineParser } from './json-points';
import type { InputRecord, PointColumns } from './point';

export const lineFormats = ['jsonl', 'csv'] as const;

export type LineFormat = (typeof lineFormats)[number];

/** Gives the point in a line, a rejection, or undefined where a line holds none by right. Never throws. */
export type LineParser = (line: string) => InputRecord | undefined;

/** A parser for one input: that of CSV remembers the header. */
export function createLineParser(format: LineFormat, columns: PointColumns): LineParser {
  return format === 'csv' ? csvPointParser(columns) : jsonLineParser(columns);
}

/** Parses lines; null stands for one that was too long. */
export function parseLines(lines: readonly (string | null)[], parser: LineParser): InputRecord[] {
  const records: InputRecord[] = [];
  for (const line of lines) {
    const record: InputRecord | undefined = line === null ? { rejected: 'lineTooLong' } : parser(line);
    if (record !== undefined) records.push(record);
  }
  return records;
}
