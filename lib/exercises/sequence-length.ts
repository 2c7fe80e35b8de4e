/** Exercise 4 of the chapter: the sequence length of an LSTM autoencoder, by what it finds, what it costs and how late it is. */
import { slidingWindows, trainValidationSplit, selectWindows, type Series } from '../data/index';
import { rocAuc } from '../metrics/index';
import { LstmAutoencoder, type LstmAutoencoderConfig } from '../models/index';
import { falsePositiveRateThreshold, scoreWindows } from '../scoring/index';
import { fit, type FitOptions } from '../training/index';
import { rhythmAnomalies, rhythmSeries, type RhythmAnomaly, type RhythmEvent } from './rhythm-series';

export interface SequenceLengthOptions {
  readonly seed: number;
  /** Windows to train on, the same number at each length. */
  readonly windows: number;
  readonly model: Pick<LstmAutoencoderConfig, 'hiddenUnits' | 'layers' | 'latentDim'>;
  readonly training: Partial<FitOptions>;
  /** Time steps of the calibration series and of the test series. */
  readonly length: number;
}

export interface SequenceLengthRow {
  readonly windowSize: number;
  /** Of the time steps of each kind of event against the normal ones; a step's score is that of the window it ends. */
  readonly rocAuc: Readonly<Record<RhythmAnomaly, number>>;
  /** Share of the events that raise the score above the threshold before they end. */
  readonly found: Readonly<Record<RhythmAnomaly, number>>;
  /** Mean time steps from an event's start to its first score above the threshold; an event never found counts its length. */
  readonly delay: Readonly<Record<RhythmAnomaly, number>>;
  readonly trainingSeconds: number;
  /** To score one time step. */
  readonly microsecondsPerStep: number;
}

/** The threshold's budget of false alarms, a time step. */
const FALSE_POSITIVE_RATE = 0.01;

/** Trains with windows of this size and measures the three sides. */
export async function trySequenceLength(
  windowSize: number,
  { seed, windows: wanted, model: sizes, training, length }: SequenceLengthOptions,
): Promise<SequenceLengthRow> {
  // A stride of half a window, so that each length sees the same number of windows.
  const stride = Math.max(1, windowSize >> 1);
  const train = rhythmSeries(windowSize + (wanted - 1) * stride, { events: false, seed });
  const windows = slidingWindows(train.series, { windowSize, stride });
  const split = trainValidationSplit(windows.count, { validationFraction: 0.2, seed });
  const model = new LstmAutoencoder({ windowSize, features: 1, seed, ...sizes });
  try {
    const data = { train: selectWindows(windows, split.train), validation: selectWindows(windows, split.validation) };
    const { seconds } = await fit(model, data, { ...training, seed });
    const calibration = rhythmSeries(length, { events: false, seed: seed + 1 });
    const test = rhythmSeries(length, { events: true, seed: seed + 2 });
    const threshold = falsePositiveRateThreshold(endScores(model, calibration.series), FALSE_POSITIVE_RATE);
    const began = performance.now();
    const scores = endScores(model, test.series);
    const microsecondsPerStep = ((performance.now() - began) * 1000) / scores.length;
    return {
      windowSize,
      ...measureKinds({ scores, threshold, windowSize }, test),
      trainingSeconds: seconds,
      microsecondsPerStep,
    };
  } finally {
    model.dispose();
  }
}

/** The score of each window, by the time step that it ends with. */
function endScores(model: LstmAutoencoder, series: Series): Float32Array {
  return scoreWindows(model, slidingWindows(series, { windowSize: model.config.windowSize, stride: 1 }));
}

interface Scored {
  /** The first is that of time step windowSize - 1. */
  readonly scores: Float32Array;
  readonly threshold: number;
  readonly windowSize: number;
}

function measureKinds(scored: Scored, { series, events }: { series: Series; events: readonly RhythmEvent[] }) {
  const of = <T>(measure: (kind: RhythmAnomaly) => T) =>
    Object.fromEntries(rhythmAnomalies.map((kind) => [kind, measure(kind)])) as Record<RhythmAnomaly, T>;
  const delays = (kind: RhythmAnomaly) =>
    events.filter((event) => event.kind === kind).map((event) => delayOf(scored, event));
  return {
    rocAuc: of((kind) => stepRocAuc(scored, { series, events: events.filter((event) => event.kind === kind) })),
    found: of((kind) => mean(delays(kind).map(({ found }) => Number(found)))),
    delay: of((kind) => mean(delays(kind).map(({ delay }) => delay))),
  };
}

/** Steps of other events, and those whose window still holds an event that is over, are left out. */
function stepRocAuc(
  { scores, windowSize }: Scored,
  { series, events }: { series: Series; events: readonly RhythmEvent[] },
): number {
  const [wanted, labels]: [number[], number[]] = [[], []];
  scores.forEach((score, i) => {
    const time = i + windowSize - 1;
    const isEvent = events.some(({ start, end }) => time >= start && time < end);
    if (!isEvent && series.labels!.subarray(i, time + 1).includes(1)) return;
    wanted.push(score);
    labels.push(Number(isEvent));
  });
  return rocAuc(wanted, labels);
}

function delayOf({ scores, threshold, windowSize }: Scored, { start, end }: RhythmEvent) {
  for (let time = Math.max(start, windowSize - 1); time < end; time++) {
    if (scores[time - windowSize + 1] > threshold) return { found: true, delay: time - start };
  }
  return { found: false, delay: end - start };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
