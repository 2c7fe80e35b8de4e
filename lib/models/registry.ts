/** Every detector that can be made by its name: on the command line, in a config, from a file. */
import { AnoGan } from './anogan';
import { AnomalyTransformer } from './anomaly-transformer';
import { Autoencoder } from './autoencoder';
import {
  AllAnomalous,
  IsolationForest,
  KMeansDistance,
  MovingAverageResidual,
  NearestNeighbour,
  PcaReconstruction,
  RandomBaseline,
  RangeDistance,
} from './baselines/index';
import type { Detector } from './detector';
import { Egbad } from './egbad';
import { FAnoGan } from './f-anogan';
import { LstmAttention } from './lstm-attention';
import { LstmAutoencoder } from './lstm-autoencoder';
import { LstmVae } from './lstm-vae';
import { Vae } from './vae';

/** Makes an untrained detector of a config, whose type is the detector's own affair. */
export type DetectorClass<D extends Detector = Detector> = new (config?: never) => D;

export type DetectorClasses = Readonly<Record<string, DetectorClass>>;

/** A new detector is one line here; the key is its `name`. */
export const detectorClasses = {
  'all-anomalous': AllAnomalous,
  anogan: AnoGan,
  'anomaly-transformer': AnomalyTransformer,
  autoencoder: Autoencoder,
  egbad: Egbad,
  'f-anogan': FAnoGan,
  'isolation-forest': IsolationForest,
  'k-means': KMeansDistance,
  'lstm-attention': LstmAttention,
  'lstm-autoencoder': LstmAutoencoder,
  'lstm-vae': LstmVae,
  'moving-average': MovingAverageResidual,
  'nearest-neighbour': NearestNeighbour,
  pca: PcaReconstruction,
  random: RandomBaseline,
  range: RangeDistance,
  vae: Vae,
} satisfies DetectorClasses;

export type DetectorName = keyof typeof detectorClasses;

/** Any of them; `name` tells which. */
export type RegisteredDetector = InstanceType<(typeof detectorClasses)[DetectorName]>;

/** The config of the detector of this name. */
export type ConfigOf<Name extends DetectorName> = InstanceType<(typeof detectorClasses)[Name]>['config'];

/**
 * Makes an untrained detector by its name.
 *
 * @param config  Where it is to differ from the detector's default config.
 * @throws        If there is no detector of this name, or a setting of the config is out of range or none of its; the message
 *                names it, what was expected and what was found.
 */
export function makeDetector<Name extends DetectorName>(
  name: Name,
  config?: Partial<ConfigOf<Name>>,
): InstanceType<(typeof detectorClasses)[Name]> {
  const make = findDetectorClass(name, detectorClasses);
  return new make(config as never) as InstanceType<(typeof detectorClasses)[Name]>;
}

/**
 * Looks a class up.
 *
 * @throws If there is none of this name; the message lists those that there are.
 */
export function findDetectorClass(name: string, classes: DetectorClasses): DetectorClass {
  if (Object.hasOwn(classes, name)) return classes[name];
  throw new Error(`no detector is called '${name}', expected one of ${Object.keys(classes).join(', ')}`);
}
