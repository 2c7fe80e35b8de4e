/** The manifest of published scores: what the folder holds, and what is measured of it. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { DataError, messageOf, zodFault } from '../base/index';
import { protocolSchema, type Measures } from '../experiments/index';

/** Name of the manifest's file. */
export const MANIFEST = 'manifest.json';
export const KIND = 'telltale scores';
export const FORMAT = 1;

/** Inside the folder, with slashes. */
const place = z.string().regex(/^(?:[A-Za-z0-9_-]+\/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*\.npy\.gz$/);

const file = z.strictObject({ path: place, bytes: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

const pair = z.strictObject({ train: place, test: place });

const entry = z.strictObject({
  table: z.string(),
  row: z.string(),
  channel: z.string(),
  seed: z.int().nonnegative(),
  /** Of each test step, 0 or 1. */
  labels: place,
  /** Of the protocol's windows, where the detector scores them itself; of all steps, where they are measured. */
  scores: z.strictObject({ windows: pair.optional(), steps: pair.optional() }),
  protocol: protocolSchema,
  /** Spans of test steps that the detector predicts, half-open, where events are measured. */
  sequences: z.array(z.strictObject({ start: z.int().nonnegative(), end: z.int().positive() })).optional(),
  threshold: z.number().optional(),
  /** The widest window of TSB-AD's VUS, in steps, where its measures are: the series, whose period it is, is not published. */
  maxWindow: z.int().positive().optional(),
  measures: z.record(z.string(), z.number().nullable()),
});

const schema = z.strictObject({
  kind: z.literal(KIND),
  format: z.literal(FORMAT),
  suite: z.string(),
  profile: z.enum(['smoke', 'quick', 'full']),
  /** What computed the scores. */
  backend: z.string(),
  /** Binary digits kept of each score after its first. */
  bits: z.int().min(1).max(23),
  files: z.array(file),
  entries: z.array(entry),
});

export type PublishedFile = Readonly<z.infer<typeof file>>;

/** What is published of one row on one channel with one seed. */
export type PublishedEntry = Readonly<Omit<z.infer<typeof entry>, 'measures'>> & { readonly measures: Measures };

export type ScoresManifest = Readonly<Omit<z.infer<typeof schema>, 'entries' | 'files'>> & {
  readonly files: readonly PublishedFile[];
  readonly entries: readonly PublishedEntry[];
};

/**
 * Reads the manifest of a folder of published scores.
 *
 * @throws {DataError} If there is none, or it is not one; the message names the file and the field.
 */
export function readScoresManifest(folder: string): ScoresManifest {
  const name = path.join(folder, MANIFEST);
  let json: unknown;
  try {
    json = JSON.parse(fs.readFileSync(name, 'utf8'));
  } catch (error) {
    throw new DataError(`${name}: expected the manifest of published scores (${messageOf(error)})`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new DataError(`${name}: not a manifest of published scores (${zodFault(parsed.error, 'manifest')})`);
}
