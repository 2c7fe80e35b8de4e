/** Scores every channel with every entry and keeps what was measured, so that a run goes on where it was stopped. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {
  listChannels,
  loadChannel,
  smapMslPreprocess,
  writeFileAtomic,
  type Series,
  type Spacecraft,
} from '../data/index';
import { choices, eventChoices, measureChoices, type ChannelFigures } from './choices';
import type { Entry } from './entry';
import {
  countEvents,
  measureSteps,
  measureWindows,
  predictedSequences,
  type EventCounts,
  type StepMeasures,
  type WindowMeasures,
} from './protocols';
import { reportLabels, reportScores } from './report-windows';

export interface ChannelMeasures {
  readonly channel: string;
  readonly spacecraft: Spacecraft;
  readonly windows: WindowMeasures;
  readonly steps: StepMeasures;
  readonly events: EventCounts;
  readonly seconds: number;
}

export interface EntryResult {
  readonly label: string;
  readonly kind: Entry['kind'];
  readonly use: Entry['use'];
  readonly seeds: readonly { readonly seed: number; readonly channels: readonly ChannelMeasures[] }[];
}

export interface LeaderboardOptions {
  /** Folder of the telemetry. */
  readonly root: string;
  readonly seeds: readonly number[];
  /** Default: all that are labelled. */
  readonly channels?: readonly string[];
  /** Where measures are kept, one file per entry, channel and seed. */
  readonly store: string;
  readonly onProgress?: (progress: { label: string; done: number; total: number }) => void;
  readonly signal?: AbortSignal;
}

/** A change in what is measured, or in a detector that its settings do not show, needs another number here. */
const VERSION = 1;

/**
 * Runs entries on channels. Entries that no seed changes are run with the first seed only.
 *
 * @throws If a channel cannot be loaded, or an entry fails on it; the message names both.
 */
export async function runLeaderboard(entries: readonly Entry[], options: LeaderboardOptions): Promise<EntryResult[]> {
  const { root, seeds, store, onProgress, signal } = options;
  const names = options.channels ?? labelledChannels(root);
  const jobs = entries.map((entry) => ({ entry, seeds: entry.seeded ? seeds : seeds.slice(0, 1) }));
  const total = jobs.reduce((sum, { seeds }) => sum + seeds.length * names.length, 0);
  const found = new Map<string, ChannelMeasures>();
  let done = 0;
  for (const name of names) {
    const channel = loadScaled(root, name);
    for (const { entry, seeds } of jobs) {
      for (const seed of seeds) {
        if (signal?.aborted) throw new Error(`leaderboard: interrupted after ${done} of ${total} runs; they are kept.`);
        const key = { version: VERSION, label: entry.label, settings: entry.settings, channel: name, seed };
        const measured = await cached(store, key, () => measureEntry(entry, channel, seed));
        found.set([entry.label, seed, name].join('\n'), measured);
        onProgress?.({ label: `${entry.label}, ${name}`, done: ++done, total });
      }
    }
  }
  return jobs.map(({ entry: { label, kind, use }, seeds }) => ({
    ...{ label, kind, use },
    seeds: seeds.map((seed) => ({
      seed,
      channels: names.map((name) => found.get([label, seed, name].join('\n'))!),
    })),
  }));
}

/** Measures the grid of choices on channels. */
export async function runChoices(options: Omit<LeaderboardOptions, 'seeds'>): Promise<ChannelFigures[]> {
  const { root, store, onProgress } = options;
  const names = options.channels ?? labelledChannels(root);
  const results: ChannelFigures[] = [];
  for (const name of names) {
    const loaded = loadScaled(root, name);
    const key = { version: VERSION, label: 'choices', settings: [choices, eventChoices], channel: name };
    const measure = () => Promise.resolve(measureChoices(loaded, { ...loaded, targets: 'first', seed: 0 }));
    results.push(await cached(store, key, measure));
    onProgress?.({ label: `choices, ${name}`, done: results.length, total: names.length });
  }
  return results;
}

export function labelledChannels(root: string): string[] {
  return listChannels(root).flatMap(({ channel, labelled, segments }) =>
    labelled && segments.length > 0 ? [channel] : [],
  );
}

interface ScaledChannel {
  readonly channel: string;
  readonly spacecraft: Spacecraft;
  readonly train: Series;
  readonly test: Series;
}

function loadScaled(root: string, name: string): ScaledChannel {
  const { train, test, spacecraft } = loadChannel(root, name);
  const fitted = smapMslPreprocess().fit(train);
  return { channel: name, spacecraft, train: fitted.transform(train), test: fitted.transform(test) };
}

async function measureEntry(entry: Entry, channel: ScaledChannel, seed: number): Promise<ChannelMeasures> {
  const { channel: name, spacecraft, train, test } = channel;
  const started = performance.now();
  try {
    const scores = await entry.score({ train, test, targets: 'first', seed });
    const seconds = (performance.now() - started) / 1000;
    const labels = test.labels!;
    return {
      ...{ channel: name, spacecraft, seconds },
      windows: measureWindows(scores.windows ?? reportScores(scores), reportLabels(test)),
      steps: measureSteps(scores, labels),
      events: countEvents(predictedSequences(scores), labels),
    };
  } catch (error) {
    throw new Error(`${entry.label} on ${name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** What is kept under the key, or what is made now and kept. */
async function cached<T>(store: string, key: object, make: () => Promise<T>): Promise<T> {
  const text = JSON.stringify(key);
  const file = path.join(store, `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.json`);
  const kept = readKept<T>(file, text);
  if (kept !== undefined) return kept;
  const result = await make();
  fs.mkdirSync(store, { recursive: true });
  writeFileAtomic(file, JSON.stringify({ key: text, result }));
  return result;
}

/** A file that is cut short, or was made for another key, is made again. */
function readKept<T>(file: string, key: string): T | undefined {
  if (!fs.existsSync(file)) return undefined;
  try {
    const kept = JSON.parse(fs.readFileSync(file, 'utf8')) as { key?: string; result?: T };
    return kept.key === key ? kept.result : undefined;
  } catch {
    return undefined;
  }
}
