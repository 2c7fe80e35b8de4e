/** Reads series and labels from your own files: arrays of NumPy, CSV, JSON lines, Parquet. */
import path from 'node:path';
import { arrayTable } from './array-table';
import { type CsvOptions, readCsv } from './csv-table';
import { counted, DataError, readRegularFile } from '../base/index';
import { parseJsonLines, readJsonColumns, readJsonLines } from './json-lines';
import { type NpyArray, parseNpy, readNpy } from './npy';
import { parseNpz } from './npz';
import { parseParquet, type ParquetTable, withParquetFile } from './parquet';
import { parquetCells, parquetNotes, readParquetTable } from './parquet-table';
import { planColumns } from './column-plan';
import type { ReadOptions } from './read-options';
import { readRows } from './read-rows';
import type { Series } from './series';
import type { TextTable } from './table';
import { type SeriesReading, type TableFacts, tableSeries } from './table-series';
import { textChunks, textChunksOf } from './text-chunks';
import { findLayout, type TextSource } from './text-layout';

/**
 * Reads a series from a file and describes what was taken: .npy of shape [time] or [time, features], or one such array of an
 * .npz; .csv, .tsv, .txt or .dat with or without a header; .jsonl or .ndjson; text also packed as .gz; .parquet. Text is read as a
 * stream. Missing values become NaN; a cleaning step counts and removes them.
 *
 * @throws {DataError} If the file is unreadable, malformed or can be read in two ways; the message gives file, line and column.
 */
export function readSeries(file: string, options: ReadOptions = {}): SeriesReading {
  switch (kindOf(file)) {
    case 'array':
      return ofArray(readNpy(file), file, options);
    case 'arrays':
      return ofArray(parseNpz(readRegularFile(file), file, options.array), file, options);
    case 'parquet':
      return withParquetFile(file, (table) => ofParquet(table, options));
    default:
      return readText({ name: file, chunks: () => textChunks(file) }, options);
  }
}

/** Reads a series as {@link readSeries} does, without the description. */
export function loadSeries(file: string, options: ReadOptions = {}): Series {
  return readSeries(file, options).series;
}

/**
 * Reads a series from the bytes of a file, as {@link loadSeries} does.
 *
 * @public
 * @param name  The file's name; its extension gives the format.
 * @throws {DataError} If the bytes are malformed; the message gives file, line and column.
 */
export function parseSeries(bytes: Uint8Array, name: string, options: ReadOptions = {}): Series {
  switch (kindOf(name)) {
    case 'array':
    case 'arrays':
      return ofArray(parseArray(bytes, name, options), name, options).series;
    case 'parquet':
      return ofParquet(parseParquet(bytes, name), options).series;
    default:
      return readText({ name, chunks: () => textChunksOf(bytes, name) }, options).series;
  }
}

function parseArray(bytes: Uint8Array, name: string, { array }: ReadOptions): NpyArray {
  return kindOf(name) === 'arrays' ? parseNpz(bytes, name, array) : parseNpy(bytes, name);
}

function ofArray(array: NpyArray, file: string, options: ReadOptions): SeriesReading {
  return tableSeries(arrayTable(array, file, options), { file, notes: [] }, options);
}

function ofParquet(table: ParquetTable, options: ReadOptions): SeriesReading {
  return tableSeries(readParquetTable(table, options), { file: table.name, notes: parquetNotes(table) }, options);
}

function readText(source: TextSource, options: ReadOptions): SeriesReading {
  const { name } = source;
  if (kindOf(name) === 'json') return tableSeries(readJsonLines(source, options), { file: name, notes: [] }, options);
  const layout = findLayout(source, options);
  const { names, sample, header, rules, separators, notes } = layout;
  const plan = planColumns({ name, names, sample }, options, rules);
  const { table, blankLines } = readRows(source, layout, plan);
  const facts: TableFacts = {
    file: name,
    text: { delimiter: separators.delimiter, decimal: separators.decimal, header },
    notes: blankLines > 0 ? [...notes, `${counted(blankLines, 'blank line')} between rows, passed over`] : notes,
  };
  return tableSeries(table, facts, options);
}

/**
 * Reads a table of text, JSON lines or Parquet from a file, for data sets whose columns are not all values.
 *
 * @throws {DataError} If the file is unreadable or malformed; the message gives file and line.
 */
export function loadTable(file: string, options: CsvOptions = {}): TextTable {
  if (kindOf(file) === 'parquet') return withParquetFile(file, parquetCells);
  return tableOf({ name: file, chunks: () => textChunks(file) }, options);
}

/**
 * Reads the names of a file's columns from its first lines.
 *
 * @returns  undefined of an array, whose columns have no names.
 * @throws {DataError} If the file is unreadable, or its first lines are malformed.
 */
export function readColumnNames(file: string, options: ReadOptions = {}): readonly string[] | undefined {
  const source = { name: file, chunks: () => textChunks(file) };
  switch (kindOf(file)) {
    case 'array':
    case 'arrays':
      return undefined;
    case 'parquet':
      return withParquetFile(file, (table) => table.columns.map((column) => column.name));
    case 'text':
      return findLayout(source, options).names;
    case 'json':
      return readJsonColumns(source);
  }
}

function tableOf(source: TextSource, options: CsvOptions): TextTable {
  if (kindOf(source.name) !== 'json') return readCsv(source, options);
  return parseJsonLines(Buffer.concat([...source.chunks()]).toString(), source.name);
}

/** Tells the kind of a file by its ending. */
function kindOf(name: string): 'array' | 'arrays' | 'parquet' | 'text' | 'json' {
  switch (path.extname(name.replace(/\.gz$/i, '')).toLowerCase()) {
    case '.npy':
      return 'array';
    case '.npz':
      return 'arrays';
    case '.parquet':
    case '.pq':
      return 'parquet';
    case '.csv':
    case '.tsv':
    case '.txt':
    case '.dat':
      return 'text';
    case '.jsonl':
    case '.ndjson':
      return 'json';
    default:
      throw new DataError(
        `${name}: unknown file type, expected .npy, .npz, .csv, .tsv, .txt, .jsonl, .ndjson or .parquet`,
      );
  }
}
