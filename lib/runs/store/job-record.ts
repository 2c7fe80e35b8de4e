/** What is kept of a finished unit, and the file it is kept in: readable JSON that knows whether it is whole. */
import { z } from 'zod';
import type { Unit, UnitResult } from '../../experiments/unit';
import { canonicalJson, contentHash } from '../../base/index';
import { parseResultJson } from './result-file';

/** A number to raise whenever a file of the old format could be misread. */
export const RECORD_FORMAT = 1;

const KIND = 'telltale unit result';

/** What made a result. Two results with equal versions and backend on one machine are equal to the last bit. */
export interface Versions {
  readonly telltale: string;
  readonly node: string;
  readonly tfjs: string;
  /** Absent with WASM. */
  readonly tensorflow?: string;
  /** SHA-256 of the sources in lib/, the first 12 digits. */
  readonly code: string;
}

/** How a unit was run: none of it changes the figures. */
export interface RunFacts {
  /** ISO 8601. */
  readonly finishedAt: string;
  readonly seconds: number;
  /** The largest resident set of the process that ran it; of the unit alone where the system can tell. */
  readonly peakMemoryBytes: number;
  readonly host: string;
}

/** A unit with the name of its result. */
export interface PlannedUnit {
  /** Of the unit and of its data, see `planUnits`. */
  readonly hash: string;
  readonly unit: Unit;
  /** Fingerprint of the series that the unit is run on. */
  readonly data: string;
}

export interface UnitRecord extends PlannedUnit {
  readonly result: UnitResult;
  readonly versions: Versions;
  /** e.g. `tensorflow on CPU`. */
  readonly backend: string;
  readonly run: RunFacts;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const plannedUnitSchema = z.object({ hash, unit: z.looseObject({}), data: z.string() });

const recordSchema = plannedUnitSchema.extend({
  result: z.looseObject({ rows: z.record(z.string(), z.looseObject({})) }),
  versions: z.object({
    telltale: z.string(),
    node: z.string(),
    tfjs: z.string(),
    tensorflow: z.string().optional(),
    code: z.string(),
  }),
  backend: z.string(),
  run: z.object({ finishedAt: z.string(), seconds: z.number(), peakMemoryBytes: z.number(), host: z.string() }),
});

const fileSchema = z.looseObject({ kind: z.literal(KIND), format: z.number() });

/** A result's file by a Telltale that writes another format: it may well be whole, but cannot be read here. */
export class OtherFormat extends Error {
  override readonly name = 'OtherFormat';
}

/**
 * The text of a record's file.
 *
 * @throws If the record holds a number that is not finite; the message says where.
 */
export function encodeRecord(record: UnitRecord): string {
  const body = { kind: KIND, format: RECORD_FORMAT, ...record };
  return `${JSON.stringify({ ...body, checksum: contentHash(body, 'record') }, null, 1)}\n`;
}

/**
 * Reads the text of a record's file.
 *
 * @throws {OtherFormat} If another format is written there.
 * @throws              If it is truncated, changed or of another kind; the message says which, in half a sentence.
 */
export function decodeRecord(text: string): UnitRecord {
  const parsed = fileSchema.safeParse(parseResultJson(text));
  if (!parsed.success) throw new Error('no unit result of Telltale');
  const { checksum, ...body } = parsed.data;
  if (body.format !== RECORD_FORMAT) throw new OtherFormat(`format ${body.format}, expected ${RECORD_FORMAT}`);
  if (checksum !== contentHash(body)) throw new Error('its content does not match its checksum');
  const record = recordSchema.safeParse(body);
  if (!record.success) {
    const issue = record.error.issues[0];
    throw new Error(`${issue.path.join('.')}: ${issue.message}`);
  }
  // The unit and the result were written by this program and are whole, as the checksum says: zod checks their outline.
  return record.data as unknown as UnitRecord;
}

/** A result without the times it took: what must be equal whenever and wherever the unit is run again. */
export function figuresOf({ result }: Pick<UnitRecord, 'result'>): unknown {
  return JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === 'seconds' ? undefined : value)));
}

/** The first digits of the hash of a record's figures: equal where every figure is equal. */
export function figuresHash(record: Pick<UnitRecord, 'result'>): string {
  return contentHash(figuresOf(record)).slice(0, 12);
}

/** Whether two records hold the same figures, to the last bit. */
export function sameFigures(a: UnitRecord, b: UnitRecord): boolean {
  return canonicalJson(figuresOf(a)) === canonicalJson(figuresOf(b));
}
