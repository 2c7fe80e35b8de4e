/**
 * How the ensemble's settings are chosen without the labels of the channel that they are judged on: from a fixed grid, by
 * the figures on other channels.
 */
import type { Spacecraft } from '../data/index';
import { calibrateScores, combineScores, scoreSequences, type Calibration, type ScorePair } from '../scoring/index';
import type { EntryInput } from './entry';
import {
  contextMembers,
  defaultPooledContextConfig,
  memberScores,
  smoothPair,
  type PooledContextConfig,
} from './pooled-context';
import { countEvents, eventScores, measureWindows, type EventCounts, type WindowMeasures } from './protocols';
import { reportLabels, reportScores } from './report-windows';

/** One point of the grid. */
export interface Choice {
  /** Indices of `contextMembers`. */
  readonly members: readonly number[];
  readonly contexts: readonly number[];
  readonly shares: readonly number[];
  readonly calibration: Calibration;
}

const memberSets = [[0], [1], [2], [0, 1], [0, 2], [0, 1, 2]];
const contextSets = [[100], [300], [100, 300], [100, 300, 600]];
const shareSets = [[0.1], [0.3], [0.5], [0.1, 0.3, 0.5]];
const calibrationSet: readonly Calibration[] = ['none', 'median', 'median-deviation'];

/** Every combination. */
export const choices: readonly Choice[] = memberSets.flatMap((members) =>
  contextSets.flatMap((contexts) =>
    shareSets.flatMap((shares) => calibrationSet.map((calibration) => ({ members, contexts, shares, calibration }))),
  ),
);

/** A way to find sequences: in which members' scores, of one share, over one context. */
export interface EventChoice {
  readonly members: readonly number[];
  readonly share: number;
  readonly context: number;
}

/** Every combination for sequences, which need shorter contexts. */
export const eventChoices: readonly EventChoice[] = [[0], [0, 1], [0, 1, 2]].flatMap((members) =>
  [0.1, 0.3].flatMap((share) => [50, 100, 300].map((context) => ({ members, share, context }))),
);

/** What choices are made by, on one channel. */
export interface ChannelFigures {
  readonly channel: string;
  readonly spacecraft: Spacecraft;
  /** One for each choice. */
  readonly measures: readonly WindowMeasures[];
  /** One for each choice of `eventChoices`. */
  readonly events: readonly EventCounts[];
}

/** Measures every choice on one channel, by protocols (a) and (c). */
export function measureChoices(
  { channel, spacecraft }: Pick<ChannelFigures, 'channel' | 'spacecraft'>,
  input: EntryInput,
): ChannelFigures {
  const shares = unique(shareSets);
  const raw = contextMembers.map((member) => memberScores(input, member, { ...defaultPooledContextConfig, shares }));
  const pairOf = (member: number, share: number) => raw[member][shares.indexOf(share)];
  return { channel, spacecraft, measures: windowFigures(pairOf, input), events: eventFigures(pairOf, input) };
}

/** The scores of a member with a share of the pool. */
type PairOf = (member: number, share: number) => ScorePair;

function windowFigures(pairOf: PairOf, input: EntryInput): WindowMeasures[] {
  const labels = reportLabels(input.test);
  // A mean over a window's steps and a mean over members may change places, and there are fewer windows than steps.
  const parts = new Map<string, ScorePair>();
  contextMembers.forEach((_, member) => {
    for (const share of unique(shareSets)) {
      for (const context of unique(contextSets)) {
        const smooth = smoothPair(pairOf(member, share), context);
        for (const calibration of calibrationSet) {
          const key = [member, share, context, calibration].join();
          parts.set(key, reportScores(calibrateScores(smooth, calibration)));
        }
      }
    }
  });
  return choices.map(({ members, shares, contexts, calibration }) => {
    const keys = members.flatMap((member) =>
      shares.flatMap((share) => contexts.map((context) => [member, share, context, calibration].join())),
    );
    const found = keys.map((key) => parts.get(key)!);
    return measureWindows(combineScores(found, { calibration: 'none' }), labels);
  });
}

