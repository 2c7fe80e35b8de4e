/** Images of one normal digit among others, as the windows of one step that detectors of images take. */
import type { CutWindows } from '../detectors/index';
import { loadSource, prepareSeries, type Protocol, type Source } from '../experiments/index';

/** The chapter's protocol for images: pixels as they are, a tenth of the training images held out. */
export const digitProtocol: Protocol = {
  windowSize: 1,
  stride: 1,
  validationFraction: 0.1,
  scaling: 'none',
  threshold: { kind: 'percentile', percentile: 95, of: 'training' },
};

/** Takes one digit as normal, all others as anomalous; half of the test images are of the normal digit. */
export function digitSource(digit: number): Source {
  return { kind: 'mnist', channels: [String(digit)] };
}

/**
 * Loads the images of a digit source as windows.
 *
 * @throws {DataError} If it is not a digit, or the images are missing.
 */
export function digitWindows(digit: number, seed: number): CutWindows {
  return prepareSeries(loadSource(digitSource(digit), String(digit), seed), { protocol: digitProtocol, seed }).windows;
}
