/** Reads series and labels from your own .npy, CSV and JSON lines files. */
import fs from 'node:fs';
import path from 'node:path';
import { arrayTable } from './array-table';
import { type CsvOptions, readCsv } from './csv-table';
import { DataError, messageOf } from '../base/index';
import { parseJsonLines, readJsonLines } from './json-lines';
import { parseNpy } from './npy';
import { planColumns } from './column-plan';
import type { ReadOptions } from './read-options';
import { readRows } from './read-rows';
import type { Series } from './series';
import { type TextTable, tableToLabels } from './table';
import { type SeriesReading, type TableFacts, tableSeries } from './table-series';
import { textChunks, textChunksOf } from './text-chunks';
import { counted, findLayout, type TextSource } from './text-layout';

/**
 * Reads a series from a file and describes what was taken: .npy of shape [time] or [time, features]; .csv, .tsv, .txt or .dat
 * with or without a header; .jsonl or .ndjson; text also packed as .gz. Text is read as a stream. Missing values become NaN; a
 * cleaning step counts and removes them.
 *
 * @throws {DataError} If the file is unreadable, malformed or can be read in two ways; the message gives file, line and column.
 */
export function readSeries(file: string, options: ReadOptions = {}): SeriesReading {
  return kindOf(file) === 'array'
    ? readArray(readBytes(file), file, options)
    : readText({ name: file, chunks: () => textChunks(file) }, options);
}

/** Reads a series as {@link readSeries} does, without the description. */
export function loadSeries(file: string, options: ReadOptions = {}): Series {
  return readSeries(file, options).series;
}

/**
 * Reads a series from the bytes of a file, as {@link loadSeries} does.
 *
 * @param name  The file's name; its extension gives the format.
 * @throws {DataError} If the bytes are malformed; the message gives file, line and column.
 */
export function parseSeries(bytes: Uint8Array, name: string, options: ReadOptions = {}): Series {
  const reading =
    kindOf(name) === 'array'
      ? readArray(bytes, name, options)
      : readText({ name, chunks: () => textChunksOf(bytes, name) }, options);
  return reading.series;
}

function readArray(bytes: Uint8Array, name: string, options: ReadOptions): SeriesReading {
  return tableSeries(arrayTable(parseNpy(bytes, name), name, options), { file: name, notes: [] }, options);
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
 * Reads a table of text or JSON lines from a file, for data sets whose columns are not all values.
 *
 * @throws {DataError} If the file is unreadable or malformed; the message gives file and line.
 */
export function loadTable(file: string, options: CsvOptions = {}): TextTable {
  return tableOf({ name: file, chunks: () => textChunks(file) }, options);
}

function tableOf(source: TextSource, options: CsvOptions): TextTable {
  if (kindOf(source.name) !== 'json') return readCsv(source, options);
  return parseJsonLines(Buffer.concat([...source.chunks()]).toString(), source.name);
}

/** Tells the kind of a file by its ending. */
function kindOf(name: string): 'array' | 'text' | 'json' {
  switch (path.extname(name.replace(/\.gz$/i, '')).toLowerCase()) {
    case '.npy':
      return 'array';
    case '.csv':
    case '.tsv':
    case '.txt':
    case '.dat':
      return 'text';
    case '.jsonl':
    case '.ndjson':
      return 'json';
    default:
      throw new DataError(`${name}: unknown file type, expected .npy, .csv, .tsv, .txt, .jsonl or .ndjson`);
  }
}

/**
 * Reads the labels of time steps from a file: its label column, or its only column, of 0 and 1 or true and false.
 *
 * @throws {DataError} If the file is unreadable or malformed, or does not hold one column of labels.
 */
export function loadLabels(file: string, options: ReadOptions = {}): Uint8Array {
  return parseLabelColumn(readBytes(file), file, options);
}

/** Reads labels from the bytes of a file, as {@link loadLabels} does. */
export function parseLabelColumn(bytes: Uint8Array, name: string, options: ReadOptions = {}): Uint8Array {
  if (kindOf(name) !== 'array') {
    return tableToLabels(tableOf({ name, chunks: () => textChunksOf(bytes, name) }, options), options);
  }
  const { data: values, shape } = parseNpy(bytes, name);
  const features = shape.length === 1 ? 1 : shape[1];
  if (features !== 1) throw new DataError(`${name}: expected one column of labels, found ${features} columns`);
  const bad = values.findIndex((value) => value !== 0 && value !== 1);
  if (bad >= 0) throw new DataError(`${name}: expected labels 0 and 1, found ${values[bad]} at time step ${bad}`);
  return Uint8Array.from(values);
}

function readBytes(file: string): Uint8Array {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw new DataError(`${file}: cannot be read (${messageOf(error)})`);
  }
}