function eventFigures(pairOf: PairOf, { test }: EntryInput): EventCounts[] {
  return eventChoices.map(({ members, share, context }) => {
    const parts = members.map((member) => smoothPair(pairOf(member, share), context));
    const scores = combineScores(parts, { calibration: 'none' }).test;
    return countEvents(scoreSequences(scores), test.labels!);
  });
}

const unique = (sets: readonly (readonly number[])[]): number[] => [...new Set(sets.flat())];

/** What a choice is made by, from its figures on a channel. */
export type Objective = (measures: WindowMeasures) => number;

/** For protocol (a): the sum of what it measures, so that none is had at the others' expense. */
export const windowObjective: Objective = ({ f1, rocAuc, prAuc }) => f1 + rocAuc + prAuc;

/** For protocol (b), whose measures but for a column or two need no threshold: the same without F1. */
export const rankingObjective: Objective = ({ rocAuc, prAuc }) => rocAuc + prAuc;

/**
 * The choice that is best on the mean of some channels; of equal ones, the first.
 *
 * @returns  Its index.
 * @throws   If there is no channel to choose by.
 */
export function bestChoice(channels: readonly ChannelFigures[], objective: Objective = windowObjective): number {
  if (channels.length === 0) throw new Error('leaderboard: no channel to choose settings by.');
  let [best, highest] = [0, -Infinity];
  for (let i = 0; i < channels[0].measures.length; i++) {
    const total = channels.reduce((sum, { measures }) => sum + objective(measures[i]), 0);
    if (total > highest) [best, highest] = [i, total];
  }
  return best;
}

/** By name, so that a channel which is there twice is left out twice. */
function others(channels: readonly ChannelFigures[], left: ChannelFigures): ChannelFigures[] {
  return channels.filter(({ channel }) => channel !== left.channel);
}

/** For each channel, the choice that is best on all the others. */
export function leaveOneOut(channels: readonly ChannelFigures[], objective?: Objective): number[] {
  return channels.map((left) => bestChoice(others(channels, left), objective));
}

/**
 * The choice of `eventChoices` of the highest event F1, all channels counted together; of equal ones, the first.
 *
 * @returns  Its index.
 * @throws   If there is no channel to choose by.
 */
export function bestEventChoice(channels: readonly ChannelFigures[]): number {
  if (channels.length === 0) throw new Error('leaderboard: no channel to choose settings for sequences by.');
  const f1 = eventChoices.map((_, i) => eventScores(channels.map(({ events }) => events[i])).f1);
  return f1.indexOf(Math.max(...f1));
}

/** For each channel, the choice of `eventChoices` that is best on all the others. */
export function leaveOneOutEvents(channels: readonly ChannelFigures[]): number[] {
  return channels.map((left) => bestEventChoice(others(channels, left)));
}

/** The settings with which a channel is judged. */
export interface ChosenSettings {
  /** For protocol (a); absent for channels outside of it. */
  readonly windows?: PooledContextConfig;
  /** For protocols (b) and (c). */
  readonly steps: PooledContextConfig;
}

/**
 * The settings with which each channel is judged, none of which saw its labels: for protocol (a) what is best on the
 * report's other channels, for protocols (b) and (c) what is best on all other channels.
 *
 * @param inReport  Whether a channel is one of those that protocol (a) averages.
 */
export function chosenSettings(
  figures: readonly ChannelFigures[],
  inReport: (channel: string) => boolean,
): Map<string, ChosenSettings> {
  const inside = figures.filter(({ channel }) => inReport(channel));
  const [byWindows, byRanking] = [leaveOneOut(inside), leaveOneOut(figures, rankingObjective)];
  const byEvents = leaveOneOutEvents(figures);
  return new Map(
    figures.map((own, i) => {
      const sequences = eventChoices[byEvents[i]];
      const place = inside.indexOf(own);
      const windows = place < 0 ? undefined : configOf(choices[byWindows[place]], sequences);
      const steps = configOf(choices[byRanking[i]], sequences);
      return [own.channel, { ...(windows && { windows }), steps }];
    }),
  );
}

function configOf({ members, ...settings }: Choice, { members: forEvents, share, context }: EventChoice) {
  const pick = (indices: readonly number[]) => indices.map((index) => contextMembers[index]);
  const sequences = { members: pick(forEvents), share, context };
  return { ...defaultPooledContextConfig, ...settings, members: pick(members), sequences };
}
