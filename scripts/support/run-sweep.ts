/** A sweep over an experiment's jobs: run, and the table and the figure of each field that it varies. */
import path from 'node:path';
import { didYouMean, writeFileAtomic } from '../../lib/base';
import { findSeriesDetector } from '../../lib/detectors';
import {
  compareBy,
  expandSweep,
  jobSchema,
  parseSweep,
  protocolSchema,
  runJobs,
  usesWindows,
  type Group,
  type Job,
  type MeasuredOn,
  type MeasureName,
  type RunPlace,
  type Sweep,
} from '../../lib/experiments';
import { isFigureName, plotSweep, saveFigure, type Figure } from '../../lib/plots';
import { toMarkdown, type Table } from '../../lib/tables';
import { readJson, requireWritable } from './command';
import { printCounts, requireAll, writeTables } from './experiment-place';
import { groupTable, shortened } from './group-table';
import type { ProgressBar } from './progress';

/**
 * Reads a sweep.
 *
 * @throws If the file cannot be read or is not a sweep; the message names the field.
 */
export function readSweep(file: string): Sweep {
  return parseSweep(readJson(file, 'a sweep'), file);
}

/**
 * Gives each job each of the sweep's settings.
 *
 * @throws If a setting makes no valid job, before anything is run.
 */
export function sweepJobs(sweep: Sweep, jobs: readonly Job[]): Job[] {
  for (const job of jobs) requireFields(sweep, job);
  return expandSweep(sweep, jobs);
}

/** Lists the fields of a job that a sweep sets. */
export function fieldsOfSweep({ grid = {}, random, seeds }: Sweep): string[] {
  return [...Object.keys(random?.space ?? {}), ...Object.keys(grid), ...(seeds ? ['seed'] : [])];
}

/** @throws If the sweep varies a field that the job lacks; the message names those it has, and the nearest. */
function requireFields({ grid = {}, random }: Sweep, job: Job): void {
  const paths = (where: string, fields: object) =>
    Object.keys(fields).map((field) => ({ place: `${where}.${field}`, field }));
  const places = [...paths('grid', grid), ...paths('random.space', random?.space ?? {})];
  // Each detector has settings of its own.
  const variesDetector = places.some(({ field }) => field === 'detector');
  const variesWindows = variesDetector || places.some(({ field }) => field === 'protocol.measuredOn');
  const known = fieldsOf(job, variesWindows || usesWindows(job.detector, job.protocol));
  for (const { place, field } of places) {
    if (known.includes(field) || (variesDetector && field.startsWith('config.'))) continue;
    const expected = `expected ${known.join(', ')}.${didYouMean(field, known)}`;
    throw new Error(`${place}: ${job.detector} has no such field; ${expected}`);
  }
}

/** @param windows  Whether it makes a difference how windows are cut. */
function fieldsOf({ detector, protocol }: Job, windows: boolean): string[] {
  const { threshold: _, windowSize, stride, ...more } = protocolSchema.shape;
  const ofProtocol = windows ? { windowSize, stride, ...more } : more;
  const { training, view } = jobSchema.shape;
  const within = (where: string, fields: readonly string[]) => fields.map((field) => `${where}.${field}`);
  return [
    ...within('config', findSeriesDetector(detector).settings),
    ...within('training', Object.keys(training.unwrap().shape)),
    ...within('view', Object.keys(view.unwrap().shape)),
    ...within('protocol', Object.keys(ofProtocol)),
    ...within('protocol.threshold', Object.keys(protocol.threshold)),
    'profile',
    'seed',
    'detector',
  ];
}

export interface SweepRun extends RunPlace {
  readonly workers: number;
  readonly signal?: AbortSignal;
  readonly bar: ProgressBar;
  /**
   * File of the figures: `.pdf`, `.svg`, `.png` or `.json`; each field's name is put in front of the ending where there are
   * several.
   */
  readonly figure?: string;
  /** File of the groups' figures, with the values that each averages. */
  readonly json?: string;
  /** File of the tables, as they are printed. */
  readonly tables?: string;
  /** What else is to stand in the file of tables. */
  readonly about?: object;
}

/**
 * Runs a sweep and prints, for each field that it varies, the averages over channels, seeds and the other fields; a
 * field of positive numbers is drawn too, where a figure is asked for.
 *
 * @throws If a job failed or was not reached, after all others are done.
 */
export async function runSweep(sweep: Sweep, jobs: readonly Job[], options: SweepRun): Promise<void> {
  const { bar, figure, json, tables: tablesFile, about, ...place } = options;
  let last = { done: 0, total: jobs.length };
  const { records, counts, failures, interrupted, backend } = await runJobs(jobs, {
    ...place,
    onProgress: ({ channel: label }, progress) => bar.update({ label, ...last, ...progress }),
    onDone: ({ channel: label }, { settled: done, total, reused, failed }) => {
      last = { done, total };
      bar.update({ label, ...last, reused, failed });
    },
  }).finally(bar.stop);
  const found = records.flatMap((record) => record ?? []);
  if (found.length > 0) {
    const measures = measuresOf(found.map(({ job }) => job));
    const groups = groupsOf(sweep, found, measures);
    if (json) writeFileAtomic(json, `${JSON.stringify({ sweep, tables: groups }, null, 2)}\n`);
    const tables = tablesOf(groups);
    for (const table of tables) console.log(`\n${toMarkdown(table)}`);
    if (tablesFile) writeTables(tablesFile, tables, { ...about, sweep, backend });
    if (figure) await drawAll(groups, figure, measures[0]);
  }
  printCounts(counts);
  requireAll({ failures, interrupted });
}

