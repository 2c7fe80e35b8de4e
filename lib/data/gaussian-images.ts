/** The chapter's images of noise: normal ones of clipped Gaussian pixels, anomalous ones of uniform pixels. */
import { requireInteger, Random } from '../base/index';
import { MNIST_PIXELS } from './mnist';
import { makeSeries, type Series } from './series';

export interface GaussianImagesOptions {
  /** Normal training images. Default 1,000. */
  readonly train?: number;
  /** Normal and anomalous images in the test set. Default 100 and 50. */
  readonly testNormal?: number;
  readonly testAnomalous?: number;
  readonly seed: number | string;
}

/** Mean and standard deviation of a normal pixel before it is clipped to [0, 1]. */
const [MEAN, DEVIATION] = [0.5, 0.5];

/**
 * Draws the chapter's images: 784 pixels that are independent of each other. A normal pixel is N(0.5, 0.5) clipped to
 * [0, 1], so that 16 % are black, 16 % are white, and the variance is 0.129. An anomalous pixel is uniform on [0, 1], whose
 * variance is 1/12, 0.083. The chapter tests on 100 of its training images; here the test images are new.
 *
 * @returns  An image is a time step. In the test set the normal ones come first.
 * @throws {DataError} If an option is out of range.
 * @see The chapter, section 4.1.3.
 */
export function gaussianImages(options: GaussianImagesOptions): { train: Series; test: Series } {
  const { train = 1000, testNormal = 100, testAnomalous = 50, seed } = options;
  requireInteger('train', train, 1);
  for (const [name, count] of Object.entries({ testNormal, testAnomalous })) requireInteger(name, count, 0);
  const random = new Random(seed).fork('gaussian images');
  const [ofTrain, ofTest] = [random.fork('train'), random.fork('test')];
  return {
    train: images('gaussian images, train', { normal: train, anomalous: 0 }, ofTrain),
    test: images('gaussian images, test', { normal: testNormal, anomalous: testAnomalous }, ofTest),
  };
}

function images(name: string, { normal, anomalous }: { normal: number; anomalous: number }, random: Random): Series {
  const clipped = () => Math.min(1, Math.max(0, random.normal(MEAN, DEVIATION)));
  const values = Float64Array.from({ length: (normal + anomalous) * MNIST_PIXELS }, (_, i) =>
    i < normal * MNIST_PIXELS ? clipped() : random.uniform(),
  );
  const labels = Uint8Array.from({ length: normal + anomalous }, (_, i) => (i < normal ? 0 : 1));
  return makeSeries({ name, values, features: MNIST_PIXELS, labels });
}
