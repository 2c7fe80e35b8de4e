/** Scores every channel with every entry, by all three protocols. */
import { messageOf } from '../base/index';
import type { Segment, Spacecraft } from '../data/index';
import { turn } from '../runtime/index';
import { choices, eventChoices, measureChoices, type ChannelFigures } from './choices';
import type { Entry, EntryScores } from './entry';
import { Failures } from './failures';
import { kept, type Keeping } from './kept';
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
import { fingerprintOf, loadScaled, type ScaledChannel } from './scaled-channel';

export interface ChannelMeasures {
  readonly channel: string;
  /** Absent for series that are no telemetry. */
  readonly spacecraft?: Spacecraft;
  readonly windows: WindowMeasures;
  readonly steps: StepMeasures;
  readonly events: EventCounts;
  readonly seconds: number;
  /** Predicted in the test series for protocol (c), on series at hand. */
  readonly sequences?: readonly Segment[];
}

export interface EntryResult {
  readonly label: string;
  readonly kind: Entry['kind'];
  readonly use: Entry['use'];
  /** Its settings were chosen with the labels that it is judged by: it claims nothing. */
  readonly oracle?: boolean;
  readonly seeds: readonly { readonly seed: number; readonly channels: readonly ChannelMeasures[] }[];
}

/** Measures are kept by entry, channel and seed. */
export interface LeaderboardOptions extends Keeping {
  /** Folder of the telemetry. */
  readonly root: string;
  readonly seeds: readonly number[];
  readonly channels: readonly string[];
  /** Of what is done, `failed` failed. */
  readonly onProgress?: (progress: { label: string; done: number; total: number; failed?: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs entries on channels. Entries that no seed changes are run with the first seed only.
 *
 * @throws {LeaderboardFailure} If a channel cannot be loaded, or an entry fails on it, once all others are done and kept; the
 *                             message names each.
 * @throws {StoreError} At once, if a measure cannot be kept.
 */
export async function runLeaderboard(entries: readonly Entry[], options: LeaderboardOptions): Promise<EntryResult[]> {
  const { root, seeds, channels: names, onProgress, signal } = options;
  const jobs = entries.map((entry) => ({ entry, seeds: entry.seeded ? seeds : seeds.slice(0, 1) }));
  const total = jobs.reduce((sum, { seeds }) => sum + seeds.length * names.length, 0);
  const found = new Map<string, ChannelMeasures>();
  const failures = new Failures(signal);
  let done = 0;
  for (const name of names) {
    const channel = await failures.attempt(name, () => loadScaled(root, name));
    if (!channel) {
      done += jobs.reduce((sum, { seeds }) => sum + seeds.length, 0);
      continue;
    }
    const data = fingerprintOf(channel);
    for (const { entry, seeds } of jobs) {
      for (const seed of seeds) {
        await turn(); // in which an interrupt is heard
        if (signal?.aborted) throw new Error(`leaderboard: interrupted after ${done} of ${total} runs; they are kept.`);
        const key = { label: entry.label, settings: entry.settings, channel: name, data, seed };
        const measure = async () => (await measureEntry(entry, channel, seed)).measures;
        const measured = await failures.attempt(`${entry.label} on ${name}`, () => kept(options, key, measure));
        if (measured) found.set([entry.label, seed, name].join('\n'), measured);
        onProgress?.({ label: `${entry.label}, ${name}`, done: ++done, total, failed: failures.count });
      }
    }
  }
  failures.finish();
  return jobs.map(({ entry: { label, kind, use }, seeds }) => ({
    label,
    kind,
    use,
    seeds: seeds.map((seed) => ({
      seed,
      channels: names.map((name) => found.get([label, seed, name].join('\n'))!),
    })),
  }));
}

/** A row on series at hand. */
export interface ScoredResult extends EntryResult {
  /** Of the test steps, one array per channel. */
  readonly scores: readonly Float64Array[];
}

/** Runs entries with one seed on pairs of series at hand, and gives the sequences and scores too; nothing is kept. */
export async function measureEntries(
  entries: readonly Entry[],
  channels: readonly ScaledChannel[],
  seed: number,
): Promise<ScoredResult[]> {
  const results: ScoredResult[] = [];
  for (const entry of entries) {
    const found: MeasuredEntry[] = [];
    for (const channel of channels) found.push(await measureEntry(entry, channel, seed));
    const { label, kind, use } = entry;
    const measured = found.map(({ measures, sequences }) => ({ ...measures, sequences }));
    const scores = found.map(({ scores: { test } }) => test);
    results.push({ label, kind, use, seeds: [{ seed, channels: measured }], scores });
  }
  return results;
}

/**
 * Measures the grid of choices on channels.
 *
 * @throws {LeaderboardFailure} If a channel cannot be loaded or measured, once all others are done and kept; the message names
 *                             each.
 * @throws {StoreError} At once, if figures cannot be kept.
 */
export async function runChoices(options: Omit<LeaderboardOptions, 'seeds'>): Promise<ChannelFigures[]> {
  const { root, channels: names, onProgress, signal } = options;
  const results: ChannelFigures[] = [];
  const failures = new Failures(signal);
  const figuresOf = (name: string) => {
    const channel = loadScaled(root, name);
    const spacecraft = channel.spacecraft!;
    const key = { label: 'choices', settings: [choices, eventChoices], channel: name, data: fingerprintOf(channel) };
    const measure = () => Promise.resolve(measureChoices({ channel: name, spacecraft }, { ...channel, seed: 0 }));
    return kept(options, key, measure);
  };
  for (const [i, name] of names.entries()) {
    await turn();
    if (signal?.aborted)
      throw new Error(`leaderboard: interrupted after ${i} of ${names.length} channels; they are kept.`);
    const figures = await failures.attempt(`choices on ${name}`, () => figuresOf(name));
    if (figures) results.push(figures);
    onProgress?.({ label: `choices, ${name}`, done: i + 1, total: names.length, failed: failures.count });
  }
  failures.finish();
  return results;
}

export interface MeasuredEntry {
  readonly measures: ChannelMeasures;
  readonly scores: EntryScores;
  readonly sequences: readonly Segment[];
}

/**
 * Scores a pair of series and measures the scores by all protocols.
 *
 * @throws If the entry fails; the message names it and the channel.
 */
export async function measureEntry(entry: Entry, channel: ScaledChannel, seed: number): Promise<MeasuredEntry> {
  const { channel: name, spacecraft, train, test, targets } = channel;
  const started = performance.now();
  try {
    const scores = await entry.score({ train, test, targets, seed });
    const seconds = (performance.now() - started) / 1000;
    const labels = test.labels!;
    const sequences = predictedSequences(scores);
    const measures = {
      channel: name,
      ...(spacecraft && { spacecraft }),
      seconds,
      windows: measureWindows(scores.windows ?? reportScores(scores), reportLabels(test)),
      steps: measureSteps(scores, labels),
      events: countEvents(sequences, labels),
    };
    return { measures, scores, sequences };
  } catch (error) {
    throw new Error(`${entry.label} on ${name}: ${messageOf(error)}`, { cause: error });
  }
}
