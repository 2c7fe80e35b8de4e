/** Reads series and labels from your own .npy, CSV and JSON lines files. */
import fs from 'node:fs';
import path from 'node:path';
import { type CsvOptions, parseCsv } from './csv-table';
import { DataError, messageOf } from '../base/index';
import { parseJsonLines } from './json-lines';
import { type NpyArray, parseNpy } from './npy';
import type { Description, ReadOptions } from './read-options';
import { makeSeries, type Series } from './series';
import { type TextTable, tableToLabels, tableToSeries } from './table';

/** What reading a file gives: the series, and what was taken for it. */
export interface SeriesReading {
  readonly series: Series;
  readonly description: Description;
  /**
   * For each step, its row of data in the file, counted from 0; absent where they are the same. What is laid beside the file
   * row by row, such as labels without times, belongs in this order.
   */
  readonly sourceRows?: Int32Array;
}

/**
 * Reads a series from a file and describes what was taken: .npy of shape [time] or [time, features]; .csv, .tsv or .txt with or
 * without a header; .jsonl or .ndjson. Missing values become NaN; a cleaning step counts and removes them.
 *
 * @throws {DataError} If the file is unreadable, malformed or can be read in two ways; the message gives file, line and column.
 */
export function readSeries(file: string, options: ReadOptions = {}): SeriesReading {
  return readingOf(parseSeries(readBytes(file), file, options), options);
}

/** Reads a series as {@link readSeries} does, without the description. */
export function loadSeries(file: string, options: ReadOptions = {}): Series {
  return readSeries(file, options).series;
}

/** Describes a series by its own content. */
function readingOf(series: Series, options: ReadOptions): SeriesReading {
  const { name, values, length, features, names, labels, timestamps } = series;
  const anomalous = labels?.reduce((sum, label) => sum + label, 0) ?? 0;
  const label = options.labelColumn || 'label';
  const description: Description = {
    file: name,
    rows: length,
    steps: length,
    ...(labels && { label: { column: label, anomalous, normal: length - anomalous } }),
    ...(timestamps && {
      time: {
        column: options.timeColumn || 'time',
        first: String(timestamps[0]),
        last: String(timestamps[length - 1]),
        regular: false,
        unit: 'text',
        order: 'unknown',
        repeats: 0,
        gaps: 0,
      },
    }),
    features: names.map((feature, i) => {
      const column = Float64Array.from({ length }, (_, time) => values[time * features + i]);
      const present = column.filter((value) => !Number.isNaN(value));
      return {
        name: feature,
        type: 'number',
        missing: length - present.length,
        infinite: present.filter((value) => !Number.isFinite(value)).length,
        constant: present.every((value) => value === present[0]),
      };
    }),
    leftOut: [],
    notes: [],
  };
  return { series, description };
}

/**
 * Reads a series from the bytes of a file, as {@link loadSeries} does.
 *
 * @param name  The file's name; its extension gives the format.
 * @throws {DataError} If the bytes are malformed; the message gives file, line and column.
 */
export function parseSeries(bytes: Uint8Array, name: string, options: ReadOptions = {}): Series {
  return isArray(name)
    ? arrayToSeries(parseNpy(bytes, name), name)
    : tableToSeries(parseTable(bytes, name, options), options);
}

/**
 * Reads a table of text or JSON lines from a file, for data sets whose columns are not all values.
 *
 * @throws {DataError} If the file is unreadable or malformed; the message gives file and line.
 */
export function loadTable(file: string, options: CsvOptions = {}): TextTable {
  return parseTable(readBytes(file), file, options);
}

function isArray(name: string): boolean {
  return path.extname(name).toLowerCase() === '.npy';
}

function parseTable(bytes: Uint8Array, name: string, options: CsvOptions): TextTable {
  switch (path.extname(name).toLowerCase()) {
    case '.csv':
    case '.tsv':
    case '.txt':
      return parseCsv(decode(bytes, name), name, options);
    case '.jsonl':
    case '.ndjson':
      return parseJsonLines(decode(bytes, name), name);
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
  if (!isArray(name)) return tableToLabels(parseTable(bytes, name, options), options);
  const { values, features } = arrayToSeries(parseNpy(bytes, name), name);
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

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new DataError(`${name}: not UTF-8 text (${messageOf(error)})`);
  }
}

function arrayToSeries({ shape, data }: NpyArray, name: string): Series {
  const [length = 0, features = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || length < 1 || features < 1) {
    throw new DataError(`${name}: expected an array [time] or [time, features], found shape (${shape.join(', ')})`);
  }
  return makeSeries({ name, values: data, features });
}
