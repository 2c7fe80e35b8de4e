/** What is kept of a finished job, and the file it is kept in: readable JSON that knows whether it is whole. */
import { z } from 'zod';
import { canonicalJson, contentHash, zodFault } from '../../base/index';
import { parseResultJson } from './result-file';

/** A number to raise whenever a file of the old format could be misread. */
export const RECORD_FORMAT = 2;

const KIND = 'telltale job result';

/** What made a result. Two results with equal versions and backend on one machine are equal to the last bit. */
export interface Versions {
  readonly telltale: string;
  readonly node: string;
  /** The executor's hash of its sources. */
  readonly code: string;
  /** Those of the backend, by name. */
  readonly [name: string]: string | undefined;
}

/** How a job was run: none of it changes the figures. */
export interface RunFacts {
  /** ISO 8601. */
  readonly finishedAt: string;
  readonly seconds: number;
  /** The largest resident set of the process that ran it; of the job alone where the system can tell. */
  readonly peakMemoryBytes: number;
  /** Whether the process ran nothing else. */
  readonly alone?: boolean;
  readonly host: string;
}

/** A job with the name of its result. */
export interface PlannedJob<Job extends object = object> {
  /** Of the job and of its data, see `planJobs`. */
  readonly hash: string;
  /** For people. */
  readonly name: string;
  readonly job: Job;
  /** Fingerprint of the data that the job is run on. */
  readonly data: string;
}

export interface JobRecord<Job extends object = object, Result extends object = object> extends PlannedJob<Job> {
  readonly result: Result;
  readonly versions: Versions;
  /** e.g. `tensorflow on CPU`. */
  readonly backend: string;
  readonly run: RunFacts;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const plannedJobSchema = z.object({ hash, name: z.string(), job: z.looseObject({}), data: z.string() });

const recordSchema = plannedJobSchema.extend({
  result: z.looseObject({}),
  versions: z.object({ telltale: z.string(), node: z.string(), code: z.string() }).catchall(z.string()),
  backend: z.string(),
  run: z.object({
    finishedAt: z.string(),
    seconds: z.number(),
    peakMemoryBytes: z.number(),
    alone: z.boolean().optional(),
    host: z.string(),
  }),
});

const fileSchema = z.looseObject({ kind: z.string(), format: z.number() });

/** A result's file by a Telltale that writes another format: it may well be whole, but cannot be read here. */
export class OtherFormat extends Error {
  override readonly name = 'OtherFormat';
}

/**
 * Writes the text of a record's file.
 *
 * @throws If the record holds a number that is not finite; the message says where.
 */
export function encodeRecord(record: JobRecord): string {
  const body = { kind: KIND, format: RECORD_FORMAT, ...record };
  return `${JSON.stringify({ ...body, checksum: contentHash(body, 'record') }, null, 1)}\n`;
}

/**
 * Reads the text of a record's file.
 *
 * @throws {OtherFormat} If another format is written there.
 * @throws               If it is truncated, changed or of another kind; the message says which, in half a sentence.
 */
export function decodeRecord(text: string): JobRecord {
  const parsed = fileSchema.safeParse(parseResultJson(text));
  // Format 1 called a job a unit.
  const ours = parsed.success && [KIND, 'telltale unit result'].includes(parsed.data.kind);
  if (!ours) throw new Error('not a job result of Telltale');
  const { checksum, ...body } = parsed.data;
  if (body.format !== RECORD_FORMAT) throw new OtherFormat(`format ${body.format}, expected ${RECORD_FORMAT}`);
  if (checksum !== contentHash(body)) throw new Error('its content does not match its checksum');
  const record = recordSchema.safeParse(body);
  if (!record.success) throw new Error(zodFault(record.error, 'record'));
  // The job and the result were written by this program and are whole, as the checksum says: zod checks their outline.
  return record.data;
}

/** Strips a result of the times it took: the rest must be equal whenever and wherever the job is run again. */
export function figuresOf({ result }: Pick<JobRecord, 'result'>): unknown {
  return JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === 'seconds' ? undefined : value)));
}

/** Hashes a record's figures, to twelve digits: equal where every figure is equal. */
export function figuresHash(record: Pick<JobRecord, 'result'>): string {
  return contentHash(figuresOf(record)).slice(0, 12);
}

/** Whether two records hold the same figures, to the last bit. */
export function sameFigures(a: JobRecord, b: JobRecord): boolean {
  return canonicalJson(figuresOf(a)) === canonicalJson(figuresOf(b));
}
