/** The files of book/scores, read and checked. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { DataError, messageOf, plainMessages, REPOSITORY_ROOT, zodFault } from '../lib/base/index';
import type { KeptChannel } from './live/channel-scores';

/** Folder of the kept scores. */
export const SCORES_FOLDER = path.join(REPOSITORY_ROOT, 'book', 'scores');

const place = z.int().nonnegative();

const schema = z
  .strictObject({
    kind: z.literal('telltale book scores'),
    channel: z.string(),
    spacecraft: z.string(),
    length: z.int().positive(),
    segments: z.array(z.strictObject({ start: place, end: place })),
    made: z.strictObject({
      command: z.string(),
      commit: z.string(),
      profile: z.string(),
      seed: z.int(),
      backend: z.string(),
    }),
    rows: z.array(
      z.strictObject({
        label: z.string(),
        kind: z.enum(['network', 'ensemble', 'baseline']),
        scores: z.array(z.number()),
      }),
    ),
  })
  .refine(({ rows, length }) => rows.every(({ scores }) => scores.length === length), 'expected a score for each step');

/**
 * Reads all files of a folder.
 *
 * @throws {DataError} If there is none, one is damaged, or channels differ in their detectors.
 */
export function readKeptScores(folder: string = SCORES_FOLDER): KeptChannel[] {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  if (names.length === 0) throw new DataError(`${folder}: expected files of scores, found none.`);
  const channels = names.sort().map((name) => readChannel(path.join(folder, name)));
  const labels = ({ rows }: KeptChannel) => rows.map(({ label }) => label).join('; ');
  const other = channels.find((each) => labels(each) !== labels(channels[0]));
  if (!other) return channels;
  const found = `expected the detectors of ${channels[0].channel}, ${labels(channels[0])}; found ${labels(other)}`;
  throw new DataError(`${folder}/${other.channel}.json: ${found}.`);
}

function readChannel(file: string): KeptChannel {
  let json: unknown;
  try {
    json = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DataError(`${file}: expected scores of the book (${messageOf(error)})`);
  }
  const { data, error } = schema.safeParse(json, plainMessages);
  if (data) return data;
  throw new DataError(`${file}: not scores of the book (${zodFault(error, 'scores')})`);
}
