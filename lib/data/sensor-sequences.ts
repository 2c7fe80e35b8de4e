/** The chapter's sequences of several sensors. */
import { requireInteger, Random } from '../base/index';
import type { Windows } from './windows';

export interface SensorSequencesOptions {
  /** Default 5. */
  readonly sensors?: number;
  /** Time steps per sequence. Default 50. */
  readonly windowSize?: number;
  /** Normal training sequences. Default 500. */
  readonly train?: number;
  /** Normal and anomalous sequences in the test set. Default 50 each. */
  readonly testNormal?: number;
  readonly testAnomalous?: number;
  readonly seed: number | string;
}

/** The chapter's standard deviations of the phase and of the noise on each value. */
const PHASE_NOISE = 0.1;
const VALUE_NOISE = 0.1;

/**
 * Generates the chapter's sequences. A normal one holds two periods of a sine in every sensor, each slightly shifted,
 * with noise. An anomalous one is standard normal noise. The chapter tests on some of its training sequences; here the
 * test sequences are new.
 *
 * @returns  Sequences as windows [count, windowSize, sensors] that do not overlap. In the test set the normal ones come
 *           first.
 * @throws {DataError} If an option is out of range.
 * @see The chapter, section 4.4.3.
 */
export function sensorSequences(options: SensorSequencesOptions): { train: Windows; test: Windows } {
  const { sensors = 5, windowSize = 50, train = 500, testNormal = 50, testAnomalous = 50, seed } = options;
  requireInteger('sensors', sensors, 1);
  requireInteger('windowSize', windowSize, 2);
  for (const [name, count] of Object.entries({ train, testNormal, testAnomalous })) requireInteger(name, count, 0);
  const random = new Random(seed).fork('sensor sequences');
  const draw = (normal: number, anomalous: number, source: Random) =>
    sequences({ normal, anomalous, windowSize, sensors, random: source });
  return { train: draw(train, 0, random.fork('train')), test: draw(testNormal, testAnomalous, random.fork('test')) };
}

function sequences(options: {
  normal: number;
  anomalous: number;
  windowSize: number;
  sensors: number;
  random: Random;
}): Windows {
  const { normal, anomalous, windowSize, sensors, random } = options;
  const count = normal + anomalous;
  const size = windowSize * sensors;
  const values = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    for (let sensor = 0; sensor < sensors; sensor++) {
      const phase = random.normal(0, PHASE_NOISE);
      for (let step = 0; step < windowSize; step++) {
        const angle = (4 * Math.PI * step) / (windowSize - 1) + phase;
        const value = i < normal ? Math.sin(angle) + random.normal(0, VALUE_NOISE) : random.normal();
        values[i * size + step * sensors + sensor] = value;
      }
    }
  }
  return {
    values,
    count,
    windowSize,
    stride: windowSize,
    features: sensors,
    labels: Uint8Array.from({ length: count }, (_, i) => (i < normal ? 0 : 1)),
    starts: Int32Array.from({ length: count }, (_, i) => i * windowSize),
  };
}
