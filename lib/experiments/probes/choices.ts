/** Lists the settings that the pooled-context ensemble's are chosen from, and measures every choice on one channel. */
import {
  contextMembers,
  defaultPooledContextConfig,
  memberScores,
  smoothPair,
  type SeriesPair,
} from '../../detectors/index';
import { calibrateScores, combineScores, scoreSequences, type Calibration, type ScorePair } from '../../scoring/index';
import {
  countEvents,
  evaluate,
  meanOverWindows,
  windowLabels,
  type EventCounts,
  type WindowMeasures,
} from '../measures/index';
import type { Protocol } from '../protocol';
import type { Probe } from './probe';

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
export interface ChoiceFigures {
  /** One for each choice. */
  readonly measures: readonly WindowMeasures[];
  /** One for each choice of `eventChoices`. */
  readonly events: readonly EventCounts[];
}

/** Measures every choice on one channel, on windows and on events. */
export const probeChoices: Probe = ({ pair, protocol }): ChoiceFigures => {
  const shares = unique(shareSets);
  const raw = contextMembers.map((member) => memberScores(pair, member, { ...defaultPooledContextConfig, shares }));
  const pairOf = (member: number, share: number) => raw[member][shares.indexOf(share)];
  return { measures: windowFigures(pairOf, pair, protocol), events: eventFigures(pairOf, pair) };
};

/** The scores of a member with a share of the pool. */
type PairOf = (member: number, share: number) => ScorePair;

function windowFigures(pairOf: PairOf, { test }: SeriesPair, protocol: Protocol): WindowMeasures[] {
  const labels = windowLabels(test, protocol);
  // A mean over a window's steps and a mean over members may change places, and there are fewer windows than steps.
  const parts = new Map<string, ScorePair>();
  contextMembers.forEach((_, member) => {
    for (const share of unique(shareSets)) {
      for (const context of unique(contextSets)) {
        const smooth = smoothPair(pairOf(member, share), context);
        for (const calibration of calibrationSet) {
          const key = [member, share, context, calibration].join();
          parts.set(key, meanOverWindows(calibrateScores(smooth, calibration), protocol));
        }
      }
    }
  });
  return choices.map(({ members, shares, contexts, calibration }) => {
    const keys = members.flatMap((member) =>
      shares.flatMap((share) => contexts.map((context) => [member, share, context, calibration].join())),
    );
    const found = keys.map((key) => parts.get(key)!);
    const { train: trainScores, test: testScores } = combineScores(found, { calibration: 'none' });
    const { threshold: _, ...measures } = evaluate({ trainScores, testScores, labels }, protocol.threshold);
    return measures;
  });
}

function eventFigures(pairOf: PairOf, { test }: SeriesPair): EventCounts[] {
  return eventChoices.map(({ members, share, context }) => {
    const parts = members.map((member) => smoothPair(pairOf(member, share), context));
    const scores = combineScores(parts, { calibration: 'none' }).test;
    return countEvents(scoreSequences(scores), test.labels!);
  });
}

const unique = (sets: readonly (readonly number[])[]): number[] => [...new Set(sets.flat())];
