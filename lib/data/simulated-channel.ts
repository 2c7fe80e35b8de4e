/**
 * Simulates one telemetry channel in the style of SMAP/MSL: a telemetry value that responds to commands, then the
 * commands, one-hot. There are four kinds of behaviour, from easy to hard, with anomalies that a window of ten steps
 * can show.
 */
import type { Random } from '../base/index';
import type { AnomalyClass, AnomalySegment } from './smap-msl-labels';

/** The normal behaviour of a channel. */
export type SimulatedKind = 'periodic' | 'square' | 'ramp' | 'noisy';

interface SimulatedChannelOptions {
  readonly kind: SimulatedKind;
  readonly features: number;
  readonly trainLength: number;
  readonly testLength: number;
  /** Share of the test series that is anomalous. */
  readonly anomalousShare: number;
  readonly random: Random;
}

interface SimulatedChannel {
  /** Row-major, [trainLength, features] and [testLength, features], within (-1, 1). */
  readonly train: Float64Array;
  readonly test: Float64Array;
  readonly segments: AnomalySegment[];
}

interface Behaviour {
  readonly period: number;
  readonly phase: number;
  /** Standard deviation of the noise on the telemetry. */
  readonly noise: number;
  /** How far the mean moves over the test series. */
  readonly drift: number;
  /** The commands, each with the part of the period at which it fires. */
  readonly commands: { feature: number; at: number }[];
}

const NOISE: Record<SimulatedKind, number> = { periodic: 0.04, square: 0.015, ramp: 0.03, noisy: 0.16 };

/** Most command columns never fire, as in the real data. */
const ACTIVE_COMMANDS = 4;

/** Simulates a channel's train and test series. The segments lie in the test series. */
export function simulateChannel(options: SimulatedChannelOptions): SimulatedChannel {
  const { kind, features, trainLength, testLength, random } = options;
  const shape = random.fork('behaviour');
  const behaviour: Behaviour = {
    period: 40 + shape.integer(60),
    phase: shape.uniform(),
    noise: NOISE[kind],
    drift: shape.uniform(-0.08, 0.08),
    commands: Array.from({ length: ACTIVE_COMMANDS }, (_, i) => ({
      feature: 1 + ((i * 7 + shape.integer(7)) % (features - 1)),
      at: (i + shape.uniform(0, 0.5)) / ACTIVE_COMMANDS,
    })),
  };
  const train = normalSeries(behaviour, {
    ...options,
    length: trainLength,
    drifts: false,
    random: random.fork('train'),
  });
  const test = normalSeries(behaviour, { ...options, length: testLength, drifts: true, random: random.fork('test') });
  const segments = placeSegments(testLength, options.anomalousShare, random.fork('segments'));
  segments.forEach((segment, i) =>
    corrupt(test, segment, { features, behaviour, random: random.fork(`anomaly ${i}`) }),
  );
  return { train: limit(train, features), test: limit(test, features), segments };
}

function normalSeries(
  behaviour: Behaviour,
  options: { kind: SimulatedKind; features: number; length: number; drifts: boolean; random: Random },
): Float64Array {
  const { kind, features, length, drifts, random } = options;
  const values = new Float64Array(length * features);
  let noise = 0;
  for (let time = 0; time < length; time++) {
    const position = (time / behaviour.period + behaviour.phase) % 1;
    // Correlated noise: neighbouring samples of a sensor are never independent.
    noise = 0.6 * noise + 0.8 * random.normal(0, behaviour.noise);
    const drift = drifts ? (behaviour.drift * time) / length : 0;
    values[time * features] = waveform(kind, position) + drift + noise;
    for (const { feature, at } of behaviour.commands) {
      const fires = position >= at && position < at + 2 / behaviour.period;
      if (fires && random.uniform() < 0.95) values[time * features + feature] = 1;
    }
  }
  return values;
}

/** Computes the telemetry without noise at a position in [0, 1) of its period, within (-0.6, 0.6). */
function waveform(kind: SimulatedKind, position: number): number {
  const angle = 2 * Math.PI * position;
  if (kind === 'square') return position < 0.35 ? 0.5 : position < 0.6 ? -0.1 : -0.5;
  if (kind === 'ramp') return position < 0.8 ? -0.5 + 1.25 * position : 0.5 - 5 * (position - 0.8);
  const wave = 0.42 * Math.sin(angle) + 0.14 * Math.sin(3 * angle + 0.5);
  return kind === 'periodic' ? wave : 0.6 * wave;
}

/** Places three spans: two contextual ones and a shorter one of points. */
function placeSegments(length: number, anomalousShare: number, random: Random): AnomalySegment[] {
  const plan: { share: number; anomalyClass: AnomalyClass }[] = [
    { share: 0.45, anomalyClass: 'contextual' },
    { share: 0.2, anomalyClass: 'point' },
    { share: 0.35, anomalyClass: 'contextual' },
  ];
  const slot = length / (plan.length + 1);
  return random.shuffle(plan).map(({ share, anomalyClass }, i) => {
    // The first part of the test series stays normal; each later part holds one span at a random place.
    const size = Math.max(10, Math.round(share * anomalousShare * length));
    const start = Math.round((i + 1) * slot + random.uniform(0, Math.max(0, slot - size - 1)));
    return { start, end: Math.min(length, start + size), anomalyClass };
  });
}

/** Writes an anomaly into the telemetry. The commands stay, so that the telemetry does not follow them. */
function corrupt(
  values: Float64Array,
  segment: AnomalySegment,
  options: { features: number; behaviour: Behaviour; random: Random },
): void {
  const { features, behaviour, random } = options;
  const { start, end, anomalyClass } = segment;
  const original = Array.from({ length: end - start }, (_, i) => values[(start + i) * features]);
  const contextual = random.integer(3);
  const direction = random.uniform() < 0.5 ? -1 : 1;
  original.forEach((value, i) => {
    let anomalous: number;
    if (anomalyClass === 'point') {
      anomalous = random.uniform() < 0.4 ? direction * random.uniform(0.75, 1) : value;
    } else if (contextual === 0) {
      // Stuck at one of its usual values.
      anomalous = original[0] + random.normal(0, 0.2 * behaviour.noise);
    } else if (contextual === 1) {
      // The same movement at three times the speed.
      anomalous = original[(3 * i) % original.length];
    } else {
      // Upside down: every value is usual, but not at this time.
      anomalous = -value + random.normal(0, behaviour.noise);
    }
    values[(start + i) * features] = anomalous;
  });
}

/** Keeps the telemetry within (-1, 1), as the publisher's scaling does for most real channels. */
function limit(values: Float64Array, features: number): Float64Array {
  return values.map((value, i) => (i % features === 0 ? Math.max(-0.999, Math.min(0.999, value)) : value));
}
