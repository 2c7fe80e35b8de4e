/** A record as one row of a table, and the choice of records by what their rows hold. */
import { isPlainObject } from '../base/index';
import { figuresHash, type JobRecord } from '../runs/index';
import type { Job } from './job';
import { measureNames } from './measures/index';
import { protocolFor } from './protocol';
import type { JobResult } from './run-job';

/** A record of this project's jobs. A store may hold other executors' records too, so what lists a store takes any. */
export type Stored = JobRecord<Job, JobResult>;

export type Scalar = string | number | boolean | null;

/**
 * Makes a row of a record: the job's fields by their paths (`detector`, `seed`, `config.latentDim`), its measures and
 * threshold, and how it was run. Where the series was read from is left out: their fingerprint stands for it.
 */
export function flattenRecord(record: JobRecord): Record<string, Scalar> {
  const { source: _, ...job } = record.job as Partial<Job>;
  const { measures, threshold, epochs, steps } = record.result as Partial<JobResult>;
  const measured = objectIn(measures);
  return {
    hash: record.hash,
    ...flatten(job),
    ...Object.fromEntries(
      measureNames.flatMap((name) => (Object.hasOwn(measured, name) ? [[name, scalarOf(measured[name])]] : [])),
    ),
    threshold: scalarOf(threshold),
    epochs: scalarOf(epochs),
    steps: scalarOf(steps),
    seconds: record.run.seconds,
    peakMemoryMb: record.run.peakMemoryBytes / 2 ** 20,
    finishedAt: record.run.finishedAt,
    host: record.run.host,
    backend: record.backend,
    ...flatten(record.versions),
    data: record.data,
    figures: figuresHash(record),
  };
}

/**
 * Lists what sets a job apart from its detector's usual one at its profile, by paths: all that is set of its config,
 * training and view, and the protocol where it is not report 3's for the detector.
 */
export function changedSettings({ job }: Pick<JobRecord, 'job'>): [path: string, value: Scalar][] {
  const { detector, config, training, view, protocol } = job as Partial<Job>;
  const usual = flatten(protocolFor(typeof detector === 'string' ? detector : ''));
  const changed = Object.entries(flatten(objectIn(protocol))).filter(([field, value]) => value !== usual[field]);
  return [...[config, training, view].flatMap((each) => Object.entries(flatten(objectIn(each)))), ...changed];
}

/** Gives an object of a record as it is, and none for anything else: other programs' records have other contents. */
function objectIn(value: unknown): Record<string, unknown> {
  return isPlainObject(value) ? value : {};
}

/** Gives a value of a record as a cell: an array or an object as JSON. */
function scalarOf(value: unknown): Scalar {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return (value as Scalar | undefined) ?? null;
}

/** Lays nested objects out as paths; an array is one cell. */
function flatten(value: object, prefix = ''): Record<string, Scalar> {
  const cells = Object.entries(value).flatMap(([key, each]: [string, unknown]): [string, Scalar][] => {
    if (each === undefined) return [];
    if (isPlainObject(each)) return Object.entries(flatten(each, `${prefix}${key}.`));
    return [[`${prefix}${key}`, scalarOf(each)]];
  });
  return Object.fromEntries(cells);
}

/**
 * Chooses the records that match every filter.
 *
 * @param filters  `field=value`, several values with a bar between them: `detector=lstm-vae`, `seed=0|1`.
 * @throws         If a filter is not of this form, or names a field that no record has; the message lists those there are.
 */
export function filterRecords<Kept extends JobRecord>(records: readonly Kept[], filters: readonly string[]): Kept[] {
  const rows = records.map((record) => ({ record, row: flattenRecord(record) }));
  const matched = filters.reduce((kept, filter) => {
    const [, field, values] = /^([^=]+)=(.*)$/.exec(filter) ?? [];
    if (field === undefined) throw new Error(`Filter '${filter}': expected field=value, such as detector=lstm-vae.`);
    requireField(
      rows.map(({ row }) => row),
      field,
    );
    const wanted = values.split('|');
    return kept.filter(({ row }) => wanted.includes(String(row[field])));
  }, rows);
  return matched.map(({ record }) => record);
}

/** @throws If no row has the field; the message lists those there are. */
export function requireField(rows: readonly Record<string, Scalar>[], field: string): void {
  if (rows.length === 0 || rows.some((row) => field in row)) return;
  const known = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(', ');
  throw new Error(`No result has the field '${field}'; there are ${known}.`);
}
