/** A job of a second: PCA on a few hundred generated samples of three kinds of anomaly. */
import type { Job } from '../../lib/experiments/job';

export const smallJob: Job = {
  detector: 'pca',
  source: { kind: 'correlated', channels: ['samples'], train: 400, testNormal: 200, testAnomalous: 40 },
  channel: 'samples',
  protocol: {
    windowSize: 1,
    stride: 1,
    validationFraction: 0.2,
    scaling: 'z-score',
    threshold: { kind: 'sigma', k: 3 },
  },
  profile: 'smoke',
  seed: 1,
};
