/**
 * Saves and loads detectors as `.safetensors` files: the variables by their names ({@link namedVariables}), and in the
 * metadata the format's version, the detector's name, its config as JSON, and a checksum.
 *
 * The checksum is the SHA-256 of the whole file with 64 zeros in place of the checksum. A file whose checksum differs is not
 * loaded.
 */
import * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { z } from 'zod';
import { DataError, findFile, messageOf, writeFileAtomic } from '../base/index';
import { withinLimit } from '../layers/index';
import { requireBackend } from '../runtime/index';
import type { Detector, FittedDetector } from './detector';
import { namedVariables } from './named-variables';
import { detectorClasses, findDetectorClass, type DetectorClasses, type CatalogueDetector } from './catalogue';
import {
  encodeSafetensors,
  parsePart,
  parseSafetensors,
  type SafetensorsContent,
  type StoredTensor,
} from './safetensors';

const FORMAT = 'telltale-detector';
/** Increased when older files can no longer be read as they were meant, such as after a variable is renamed. */
const VERSION = '1';
const NO_CHECKSUM = '0'.repeat(64);

const Metadata = z.object({
  detector: z.string(),
  config: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const Config = z.looseObject({ windowSize: z.int().positive(), features: z.int().positive() });

/**
 * Writes a detector to a file. A reader sees the old file or the new one, never a part.
 *
 * @public Keeps a detector without a pipeline.
 * @throws {DataError} If a weight, or a number in the config, is not finite, or the file cannot be written.
 */
export function saveDetector(detector: Detector, file: string): void {
  const bytes = encodeDetector(detector, file);
  naming(file, () => writeFileAtomic(file, bytes));
}

/**
 * Gives the bytes of a detector's file.
 *
 * @param file  Its name, for messages.
 * @throws {DataError} If a weight, or a number in the config, is not finite.
 */
export function encodeDetector(detector: Detector, file: string): Buffer {
  const tensors = storedVariables(file, detector);
  requireFinite(file, tensors);
  const config = JSON.stringify(detector.config, (key, value: unknown) => {
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    throw new DataError(`${file}: the config's ${key} must be finite to be saved, found ${value}`);
  });
  // The checksum comes first, so that its zeros are the first 64 zeros in the file.
  const metadata = { sha256: NO_CHECKSUM, format: FORMAT, version: VERSION, detector: detector.name, config };
  const bytes = Buffer.from(encodeSafetensors({ metadata, tensors }));
  bytes.write(checksum(bytes, NO_CHECKSUM), bytes.indexOf(NO_CHECKSUM));
  return bytes;
}

/**
 * Makes the detector that a file holds. Its scores are those of the saved one, to the last bit.
 *
 * @public Reads what {@link saveDetector} kept.
 * @returns The caller disposes it.
 * @throws {DataError} If the file cannot be read, is damaged, or does not hold what the detector of its name and config
 *                    needs; the message names the file, what was expected and what was found.
 */
export function loadDetector(file: string): CatalogueDetector;
/**
 * Does the same for a file that may hold a detector outside the library.
 *
 * @public For detectors of a user's own.
 * @param file     Written by {@link saveDetector}.
 * @param classes  Detectors by name.
 */
export function loadDetector(file: string, classes: DetectorClasses): Detector;
export function loadDetector(file: string, classes: DetectorClasses = detectorClasses): Detector {
  return decodeDetector(readFile(file), file, classes);
}

/**
 * Makes the detector that the bytes of a file hold, as {@link loadDetector} does.
 *
 * @param file  Its name, for messages.
 * @throws {DataError} As {@link loadDetector}.
 */
export function decodeDetector(bytes: Buffer, file: string, classes: DetectorClasses = detectorClasses): Detector {
  const { metadata, tensors } = parseSafetensors(bytes, file);
  const { name, config } = readMetadata(file, metadata, bytes);
  requireFinite(file, tensors);
  const detector = makeUntrained(file, { name, config, tensors }, classes);
  try {
    assignVariables(file, detector, tensors);
  } catch (error) {
    detector.dispose();
    throw error;
  }
  return detector;
}

function readFile(file: string): Buffer {
  try {
    return fs.readFileSync(findFile(file));
  } catch (error) {
    throw new DataError(`${file}: this detector cannot be read (${messageOf(error)})`);
  }
}

/** Reads the name and config of the detector after checking that the file is as it was written. */
function readMetadata(file: string, metadata: SafetensorsContent['metadata'], bytes: Buffer) {
  const { format = 'none', version = 'none' } = metadata;
  if (format !== FORMAT) throw new DataError(`${file}: expected the format '${FORMAT}', found '${format}'`);
  if (version !== VERSION) throw new DataError(`${file}: expected format version ${VERSION}, found ${version}`);
  const { detector: name, config, sha256 } = parsePart(Metadata, metadata, { file, part: 'the metadata' });
  const found = checksum(bytes, sha256);
  if (found !== sha256) {
    const sums = `expected the SHA-256 checksum ${sha256.slice(0, 12)}..., found ${found.slice(0, 12)}...`;
    throw new DataError(`${file}: ${sums}; the file was damaged or changed`);
  }
  const value = naming(file, () => JSON.parse(config) as unknown);
  return { name, config: parsePart(Config, value, { file, part: 'the config' }) };
}

/**
 * What a config may ask for beyond the weights of its file: where it asks for a little more or other ones, the message names
 * the first weight that differs.
 */
const SLACK = { values: 1_000_000, variables: 1000 };

/** Makes the detector, with hardly more weights than the file holds. */
function makeUntrained(
  file: string,
  { name, config, tensors }: { name: string; config: object; tensors: readonly StoredTensor[] },
  classes: DetectorClasses,
): Detector {
  const make = naming(file, () => findDetectorClass(name, classes));
  const values = tensors.reduce((sum, tensor) => sum + tensor.values.length, 0);
  const limit = {
    values: values + SLACK.values,
    variables: tensors.length + SLACK.variables,
    where: `for a file that holds ${values}`,
  };
  try {
    return withinLimit(limit, () => new make(config as never));
  } catch (error) {
    throw new DataError(`${file}: ${name} cannot be made from its config (${messageOf(error).split('\n')[0]})`);
  }
}

/** Computes the checksum of a file that holds `current` in the checksum's place. */
function checksum(bytes: Buffer, current: string): string {
  const place = bytes.indexOf(current);
  const hash = createHash('sha256').update(bytes.subarray(0, place)).update(NO_CHECKSUM);
  return hash.update(bytes.subarray(place + current.length)).digest('hex');
}

function storedVariables(file: string, detector: Detector): StoredTensor[] {
  return namedVariables(detector).map(({ name, variable }) => {
    const { shape, dtype } = variable;
    const values = variable.dataSync();
    if (values instanceof Float32Array || values instanceof Int32Array) return { name, shape, values };
    throw new DataError(`${file}: ${name} must be float32 or int32 to be saved, found ${dtype}`);
  });
}

function requireFinite(file: string, tensors: readonly StoredTensor[]): void {
  for (const { name, values } of tensors) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new DataError(`${file}: expected finite weights, found ${values[bad]} at ${bad} of '${name}'`);
  }
}

/** Gives an untrained detector the values of a file. */
function assignVariables(file: string, detector: Detector, tensors: readonly StoredTensor[]): void {
  requireBackend();
  tf.tidy(() => {
    const values = tensors.map(({ values, shape }) => tf.tensor(values, [...shape], typeOf(values)));
    const { restore } = detector as Partial<FittedDetector>;
    if (restore) naming(file, () => restore.call(detector, values));
    const places = new Map(tensors.map(({ name }, i) => [name, i]));
    const variables = namedVariables(detector);
    for (const { name, variable } of variables) {
      const value = values[places.get(name) ?? -1];
      const found = value ? typeAndShape(value) : 'none';
      if (found !== typeAndShape(variable)) {
        throw new DataError(
          `${file}: ${detector.name} expects '${name}' to be ${typeAndShape(variable)}, found ${found}`,
        );
      }
      if (!restore) variable.assign(value);
      places.delete(name);
    }
    const [surplus] = places.keys();
    if (surplus !== undefined) throw new DataError(`${file}: ${detector.name} has no variable '${surplus}'`);
  });
}

const typeOf = (values: StoredTensor['values']) => (values instanceof Float32Array ? 'float32' : 'int32');

const typeAndShape = ({ dtype, shape }: tf.Tensor) => `${dtype} [${shape.join(', ')}]`;

/** Runs `action`, and makes an error of it name the file. */
function naming<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new DataError(`${file}: ${messageOf(error)}`);
  }
}
