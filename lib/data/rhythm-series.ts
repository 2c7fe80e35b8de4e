/** A noisy wave with two kinds of event: jumps, and stretches in the wrong rhythm, which show only over several steps. */
import { Random, requireInteger } from '../base/index';
import { makeSeries, type Series } from './series';

/** `jump`: values that no normal step has. `tempo`: ordinary values in the wrong rhythm. */
export type RhythmAnomaly = 'jump' | 'tempo';

const RHYTHM_ANOMALIES: readonly RhythmAnomaly[] = ['jump', 'tempo'];

export interface RhythmEvent {
  readonly kind: RhythmAnomaly;
  /** Half-open, in time steps. */
  readonly start: number;
  readonly end: number;
}

export interface RhythmSeriesOptions {
  /** Time steps. */
  readonly length: number;
  /** False for a normal series; else jumps and wrong rhythms take turns, as many as fit. */
  readonly events: boolean;
  readonly seed: number;
}

export interface RhythmSeries {
  /** One feature, labelled. */
  readonly series: Series;
  readonly events: readonly RhythmEvent[];
}

const PERIOD = 40;
const NOISE = 0.1;
/** Height of a jump, in amplitudes of the wave. */
const JUMP = 1.2;
/** How many times too fast the wrong rhythm is. */
const TEMPO = 1.6;
const LENGTH: Readonly<Record<RhythmAnomaly, number>> = { jump: 10, tempo: 60 };
/** Time steps from the start of one event to the start of the next, so that no window of 100 meets two. */
const SPACING = 250;

/**
 * Draws a wave with a period of 40 steps, with noise and, where they are wanted, events.
 *
 * @throws {DataError} If the length is not a whole number of at least 1.
 */
export function rhythmSeries({ length, events: wanted, seed }: RhythmSeriesOptions): RhythmSeries {
  requireInteger('length', length, 1);
  const random = new Random(seed).fork(`rhythm ${length} ${wanted}`);
  const count = wanted ? Math.floor((length - SPACING / 2) / SPACING) : 0;
  const events = Array.from({ length: count }, (_, i) => {
    const kind = RHYTHM_ANOMALIES[i % 2];
    const start = SPACING / 2 + i * SPACING + random.integer(PERIOD);
    return { kind, start, end: start + LENGTH[kind] };
  });
  const labels = new Uint8Array(length);
  events.forEach(({ start, end }) => labels.fill(1, start, end));
  const kindAt = new Map(events.flatMap(({ kind, start, end }) => steps(start, end).map((time) => [time, kind])));
  let phase = random.uniform(0, 2 * Math.PI);
  const values = Float64Array.from({ length }, (_, time) => {
    const kind = kindAt.get(time);
    phase += ((kind === 'tempo' ? TEMPO : 1) * 2 * Math.PI) / PERIOD;
    return Math.sin(phase) + random.normal(0, NOISE) + (kind === 'jump' ? JUMP : 0);
  });
  return { series: makeSeries({ name: 'rhythm', values, features: 1, labels }), events };
}

const steps = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, i) => start + i);
