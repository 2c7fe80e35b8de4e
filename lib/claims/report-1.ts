/** Claims of report 1, on a VAE for a synthetic series of 10 features. */
import { claimsOf, opinion } from './claim';

export const reportOneClaims = claimsOf('report-1', [
  {
    id: 'r1-features',
    where: 'Dataset Generation',
    claim: 'The series has 10 features',
    measure: 'columns of the generated series',
    rule: { kind: 'number', expected: 10, tolerance: 0 },
  },
  {
    id: 'r1-steps',
    where: 'Dataset Generation',
    claim: 'The series has 10,000 time steps',
    measure: 'rows of the generated series',
    rule: { kind: 'number', expected: 10_000, tolerance: 0 },
  },
  {
    id: 'r1-anomaly-share',
    where: 'Dataset Generation',
    claim: '5 % of the time steps are anomalous',
    measure: 'share of anomalous steps',
    rule: { kind: 'number', expected: 0.05, tolerance: 0.005 },
  },
  {
    id: 'r1-stable-training',
    where: 'Dataset Generation',
    claim: 'Training on the normalized series is stable',
    measure: 'runs of the sweep whose loss ended above where it began',
    rule: { kind: 'number', expected: 0, tolerance: 0 },
  },
  {
    id: 'r1-window-labels',
    where: 'Sequence Construction',
    claim: 'A window of 50 steps is anomalous when at least one of its steps is',
    measure: 'windows whose label breaks that rule',
    rule: { kind: 'number', expected: 0, tolerance: 0 },
  },
  opinion('r1-probabilistic', 'Project Overview', {
    claim: 'The probabilistic latent space is what finds the anomalies',
    reason: 'the score is the reconstruction error alone',
  }),
  {
    id: 'r1-trade-off',
    where: 'Latent Space Optimization',
    claim: 'A larger latent space reconstructs better (5, 10, 20)',
    measure: 'validation reconstruction error by latent dimension',
    rule: { kind: 'trend', direction: 'falls' },
  },
  {
    id: 'r1-regularization',
    where: 'Challenges and Trade-offs',
    claim: 'A smaller latent space is regularized more strongly',
    measure: 'KL divergence in nats by latent dimension: what the latent space is allowed to carry',
    rule: { kind: 'trend', direction: 'rises' },
  },
  {
    id: 'r1-overfitting',
    where: 'Challenges and Trade-offs',
    claim: 'A larger latent space risks overfitting',
    measure: 'validation minus training reconstruction error by latent dimension',
    rule: { kind: 'trend', direction: 'rises' },
  },
  {
    id: 'r1-threshold-balance',
    where: 'Anomaly Scoring and Threshold Selection',
    claim: 'A threshold at the 95th percentile of the test errors balances sensitivity and robustness',
    measure: 'distance between precision and recall at that threshold',
    rule: { kind: 'bounds', atMost: 0.1 },
  },
  {
    id: 'r1-informed-choice',
    where: 'Results Summary',
    claim: 'The table by latent dimension is enough to choose the final configuration',
    measure: 'best minus worst F1 of the sweep; below .02 the seeds decide',
    rule: { kind: 'bounds', atLeast: 0.02 },
  },
  opinion('r1-high-dimensional', 'title', {
    claim: 'The series is high-dimensional',
    reason: 'no dimension is named from which a series counts as high-dimensional',
  }),
]);
