/**
 * Reads series of the Numenta Anomaly Benchmark (Lavin & Ahmad 2015, arXiv:1510.03336): GROUP/NAME.csv with columns timestamp
 * and value, and combined_windows.json with the labels, windows of time by file.
 */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { counted, DataError, messageOf, zodFault } from '../base/index';
import { loadSeries } from './load-series';
import { sliceSeries, type Series } from './series';

/** The label file: times at which windows begin and end, both included, by file. */
const WINDOW_FILE = 'combined_windows.json';

/** Of a series, NAB scores nothing in this share of it, which detectors may learn from: its probationary period. */
const PROBATION = 0.15;

/** NAB takes the share of at most so many steps. */
const LONGEST = 5000;

const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?$/;

/** [first, last] of each window, by file. */
type Windows = Readonly<Record<string, readonly (readonly [first: string, last: string])[]>>;

const windowsSchema = z.record(
  z.string(),
  z.array(z.tuple([z.string().regex(TIME), z.string().regex(TIME)])),
) as unknown as z.ZodType<Windows>;

/** A series as training, its probationary period, and test, the rest; both labelled. */
export interface NabSeries {
  readonly train: Series;
  readonly test: Series;
}

/**
 * Lists the series that are labelled and there, as GROUP/NAME without `.csv`, in the label file's order.
 *
 * @throws {DataError} If the label file is missing or malformed, or no series that it names is there.
 */
export function listNab(root: string): string[] {
  const files = Object.keys(loadWindows(root));
  const found = files.filter((file) => fs.existsSync(path.join(root, file)));
  if (found.length > 0) return found.map((file) => file.replace(/\.csv$/, ''));
  throw new DataError(`${root}: expected series that ${WINDOW_FILE} names, such as ${files[0]}; found none.`);
}

/**
 * Loads a series of one feature. A step is anomalous if its time lies in one of the windows, as in NAB; where times repeat or
 * go back, in four of the series, each row counts by its own time.
 *
 * @param name  As `listNab` gives it.
 * @throws {DataError} If the series is not labelled, its file is missing or malformed, or a window ends before it begins or
 *                    holds no step; the message names the file.
 */
export function loadNab(root: string, name: string): NabSeries {
  const file = path.join(root, `${name}.csv`);
  const windows = loadWindows(root)[`${name}.csv`];
  if (windows === undefined) throw new DataError(`${name}: expected a series that ${WINDOW_FILE} names; it does not.`);
  const series = loadSeries(file, { timeColumn: 'timestamp', labelColumn: false, sort: false });
  if (series.features !== 1) {
    throw new DataError(
      `${file}: expected the columns timestamp and value, found ${series.names.join(', ')} as values.`,
    );
  }
  const labelled: Series = { ...series, name, labels: labelsOf(series, windows, file) };
  const probation = probationSteps(series.length);
  if (probation < 1)
    throw new DataError(
      `${file}: expected a probationary period of 15 %, found ${counted(series.length, 'step')} in all.`,
    );
  return { train: sliceSeries(labelled, 0, probation), test: sliceSeries(labelled, probation, series.length) };
}

/** Computes the steps of NAB's probationary period: 15 % of the series, at most 750 (`getProbationPeriod` in nab/util.py). */
export function probationSteps(length: number): number {
  return Math.min(Math.floor(PROBATION * length), PROBATION * LONGEST);
}

function labelsOf({ timestamps, length }: Series, windows: Windows[string], file: string) {
  const times = timestamps!.map((text, step) => {
    const time = toTime(String(text));
    if (Number.isNaN(time)) {
      throw new DataError(`${file}: step ${step}: expected a time such as 2014-04-01 00:00:00, found '${text}'.`);
    }
    return time;
  });
  const labels = new Uint8Array(length);
  for (const [from, to] of windows) {
    const [first, last] = [toTime(from), toTime(to)];
    if (!(first <= last))
      throw new DataError(`${WINDOW_FILE}: ${file}: the window from ${from} ends before, at ${to}.`);
    const within = times.flatMap((time, step) => (time >= first && time <= last ? [step] : []));
    if (within.length === 0)
      throw new DataError(`${file}: expected steps in the window from ${from} to ${to}, found none.`);
    for (const step of within) labels[step] = 1;
  }
  return labels;
}

/** Reads a time to the millisecond; NaN where the text is none. */
function toTime(text: string): number {
  const [, day, time, fraction = ''] = TIME.exec(text) ?? [];
  return day === undefined ? NaN : Date.parse(`${day}T${time}${fraction.slice(0, 4)}Z`);
}

function loadWindows(root: string): Windows {
  const file = path.join(root, WINDOW_FILE);
  let json: unknown;
  try {
    json = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DataError(`${file}: expected NAB's windows by file, which cannot be read (${messageOf(error)}).`);
  }
  const parsed = windowsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new DataError(`${file}: expected NAB's windows by file (${zodFault(parsed.error, 'windows')}).`);
}
