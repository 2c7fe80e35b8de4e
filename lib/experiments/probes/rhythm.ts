/**
 * Measures what a detector of windows finds in a rhythm series: how well it ranks each kind of event, how late it
 * alarms, what a score costs.
 */
import { labelsToSegments, slidingWindows, type Segment, type Series } from '../../data/index';
import { rocAuc } from '../../metrics/index';
import type { Detector } from '../../models/index';
import { falsePositiveRateThreshold, scoreWindows } from '../../scoring/index';
import { meanOf } from '../measures/index';
import type { ScaledPair } from '../prepare';
import { rhythmCalibration } from '../sources/rhythm';
import { windowDetector, type Probe } from './probe';

/** What is found, by kind of event. */
export interface FoundEvents {
  /** Of the time steps of each kind of event against the normal ones; a step's score is that of the window that it ends. */
  readonly rocAuc: Readonly<Record<string, number>>;
  /** Share of the events that raise the score above the threshold before they end. */
  readonly found: Readonly<Record<string, number>>;
  /** Mean time steps from an event's start to its first score above the threshold; an event never found counts its length. */
  readonly delay: Readonly<Record<string, number>>;
  /** To score one time step. */
  readonly seconds: number;
}

/** How many normal time steps may raise an alarm. */
const FALSE_POSITIVE_RATE = 0.01;

/** Scores every time step of the test series of a `rhythm` source, with a threshold set on a normal series of the same length. */
export const probeRhythm: Probe = (input): FoundEvents => {
  const { pair, seed } = input;
  const { detector, windows } = windowDetector('rhythm', input);
  const { windowSize } = windows.test;
  const threshold = falsePositiveRateThreshold(
    endScores(detector, rhythmCalibration(pair.test, seed), windowSize),
    FALSE_POSITIVE_RATE,
  );
  const began = performance.now();
  const scores = endScores(detector, pair.test, windowSize);
  const seconds = (performance.now() - began) / 1000 / scores.length;
  const events = eventsOf(pair);
  const byKind = (measure: (own: readonly Event[]) => number) =>
    Object.fromEntries(
      [...new Set(events.map(({ kind }) => kind))].map((kind) => [
        kind,
        measure(events.filter((each) => each.kind === kind)),
      ]),
    );
  const alarms = (own: readonly Event[]) => own.map((event) => alarmIn({ scores, windowSize }, event, threshold));
  return {
    rocAuc: byKind((own) => stepRocAuc({ scores, windowSize }, pair.test, own)),
    found: byKind((own) => meanOf(alarms(own).map(({ found }) => Number(found)))!),
    delay: byKind((own) => meanOf(alarms(own).map(({ delay }) => delay))!),
    seconds,
  };
};

/** A stretch of one kind of anomaly. */
interface Event extends Segment {
  readonly kind: string;
}

/** Finds the labelled stretches of the test series, which do not touch. */
function eventsOf({ test, kinds }: ScaledPair): Event[] {
  if (!kinds) throw new Error(`Probe rhythm: expected a source of kind rhythm, found '${test.name}' without kinds.`);
  return labelsToSegments(test.labels!).map((segment) => ({ ...segment, kind: kinds[segment.start] }));
}

/** Scores each window; a score belongs to the time step that its window ends with. */
function endScores(detector: Detector, series: Series, windowSize: number): Float32Array {
  return scoreWindows(detector, slidingWindows(series, { windowSize, stride: 1 }));
}

interface EndScores {
  /** The first is that of time step windowSize - 1. */
  readonly scores: Float32Array;
  readonly windowSize: number;
}

/**
 * Computes the ROC-AUC of the steps of some events. Steps of other events, and those whose window still holds an event
 * that is over, are left out.
 */
function stepRocAuc({ scores, windowSize }: EndScores, { labels }: Series, events: readonly Event[]): number {
  const [wanted, wantedLabels]: [number[], number[]] = [[], []];
  scores.forEach((score, i) => {
    const time = i + windowSize - 1;
    const isEvent = events.some(({ start, end }) => time >= start && time < end);
    if (!isEvent && labels!.subarray(i, time + 1).includes(1)) return;
    wanted.push(score);
    wantedLabels.push(Number(isEvent));
  });
  return rocAuc(wanted, wantedLabels);
}

/** Whether an event raises an alarm, and how many time steps after its start. */
function alarmIn({ scores, windowSize }: EndScores, { start, end }: Event, threshold: number) {
  for (let time = Math.max(start, windowSize - 1); time < end; time++) {
    if (scores[time - windowSize + 1] > threshold) return { found: true, delay: time - start };
  }
  return { found: false, delay: end - start };
}
