/** A record as one row of a table, and the choice of records by what their rows hold. */
import { measureNames } from '../../experiments/evaluate';
import { protocolFor, unitProtocol } from '../../experiments/smap-msl-protocol';
import type { Unit } from '../../experiments/unit';
import { isPlainObject } from '../../base/index';
import { figuresHash, type UnitRecord } from './job-record';

export type Scalar = string | number | boolean | null;

/**
 * The unit's fields by their paths (`model`, `seed`, `config.latentDim`), its detector's measures and threshold, and how it
 * was run. Where the series was read from is left out: their fingerprint stands for it.
 */
export function flattenRecord(record: UnitRecord): Record<string, Scalar> {
  const { source: _, ...unit } = record.unit;
  const row = record.result.rows[record.unit.model] as unknown as Record<string, Scalar> | undefined;
  const measures = [...measureNames, 'threshold', 'epochs', 'steps'];
  return {
    hash: record.hash,
    ...flatten(unit),
    ...Object.fromEntries(measures.map((name) => [name, row?.[name] ?? null])),
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
 * What tells a unit from its model's usual one at its profile: all that is set of its config and training, and the protocol
 * where it is not what the SMAP/MSL report gives the model; by their paths.
 */
export function changedSettings({ unit }: Pick<UnitRecord, 'unit'>): [path: string, value: Scalar][] {
  // Another executor's units may lack what ours have.
  const { model, config = {}, training = {}, protocol = {} } = unit as Partial<Unit> & Pick<Unit, 'model'>;
  const usual = flatten(unitProtocol(protocolFor(model)));
  const changed = Object.entries(flatten(protocol)).filter(([field, value]) => value !== usual[field]);
  return [...Object.entries(flatten(config)), ...Object.entries(flatten(training)), ...changed];
}

/** Nested objects become paths; an array is one cell. */
function flatten(value: object, prefix = ''): Record<string, Scalar> {
  const cells = Object.entries(value).flatMap(([key, each]: [string, unknown]): [string, Scalar][] => {
    if (each === undefined) return [];
    if (isPlainObject(each)) return Object.entries(flatten(each, `${prefix}${key}.`));
    return [[`${prefix}${key}`, Array.isArray(each) ? JSON.stringify(each) : (each as Scalar)]];
  });
  return Object.fromEntries(cells);
}

/**
 * The records that match every filter.
 *
 * @param filters  `field=value`, several values with a bar between them: `model=lstm-vae`, `seed=0|1`.
 * @throws         If a filter is none, or names a field that no record has; the message lists those there are.
 */
export function filterRecords(records: readonly UnitRecord[], filters: readonly string[]): UnitRecord[] {
  const rows = records.map((record) => ({ record, row: flattenRecord(record) }));
  const matched = filters.reduce((kept, filter) => {
    const [, field, values] = /^([^=]+)=(.*)$/.exec(filter) ?? [];
    if (field === undefined) throw new Error(`Filter '${filter}': expected field=value, such as model=lstm-vae.`);
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