/**
 * By what a sweep compares: the ranking, and what is left of it at the protocol's threshold, as a sweep of thresholds
 * moves the second alone.
 */
const sweepMeasures: Readonly<Record<MeasuredOn, readonly SweepMeasure[]>> = {
  windows: [
    { heading: 'ROC-AUC', measure: 'rocAuc' },
    { heading: 'F1', measure: 'f1' },
  ],
  steps: [
    { heading: 'VUS-PR', measure: 'vusPr' },
    { heading: 'affiliation F1', measure: 'affiliationF1' },
  ],
  // A mean over jobs: other tables add the events of all channels first.
  events: [{ heading: 'event F1 by job', measure: 'eventF1' }],
  alarms: [
    { heading: 'found within 100 steps by job', measure: 'foundWithin100' },
    { heading: 'false alarms a day by job', measure: 'falseAlarmsPerDay' },
  ],
  'tsb-ad': [{ heading: 'VUS-PR (TSB-AD)', measure: 'tsbVusPr' }],
  'point-adjusted': [
    { heading: 'F1', measure: 'stepF1' },
    { heading: 'adjusted F1', measure: 'adjustedF1' },
  ],
};

interface SweepMeasure {
  readonly heading: string;
  readonly measure: MeasureName;
}

/** Lists the measures of what any of the jobs is measured on. */
function measuresOf(jobs: readonly Job[]): SweepMeasure[] {
  const measuredOn = new Set(jobs.flatMap(({ protocol }): readonly MeasuredOn[] => protocol.measuredOn ?? ['windows']));
  return [...measuredOn].flatMap((what) => sweepMeasures[what]);
}

interface FieldGroups extends SweepMeasure {
  readonly field: string;
  readonly rows: readonly Group[];
}

function groupsOf(
  { random, grid }: Sweep,
  records: Parameters<typeof compareBy>[0],
  measures: readonly SweepMeasure[],
): FieldGroups[] {
  const varied = [...Object.keys(random?.space ?? {}), ...Object.keys(grid ?? {})];
  const fields = varied.length > 0 ? varied : ['seed'];
  return fields.flatMap((field) =>
    measures.map((each) => ({ field, ...each, rows: compareBy(records, field, each.measure) })),
  );
}

/** Makes a table for each field, with every measure. */
function tablesOf(groups: readonly FieldGroups[]): Table[] {
  return [...new Set(groups.map(({ field }) => field))].map((name) => {
    const own = groups.filter(({ field }) => field === name);
    return groupTable(
      name,
      own.map(({ heading, rows }) => ({ heading, groups: rows })),
    );
  });
}

async function drawAll(groups: readonly FieldGroups[], figure: string, shown: SweepMeasure): Promise<void> {
  const own = groups.filter(({ measure }) => measure === shown.measure);
  const files = own.map(({ field, rows }) => ({
    field,
    rows,
    file: own.length > 1 ? insertName(figure, field) : figure,
  }));
  console.log(`\nDrawing ${files.map(({ file }) => file).join(', ')} ...`);
  for (const { field, rows, file } of files) await draw(rows, field, { file, measure: shown.heading });
}

/**
 * Plots a measure against the values of a field, with the intervals of the table.
 *
 * @returns undefined where the values are not all positive numbers.
 */
function sweepFigure(rows: readonly Group[], field: string, measure: string): Figure | undefined {
  const points = rows.flatMap(({ value, mean, low, high }) =>
    typeof value === 'number' && value > 0 ? [{ value: Number(shortened(value)), mean, low, high }] : [],
  );
  if (points.length === 0 || points.length < rows.length) return undefined;
  const name = field.replace(/^.*\./, '').replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  const line = { name: 'mean', values: points.map(({ mean }) => mean) };
  const interval = { low: points.map(({ low }) => low), high: points.map(({ high }) => high) };
  return plotSweep(
    points.map(({ value }) => value),
    [{ ...line, ...interval }],
    {
      parameter: name[0].toUpperCase() + name.slice(1),
      parameterUnit: 'setting',
      measure,
      interval: '95 % interval over jobs',
    },
  );
}

/** @throws If a figure could not be saved there: said before anything is run, not after it. */
export function requireFigureFile(file: string): void {
  requireWritable('--figure', file);
  if (isFigureName(file)) return;
  throw new Error(`--figure ${file}: expected a name that ends in .pdf, .svg, .png or .json.`);
}

async function draw(
  rows: readonly Group[],
  field: string,
  { file, measure }: { readonly file: string; readonly measure: string },
): Promise<void> {
  const figure = sweepFigure(rows, field, measure);
  if (!figure) return console.log(`No figure of ${field}: its values are not all positive numbers.`);
  await saveFigure(figure, file);
  console.log(`Figure: ${file}`);
}

/** `sweep.png` and `config.beta` make `sweep-config.beta.png`. */
function insertName(file: string, field: string): string {
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}-${field}${ext}`);
}
