/** Makes the files of book/scores: runs the detectors of the live pages on some channels and keeps a score for each step. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { makeFolder, REPOSITORY_ROOT, writeFileAtomic } from '../lib/base/index';
import { loadChannel } from '../lib/data/index';
import { runSuite, type ResultRow, type RunPlace } from '../lib/experiments/index';
import { planLeaderboard } from '../lib/leaderboard/index';
import type { ProfileName } from '../lib/models/index';
import { chooseTables, keepingScores } from '../lib/suites/index';
import { SCORES_FOLDER } from './kept-scores';
import type { KeptChannel, Provenance, RowKind } from './live/channel-scores';

/** Several labelled anomalies in most of them, test series short enough for a page, one of SMAP. */
const CHANNELS: readonly string[] = ['C-1', 'C-2', 'D-14', 'M-3', 'P-4', 'P-11', 'T-8', 'T-13'];

/** Rows of the leaderboard, and what a reader is told that they are. */
const ROWS: readonly { readonly row: string; readonly label: string; readonly kind: RowKind }[] = [
  { row: 'lstm-vae, clipped', label: 'LSTM-VAE', kind: 'network' },
  { row: 'lstm-attention, clipped', label: 'LSTM-Attention', kind: 'network' },
  {
    row: 'anomaly-transformer, 2 layers of 32, windows of 50, clipped',
    label: 'Anomaly Transformer, small: 2 layers of 32',
    kind: 'network',
  },
  { row: 'multi-scale ensemble', label: 'multi-scale ensemble', kind: 'ensemble' },
  { row: 'k-means, windows of 50', label: 'k-means, windows of 50', kind: 'baseline' },
  { row: 'constant', label: 'constant', kind: 'baseline' },
];

/** The sizes in the labels are those of this profile. */
const PROFILE: ProfileName = 'quick';
const SEED = 0;

/** Digits kept of each score: more than a page can show, and few enough for a small file. */
const DIGITS = 4;

export interface MadeScores {
  readonly files: readonly string[];
  readonly bytes: number;
}

/**
 * Runs the detectors and writes one file for each channel.
 *
 * @param root   Folder of the telemetry.
 * @param place  Where jobs run and results are kept.
 * @throws       If a job failed, or scores and labels of a channel differ in length.
 */
export async function makeScores(
  root: string,
  { place, folder = SCORES_FOLDER, command }: { place: RunPlace; folder?: string; command: string },
): Promise<MadeScores> {
  const { tables } = planLeaderboard({ root, profile: PROFILE, seeds: [SEED] });
  const chosen = chooseTables(tables, { channels: CHANNELS, rows: ROWS.map(({ row }) => row) });
  const { results, failures, backend } = await runSuite(keepingScores(chosen), { ...place, profile: PROFILE });
  if (failures.length > 0) throw new Error(`Scores of the book: ${failures.length} jobs failed; nothing was written.`);
  const made: Provenance = { command, commit: commit(), profile: PROFILE, seed: SEED, backend };
  makeFolder(folder);
  const files = CHANNELS.map((channel) => {
    const { spacecraft, segments, test } = loadChannel(root, channel);
    const rows = ROWS.map(({ row, label, kind }) => {
      const scores = stepsOf(results.row(row).channel(channel).rows[0], test.length);
      return { label, kind, scores: scores.map((score) => Number(score.toPrecision(DIGITS))) };
    });
    const spans = segments.map(({ start, end }) => ({ start, end }));
    const kind = 'telltale book scores';
    const file: KeptChannel = { kind, channel, spacecraft, length: test.length, segments: spans, made, rows };
    const text = `${JSON.stringify(file)}\n`;
    const name = path.join(folder, `${channel}.json`);
    writeFileAtomic(name, text);
    return { name, bytes: Buffer.byteLength(text) };
  });
  return { files: files.map(({ name }) => name), bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** @throws If the row has no score for each step. */
function stepsOf({ row, channel, measured }: ResultRow, length: number): readonly number[] {
  const scores = measured?.steps?.test ?? [];
  if (scores.length === length) return scores;
  throw new Error(`${row} on ${channel}: expected a score for each of ${length} steps, found ${scores.length}.`);
}

/** Names the commit that is checked out. */
function commit(): string {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--short=10', 'HEAD'], {
    cwd: REPOSITORY_ROOT,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : 'unknown: not a clone of git';
}
