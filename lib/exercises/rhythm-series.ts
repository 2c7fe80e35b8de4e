/** A wave with noise in which some stretches jump and others run too fast: the second kind shows only over some steps. */
import { makeSeries, type Series } from '../data/index';
import { Random } from '../base/index';

/** `jump`: values that no normal step has. `tempo`: ordinary values in the wrong rhythm. */
export const rhythmAnomalies = ['jump', 'tempo'] as const;
export type RhythmAnomaly = (typeof rhythmAnomalies)[number];

export interface RhythmEvent {
  readonly kind: RhythmAnomaly;
  /** Half-open, in time steps. */
  readonly start: number;
  readonly end: number;
}

export interface RhythmSeries {
  /** Labelled. */
  readonly series: Series;
  readonly events: readonly RhythmEvent[];
}

const PERIOD = 40;
const NOISE = 0.1;
/** Of a jump, in amplitudes of the wave; and how many times too fast the wrong rhythm runs. */
const JUMP = 1.2;
const TEMPO = 1.6;
const LENGTH: Record<RhythmAnomaly, number> = { jump: 10, tempo: 60 };
/** Time steps from the start of one event to the start of the next, so that no window of 100 meets two. */
const SPACING = 250;

/** @param events  None for a series to train on; else jumps and wrong rhythms in turn, as many as fit. */
export function rhythmSeries(
  length: number,
  { events: wanted, seed }: { events: boolean; seed: number },
): RhythmSeries {
  const random = new Random(seed).fork(`rhythm ${length} ${wanted}`);
  const count = wanted ? Math.floor((length - SPACING / 2) / SPACING) : 0;
  const events = Array.from({ length: count }, (_, i) => {
    const kind = rhythmAnomalies[i % 2];
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
