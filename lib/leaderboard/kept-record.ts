/** What is kept of one measurement, and the text of its file: JSON that knows whether it is whole and what made it. */
import { z } from 'zod';
import { contentHash } from '../base/index';
import { isCurrent } from '../runs/store/provenance';
import { parseResultJson } from '../runs/store/result-file';
import type { RunFacts, Versions } from '../runs/store/job-record';
import { codeDigest, telltaleVersion, type BackendVersions } from '../runs/store/versions';

const KIND = 'telltale leaderboard result';

/** Of the sources that results are computed with, these are no unit's: an edit to them makes no unit stale. */
const OWN_FOLDERS = ['leaderboard'];

export interface KeptRecord<T = unknown> {
  /** All that decides the result, as text. */
  readonly key: string;
  readonly result: T;
  /** Its `code` is of the folders that units are computed with, and of lib/leaderboard. */
  readonly versions: Versions;
  /** e.g. `tensorflow on CPU`. */
  readonly backend: string;
  readonly run: Pick<RunFacts, 'finishedAt' | 'seconds'>;
}

const schema = z.object({
  key: z.string(),
  backend: z.string(),
  versions: z.object({
    telltale: z.string(),
    node: z.string(),
    tfjs: z.string(),
    tensorflow: z.string().optional(),
    code: z.string(),
  }),
  run: z.object({ finishedAt: z.iso.datetime(), seconds: z.number() }),
  result: z.unknown(),
});

const fileSchema = z.looseObject({ kind: z.literal(KIND), checksum: z.string() });

/** The sources of all that a result is computed with; read once in a process, as they are then those that run in it. */
export function leaderboardCode(): string {
  return codeDigest(OWN_FOLDERS);
}

/** A record of what was made just now, by these sources and this backend. */
export function recordOf<T>(key: string, result: T, seconds: number, here: BackendVersions): KeptRecord<T> {
  const { backend, tfjs, tensorflow } = here;
  const code = leaderboardCode();
  const versions = { telltale: telltaleVersion(), node: process.versions.node, tfjs, tensorflow, code };
  return { key, result, versions, backend, run: { finishedAt: new Date().toISOString(), seconds } };
}

/** Whether these sources and this backend would still give the result. */
export function isStillCurrent({ versions, backend }: KeptRecord, here: BackendVersions): boolean {
  if (versions.code !== leaderboardCode()) return false;
  // All else is compared as a unit's: its own sources are among those that were just found equal.
  return isCurrent({ versions: { ...versions, code: codeDigest() }, backend }, here);
}

/**
 * The text of a record's file.
 *
 * @throws If the result holds a number that is not finite, or what is no plain data; the message says where.
 */
export function encodeKept(record: KeptRecord): string {
  const body = { kind: KIND, ...record };
  return `${JSON.stringify({ ...body, checksum: contentHash(body, 'record') })}\n`;
}

/** @throws If the text is truncated, changed or of another kind; the message says which, in half a sentence. */
export function decodeKept(text: string): KeptRecord {
  const file = fileSchema.safeParse(parseResultJson(text));
  if (!file.success) throw new Error('no result of the leaderboard');
  const { checksum, ...body } = file.data;
  if (checksum !== contentHash(body)) throw new Error('its content does not match its checksum');
  const record = schema.safeParse(body);
  if (record.success) return record.data;
  const issue = record.error.issues[0];
  throw new Error(`${issue.path.join('.')}: ${issue.message}`);
}
