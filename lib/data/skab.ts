/**
 * Reads experiments of the Skoltech Anomaly Benchmark (Katser & Kozitsin 2020, doi:10.34740/KAGGLE/DSV/1693952): a pump and
 * its valves, eight sensors once a second. GROUP/NUMBER.csv, separated by semicolons: datetime, the sensors, anomaly,
 * changepoint.
 */
import fs from 'node:fs';
import path from 'node:path';
import { DataError } from '../base/index';
import { loadSeries } from './load-series';
import { sliceSeries, type Series } from './series';

/** The run without a fault, which has no columns of labels. */
const ANOMALY_FREE = 'anomaly-free';

/** Marks where an anomaly begins and ends, for those who look for change points; not a feature. */
const CHANGE_POINT = 'changepoint';

/** Rows of an experiment from which notebooks on SKAB learn what is normal. */
const TRAINING = 400;

/** An experiment as training and test, both labelled. */
export interface SkabExperiment {
  readonly train: Series;
  readonly test: Series;
}

/**
 * Lists the experiments of a folder, as GROUP/NUMBER, in order; the run without a fault is not among them.
 *
 * @throws {DataError} If the folder holds none.
 */
export function listSkab(root: string): string[] {
  const groups = fs.existsSync(root) ? fs.readdirSync(root).filter((name) => name !== ANOMALY_FREE) : [];
  const found = groups.flatMap((group) => {
    const folder = path.join(root, group);
    if (!fs.statSync(folder).isDirectory()) return [];
    return fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.csv'))
      .map((name) => `${group}/${name.slice(0, -'.csv'.length)}`);
  });
  if (found.length === 0)
    throw new DataError(`${root}: expected experiments of SKAB, such as valve1/0.csv; found none.`);
  return found.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * Loads an experiment. Its first 400 rows are for training, the rest is the test: one experiment (other/2) has its anomaly in
 * those rows, which are then labelled, so that they are not trained on.
 *
 * @param name  As `listSkab` gives it.
 * @throws {DataError} If the file is missing or malformed, lacks a column of labels, or has no row after the first 400; the
 *                    message names it.
 */
export function loadSkab(root: string, name: string): SkabExperiment {
  const file = path.join(root, `${name}.csv`);
  const series: Series = { ...loadFile(file), name };
  if (series.length <= TRAINING) {
    throw new DataError(`${file}: expected more than ${TRAINING} rows, of which the first are for training; found ${series.length}.`); // prettier-ignore
  }
  return { train: sliceSeries(series, 0, TRAINING), test: sliceSeries(series, TRAINING, series.length) };
}

function loadFile(file: string): Series {
  return loadSeries(file, {
    header: true,
    delimiter: ';',
    timeColumn: 'datetime',
    labelColumn: 'anomaly',
    ignore: [CHANGE_POINT],
    sort: false,
  });
}
