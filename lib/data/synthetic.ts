/** Report 1's periodic series. */
import { requireBetween, requireInteger, Random } from '../base/index';
import { makeSeries, type Series } from './series';

export interface PeriodicSeriesOptions {
  /** Default 10. */
  readonly features?: number;
  /** Time steps. Default 10,000. */
  readonly length?: number;
  /** Share of anomalous time steps, exact to one step. Default 0.05. */
  readonly anomalyFraction?: number;
  /**
   * Consecutive steps per anomaly. Default 10; report 1 does not say. With 1, 92 of 100 windows of 50 steps are
   * anomalous, so that a detector that calls everything anomalous scores very well.
   */
  readonly anomalyLength?: number;
  readonly seed: number | string;
}

/** Standard deviation of the noise on waves of amplitude 1. */
const NOISE = 0.1;

/**
 * Generates report 1's series: in each feature a sine with its own period, phase and amplitude, plus noise. An anomaly
 * raises or lowers a random half of the features by 1.5 to 3 times the amplitude.
 *
 * @returns  A labelled series; exactly round(anomalyFraction * length) time steps are anomalous.
 * @throws {DataError} If an option is out of range.
 * @see Report 1, "Dataset Generation".
 */
export function periodicSeries(options: PeriodicSeriesOptions): Series {
  const { features = 10, length = 10_000, anomalyFraction = 0.05, anomalyLength = 10, seed } = options;
  requireInteger('features', features, 1);
  requireInteger('length', length, 1);
  requireInteger('anomalyLength', anomalyLength, 1);
  requireBetween('anomalyFraction', anomalyFraction, [0, 1]);
  const random = new Random(seed).fork('periodic series');
  const waves = Array.from({ length: features }, () => ({
    period: random.uniform(20, 100),
    phase: random.uniform(0, 2 * Math.PI),
    amplitude: random.uniform(0.5, 1.5),
  }));
  const values = new Float64Array(length * features);
  for (let time = 0; time < length; time++) {
    waves.forEach(({ period, phase, amplitude }, feature) => {
      const wave = Math.sin((2 * Math.PI * time) / period + phase);
      values[time * features + feature] = amplitude * (wave + random.normal(0, NOISE));
    });
  }
  const labels = new Uint8Array(length);
  const placement = random.fork('anomalies');
  const count = Math.round(anomalyFraction * length);
  for (const { start, end } of placeAnomalies(length, { count, anomalyLength, random: placement })) {
    labels.fill(1, start, end);
    perturb(values, { start, end, amplitudes: waves.map(({ amplitude }) => amplitude), random: placement });
  }
  return makeSeries({ name: 'periodic series', values, features, labels });
}

/** Places spans of `count` steps in total at random. The spans do not overlap. */
function placeAnomalies(
  length: number,
  { count, anomalyLength, random }: { count: number; anomalyLength: number; random: Random },
): { start: number; end: number }[] {
  const spans = Math.ceil(count / anomalyLength);
  // Cuts the normal steps at random points and inserts the spans there.
  const cuts = Array.from({ length: spans }, () => random.integer(length - count + 1)).sort((a, b) => a - b);
  return cuts.map((cut, i) => {
    const before = i * anomalyLength;
    return { start: cut + before, end: cut + Math.min(before + anomalyLength, count) };
  });
}

function perturb(
  values: Float64Array,
  { start, end, amplitudes, random }: { start: number; end: number; amplitudes: readonly number[]; random: Random },
): void {
  const features = amplitudes.length;
  const affected = random.permutation(features).slice(0, Math.ceil(features / 2));
  for (const feature of affected) {
    const sign = random.uniform() < 0.5 ? -1 : 1;
    const shift = sign * random.uniform(1.5, 3) * amplitudes[feature];
    for (let time = start; time < end; time++) values[time * features + feature] += shift;
  }
}
