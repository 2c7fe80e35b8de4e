/** Reads a text of delimited cells as a table of texts, for small files whose columns are not all values. */
import { DataError } from '../base/index';
import type { ReadOptions } from './read-options';
import { readRecords } from './records';
import type { TextTable } from './table';
import { findLayout, requireCells, type TextSource } from './text-layout';

export type CsvOptions = Pick<ReadOptions, 'header' | 'delimiter' | 'decimal'>;

/**
 * Parses delimited text with quoted cells and any line breaks.
 *
 * @throws {DataError} If the text is empty, rows differ in length or quotes do not match; the message gives the line.
 */
export function parseCsv(text: string, name: string, options: CsvOptions = {}): TextTable {
  return readCsv({ name, chunks: () => [Buffer.from(text.replace(/^\uFEFF/, ''))] }, options);
}

/** Reads a text as {@link parseCsv} does. */
export function readCsv(source: TextSource, options: CsvOptions): TextTable {
  const { names, header, records } = findLayout(source, options);
  const rows: string[][] = [];
  const lines: number[] = [];
  let isHeader = header;
  readRecords(source.chunks(), records, (record) => {
    requireCells(record, names, records);
    if (!isHeader) {
      rows.push(record.texts());
      lines.push(record.line);
    }
    isHeader = false;
  });
  if (rows.length === 0) throw new DataError(`${source.name}: expected rows of data, found none`);
  return { name: source.name, columns: names, rows, lines };
}
