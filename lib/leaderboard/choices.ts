/**
 * How the ensemble's settings are chosen without the labels of the channel that they are judged on, nor of any that shows
 * the same incident: from a fixed grid, by the figures on other channels.
 */
import type { Spacecraft } from '../data/index';
import { contextMembers, defaultPooledContextConfig, type PooledContextConfig } from '../detectors/index';
import {
  choices,
  eventChoices,
  eventScores,
  type Choice,
  type ChoiceFigures,
  type EventChoice,
  type WindowMeasures,
} from '../experiments/index';

/** What choices are made by, on one channel. */
export interface ChannelFigures extends ChoiceFigures {
  readonly channel: string;
  readonly spacecraft: Spacecraft;
  /** See `incidentsOf`. */
  readonly incident: string;
}

/** What a choice is made by, from its figures on a channel. */
export type Objective = (measures: WindowMeasures) => number;

/** For protocol (a): the sum of what it measures, so that none is had at the others' expense. */
const windowObjective: Objective = ({ f1, rocAuc, prAuc }) => (f1 ?? 0) + (rocAuc ?? 0) + (prAuc ?? 0);

/** For protocol (b), whose measures but for a column or two need no threshold: the same without F1. */
const rankingObjective: Objective = ({ rocAuc, prAuc }) => (rocAuc ?? 0) + (prAuc ?? 0);

/**
 * Finds the choice that is best on the mean of some channels; of equal ones, the first.
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

/** Leaves an incident out: a channel with all those that show the same. */
function othersOf(channels: readonly ChannelFigures[], left: ChannelFigures): ChannelFigures[] {
  return channels.filter(({ incident }) => incident !== left.incident);
}

/** Finds for each channel the choice that is best on the channels of all other incidents. */
export function leaveOneOut(channels: readonly ChannelFigures[], objective?: Objective): number[] {
  return channels.map((left) => bestChoice(othersOf(channels, left), objective));
}

/**
 * Finds for each channel the choice that is best on all other channels, of its own incident too. A channel that is there
 * twice is left out twice.
 */
export function leaveOneChannelOut(channels: readonly ChannelFigures[], objective?: Objective): number[] {
  const without = (left: string) => channels.filter(({ channel }) => channel !== left);
  return channels.map(({ channel }) => bestChoice(without(channel), objective));
}

/**
 * Finds the choice of `eventChoices` of the highest event F1, all channels counted together; of equal ones, the first.
 *
 * @returns  Its index.
 * @throws   If there is no channel to choose by.
 */
export function bestEventChoice(channels: readonly ChannelFigures[]): number {
  if (channels.length === 0) throw new Error('leaderboard: no channel to choose settings for sequences by.');
  const f1 = eventChoices.map((_, i) => eventScores(channels.map(({ events }) => events[i])).eventF1);
  return f1.indexOf(Math.max(...f1));
}

/** Finds for each channel the choice of `eventChoices` that is best on the channels of all other incidents. */
function leaveOneOutEvents(channels: readonly ChannelFigures[]): number[] {
  return channels.map((left) => bestEventChoice(othersOf(channels, left)));
}

/** The settings with which a channel is judged. */
export interface ChosenSettings {
  /** For protocol (a); absent for channels outside of it. */
  readonly windows?: PooledContextConfig;
  /** For protocols (b) and (c). */
  readonly steps: PooledContextConfig;
}

/**
 * Gives the settings with which each channel is judged, none of which saw the labels of its incident: for protocol (a) what
 * is best on the report's channels of other incidents, for protocols (b) and (c) what is best on all channels of others.
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

/**
 * Gives the settings for protocols (b) and (c) that are best on the other spacecraft, for each channel.
 *
 * @returns Nothing where the channels are of one spacecraft.
 */
export function settingsOfOtherSpacecraft(figures: readonly ChannelFigures[]): Map<string, PooledContextConfig> {
  const found = (['SMAP', 'MSL'] as const).flatMap((craft) => {
    const others = figures.filter(({ spacecraft }) => spacecraft !== craft);
    if (others.length === 0 || others.length === figures.length) return [];
    const settings = configOf(choices[bestChoice(others, rankingObjective)], eventChoices[bestEventChoice(others)]);
    return figures.filter(({ spacecraft }) => spacecraft === craft).map(({ channel }) => [channel, settings] as const);
  });
  return new Map(found);
}

function configOf({ members, ...settings }: Choice, { members: forEvents, share, context }: EventChoice) {
  const pick = (indices: readonly number[]) => indices.map((index) => contextMembers[index]);
  const sequences = { members: pick(forEvents), share, context };
  return { ...defaultPooledContextConfig, ...settings, members: pick(members), sequences };
}
