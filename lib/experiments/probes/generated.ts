/** What a trained generator makes: how far it lies from the images that it learnt from, and some of it to look at. */
import * as tf from '@tensorflow/tfjs';
import { Random } from '../../base/index';
import type { Windows } from '../../data/index';
import type { CutWindows } from '../../detectors/index';
import { energyDistance } from '../../metrics/index';
import { GanDetector, type GanConfig } from '../../models/index';
import { windowDetector, type Probe } from './probe';

/** How far two samples of windows lie from those that were trained on, see `energyDistance`. */
interface Energies {
  /** What the generator draws. */
  readonly energy: number;
  /** The held-out windows: what a perfect generator would have. */
  readonly heldOutEnergy: number;
}

/** The draws of a generator, with their distances. */
export interface Draws extends Energies {
  /** Row-major, [COMPARED, windowSize * features]. */
  readonly samples: Float32Array;
}

/** What is found. */
export interface Generated extends Energies {
  /** The first draws, a byte a value from 0 to 255 for values from 0 to 1, in base64. */
  readonly samples: string;
}

/** Windows on either side of an energy distance. */
const COMPARED = 200;
/** Draws that are kept. */
const KEPT = 10;

/** Draws samples of an adversarial detector. */
export const probeGenerated: Probe = (input): Generated => {
  const { detector, windows } = windowDetector('generated', input);
  if (!(detector instanceof GanDetector)) {
    throw new Error(`Probe generated: expected an adversarial detector, found ${detector.name}.`);
  }
  const { samples, ...energies } = generatedBy(detector, windows, input.seed);
  const kept = samples.subarray(0, KEPT * windows.train.windowSize * windows.train.features);
  return { ...energies, samples: Buffer.from(Uint8Array.from(kept, toByte)).toString('base64') };
};

/**
 * Draws from a generator and compares the draws with the windows that it was trained on. The same seed gives the same z,
 * whatever was drawn before.
 */
export function generatedBy(
  detector: GanDetector<GanConfig>,
  { train, validation }: Pick<CutWindows, 'train' | 'validation'>,
  seed: number,
): Draws {
  const random = new Random(seed).fork('samples');
  const { latentDim } = detector.config;
  const z = Float32Array.from({ length: COMPARED * latentDim }, () => random.normal());
  const samples = tf.tidy(() => detector.generate(tf.tensor2d(z, [COMPARED, latentDim])).dataSync<'float32'>());
  const width = train.windowSize * train.features;
  const real = first(train, width);
  return {
    energy: energyDistance(samples, real, width),
    heldOutEnergy: energyDistance(first(validation, width), real, width),
    samples,
  };
}

/** The values of the first windows, at most COMPARED of them. */
function first({ values }: Windows, width: number): Windows['values'] {
  return values.subarray(0, COMPARED * width);
}

const toByte = (value: number) => Math.round(255 * Math.min(1, Math.max(0, value)));
