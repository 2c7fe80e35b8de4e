/** The series that labels are laid beside, and what is said of the labels. */
import path from 'node:path';
import { counted, DataError, wasOrWere } from '../base/index';
import type { ReadOptions } from './read-options';
import { readTimes, StepTimes } from './step-times';
import type { SeriesReading } from './table-series';

export interface PlacedLabels {
  /** One per time step of the series: 1 where anomalous. */
  readonly labels: Uint8Array;
  /** How the labels were laid beside the series, each a sentence without a full stop. */
  readonly notes: readonly string[];
}

/** The series that labels are laid beside. */
export class Beside {
  readonly name: string;
  readonly length: number;
  /** Rows of data in its file. */
  readonly rows: number;
  readonly texts: readonly string[] | undefined;
  readonly steps: StepTimes | undefined;
  private readonly sourceRows: Int32Array | undefined;

  constructor({ series, description, sourceRows }: SeriesReading, options: ReadOptions) {
    this.name = series.name;
    this.length = series.length;
    this.rows = description.rows;
    this.sourceRows = sourceRows;
    const { timestamps } = series;
    this.texts = timestamps && Array.from(timestamps, String);
    const times = this.texts && readTimes(this.texts, options);
    this.steps = times && new StepTimes(times);
  }

  /** Lays one label for each row of the file out over the steps. */
  ofRows(labels: Uint8Array, file: string): Uint8Array {
    const { rows, length, sourceRows, name } = this;
    if (labels.length !== rows) {
      throw new WrongLabelCount(file, name, { labels: labels.length, steps: rows });
    }
    if (sourceRows) return Uint8Array.from(sourceRows, (row) => labels[row]);
    if (rows === length) return labels;
    throw new DataError(
      `${file}: expected labels with times, as ${name} has ${counted(rows, 'row')} of which ${counted(length, 'step')} ${wasOrWere(length)} made; found none`,
    );
  }
}

/** There is not one label for each row of the series. */
export class WrongLabelCount extends DataError {
  constructor(
    file: string,
    series: string,
    readonly counts: { readonly labels: number; readonly steps: number },
  ) {
    const { labels, steps } = counts;
    super(`${file}: ${counted(labels, 'label')} for the ${counted(steps, 'time step')} of ${series}.`);
  }
}

export interface LabelContext {
  readonly file: string;
  readonly beside: Beside;
  readonly options: ReadOptions;
}

/** Names a line of the label file, or the file where it has no lines. */
export const lineOf = (file: string, line: number | undefined) =>
  line === undefined ? path.basename(file) : `line ${line}`;
