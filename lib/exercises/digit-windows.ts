/** Images of one normal digit among others, as the windows of one step that detectors of images take. */
import { loadMnist } from '../experiments/generated-sources';
import { prepareSeries, type PreparedSeries } from '../experiments/prepare';

/** The chapter's protocol for images: pixels as they are, a tenth of the training images held out. */
const protocol = { windowSize: 1, stride: 1, validationFraction: 0.1, scaling: 'none' } as const;

/**
 * Half of the test images are of the normal digit.
 *
 * @throws {DataError} If it is no digit, or the images are missing.
 */
export function digitWindows(digit: number, seed: number): PreparedSeries['windows'] {
  return prepareSeries(loadMnist({}, { digit: String(digit), seed }), { protocol, seed }).windows;
}
