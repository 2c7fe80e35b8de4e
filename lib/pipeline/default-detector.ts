/** What a pipeline is made of if nothing is asked for. */
import type { DetectorName } from '../models/catalogue';

/**
 * The distance to the nearest of 20 normal windows of 50 steps: the best of fifteen detectors and windows on plain series
 * that test nothing else here (bench/fit-default.ts measures them; bench/README.md has the table). It is small, needs no
 * training by gradient descent, and can be exported.
 */
export const defaultDetector = { model: 'k-means', windowSize: 50 } as const satisfies {
  readonly model: DetectorName;
  readonly windowSize: number;
};
