/** Makes untrained detectors by their names in the catalogue. */
import { usualLimit, withinLimit } from '../layers/index';
import {
  detectorClasses,
  findDetector,
  findDetectorClass,
  type ClassOf,
  type ConfigOf,
  type DetectorClass,
  type DetectorName,
  type DetectorWindows,
} from './catalogue';
import type { Detector, FittedDetector, TrainedDetector } from './detector';
import type { ProfileName } from './profiles';

/**
 * Makes an untrained detector by its name.
 *
 * @param config  Where it is to differ from the detector's default config.
 * @throws        If no detector has this name, its class has another one, or a setting of the config is out of range or
 *                unknown; the message names it, what was expected and what was found.
 */
export function makeDetector<Name extends DetectorName>(
  name: Name,
  config?: Partial<ConfigOf<Name>>,
): InstanceType<ClassOf<Name>> {
  return makeNamed(name, findDetectorClass(name, detectorClasses), config) as InstanceType<ClassOf<Name>>;
}

export interface MakeOptions {
  readonly windows: DetectorWindows;
  readonly profile: ProfileName;
  /** Where its config is to differ from the profile's. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Decides the first weights. */
  readonly seed: number;
}

/**
 * Makes an untrained detector for windows, at the sizes of a profile: for an experiment and for a pipeline alike.
 *
 * @throws If no detector has this name, its class has another one, or a setting is out of range or does not suit the
 *         windows; the message names it.
 */
export function makeForWindows(
  name: string,
  { windows, profile, config, seed }: MakeOptions,
): TrainedDetector | FittedDetector {
  const entry = findDetector(name);
  const { windowSize, features } = windows.train;
  const settings = { ...entry.fromData?.(windows), ...entry.sizes?.[profile], ...config, windowSize, features, seed };
  return makeNamed(name, entry.detector, settings) as TrainedDetector | FittedDetector;
}

/**
 * Makes a detector whose own name is that of its entry: files of it are read by the one and looked up by the other.
 *
 * @throws If the two differ; the message names both.
 */
function makeNamed(name: string, make: DetectorClass, config: object | undefined): Detector {
  const detector = withinLimit(usualLimit(), () => new make(config as never));
  if (detector.name === name) return detector;
  detector.dispose();
  const found = `found '${detector.name}' in the class ${make.name}`;
  throw new Error(`detector '${name}' of the catalogue: expected a class with this name, ${found}.`);
}
