/** Reads the labels of a series from a file of their own, in whatever form people have them. */
import path from 'node:path';
import { DataError, readRegularFile } from '../base/index';
import { UnclearHeader } from './header';
import type { LabelForm } from './label-forms';
import { labelsOfJson } from './label-json';
import { labelsOfTable } from './label-table';
import { LabelColumn } from './label-values';
import { loadTable } from './load-series';
import { type NpyArray, readNpy } from './npy';
import { parseNpz } from './npz';
import { parseJson } from './parse-json';
import { placeLabels } from './place-labels';
import type { LabelDescription, ReadOptions } from './read-options';
import type { TextTable } from './table';
import type { SeriesReading } from './table-series';
import { textChunks } from './text-chunks';

/** Labels as they were read and laid beside a series. */
export interface LabelReading {
  /** One per time step of the series: 1 where anomalous. */
  readonly labels: Uint8Array;
  readonly description: LabelDescription & {
    readonly file: string;
    /** How they were read and laid beside the series, each a sentence without a full stop. */
    readonly notes: readonly string[];
  };
}

/**
 * Reads labels and lays them beside a series: one for each row (0 and 1, true and false, words; see ./label-values), times
 * or places of single steps, or spans of times or of places. The file is one that `readSeries` reads, or .json. Labels with times
 * are joined with the series by time, see ./place-labels.
 *
 * @param reading  The series, as `readSeries` gives it.
 * @throws {DataError} If the file is unreadable or malformed, of another length, or of other times than the series.
 */
export function readLabels(file: string, reading: SeriesReading, options: ReadOptions = {}): LabelReading {
  const notes: string[] = [];
  const form = readForm(file, reading, options, notes);
  const placed = placeLabels(form, file, reading, options);
  const { labels } = placed;
  const anomalous = labels.reduce<number>((sum, label) => sum + label, 0);
  const words = form.kind === 'rows' ? form.anomalousLabels : undefined;
  return {
    labels,
    description: {
      file,
      column: form.kind === 'rows' ? form.column : form.kind,
      anomalous,
      normal: labels.length - anomalous,
      ...(words && { anomalousLabels: words }),
      notes: [...notes, ...placed.notes],
    },
  };
}

function readForm(file: string, reading: SeriesReading, options: ReadOptions, notes: string[]): LabelForm {
  const series = reading.series.name;
  const length = reading.description.rows;
  switch (path.extname(file).toLowerCase()) {
    case '.json':
      return labelsOfJson(parseJson(readText(file), file), file, { ...options, series });
    case '.npy':
      return formOfArray(readNpy(file), file, options);
    case '.npz':
      return formOfArray(parseNpz(readRegularFile(file), file, options.array), file, options);
    default: {
      return labelsOfTable(tableOf(file, length, options, notes), {
        ...options,
        labelColumn: options.labelColumn || undefined,
        series,
      });
    }
  }
}

/** Reads a table. Where its first line may be a name or a label, the number of rows tells. */
function tableOf(file: string, length: number, { delimiter, header }: ReadOptions, notes: string[]): TextTable {
  try {
    const table = loadTable(file, { delimiter, header });
    const { columns, rows } = table;
    const isLabel = columns.length === 1 && rows.length === length - 1 && rows.some(([cell]) => cell === columns[0]);
    if (!isLabel || header !== undefined) return table;
    notes.push(`'${columns[0]}' in the first line is a label, by the number of lines`);
    return loadTable(file, { delimiter, header: false });
  } catch (error) {
    if (!(error instanceof UnclearHeader)) throw error;
    const table = loadTable(file, { delimiter, header: false });
    const { rows } = table;
    const isHeader = rows.length === length + 1;
    const areLabels = rows.length === length || rows.every(([cell], row) => row === 0 || /^[01]$/.test(String(cell)));
    if (!isHeader && !(areLabels && rows[0].length === 1)) throw error;
    notes.push(
      `'${rows[0].join(', ')}' in the first line is ${isHeader ? 'a name' : 'a label'}, by the number of lines`,
    );
    return isHeader ? loadTable(file, { delimiter, header: true }) : table;
  }
}

/** Reads a text of UTF-8 or, with a byte order mark, of UTF-16. */
function readText(file: string): string {
  return Buffer.concat([...textChunks(file)]).toString();
}

/** Takes an array [rows] of labels or of places, or [spans, 2] of first and last places. */
function formOfArray({ shape, data }: NpyArray, file: string, { anomalousLabel }: ReadOptions): LabelForm {
  const [length = 0, columns = 1, ...rest] = shape;
  const found = `found shape (${shape.join(', ')})`;
  if (shape.length === 0 || rest.length > 0) throw new DataError(`${file}: expected labels [time], ${found}`);
  const isLabels = anomalousLabel !== undefined || data.every((value) => value === 0 || Math.abs(value) === 1);
  const isPlaces = data.every((value) => Number.isInteger(value) && value >= 0);
  if (columns === 1 && (isLabels || !isPlaces)) {
    const column = new LabelColumn({ name: file, column: 'labels', anomalousLabel });
    data.forEach((value, i) => column.add(String(value), i + 1));
    return { kind: 'rows', column: 'labels', ...column.finish() };
  }
  const texts = Array.from(data, String);
  if (columns === 1) return { kind: 'points', points: texts.map((text) => ({ text })), notes: [] };
  if (columns === 2 && isPlaces && !isLabels) {
    const spans = Array.from({ length }, (_, i) => ({ start: texts[2 * i], end: texts[2 * i + 1] }));
    return { kind: 'spans', spans, notes: [] };
  }
  throw new DataError(`${file}: expected one column of labels, or spans [spans, 2] of whole numbers; ${found}`);
}
