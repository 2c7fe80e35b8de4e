/** Claims of report 1, on a VAE for a synthetic series of 10 features. */
import { claimsOf, opinion, type ClaimEntry } from './claim';

/** What our generator was told. */
const generated: ClaimEntry[] = [
  {
    id: 'r1-features',
    where: 'Dataset Generation',
    claim: 'The series has 10 features',
    measure: 'columns of the generated series',
    unit: 'features',
    rule: { kind: 'number', expected: 10, tolerance: 0 },
    basis: 'construction',
  },
  {
    id: 'r1-steps',
    where: 'Dataset Generation',
    claim: 'The series has 10,000 time steps',
    measure: 'rows of the generated series',
    unit: 'steps',
    rule: { kind: 'number', expected: 10_000, tolerance: 0 },
    basis: 'construction',
  },
  {
    id: 'r1-anomaly-share',
    where: 'Dataset Generation',
    claim: '5 % of the time steps are anomalous',
    measure: 'share of time steps that are labelled anomalous; within half a point',
    unit: '%',
    rule: { kind: 'number', expected: 0.05, tolerance: 0.005 },
    basis: 'construction',
  },
  {
    id: 'r1-window-labels',
    where: 'Sequence Construction',
    claim: 'A window of 50 steps is anomalous when at least one of its steps is',
    measure: 'windows whose label breaks that rule',
    unit: 'windows',
    rule: { kind: 'number', expected: 0, tolerance: 0 },
    basis: 'construction',
  },
];

export const reportOneClaims = claimsOf('report-1', [
  ...generated,
  {
    id: 'r1-stable-training',
    where: 'Dataset Generation',
    claim: 'Normalizing the series ensures stable training',
    measure: 'runs of the sweep whose training loss ended above where it began; 0 if training is stable',
    unit: 'runs',
    rule: { kind: 'number', expected: 0, tolerance: 0 },
    basis: 'exact',
    open: 'no run without normalization to compare with',
  },
  opinion('r1-probabilistic', 'Project Overview', {
    claim: 'The probabilistic latent space is what finds the anomalies',
    reason: 'the score is the reconstruction error alone',
  }),
  {
    id: 'r1-trade-off',
    where: 'Latent Space Optimization',
    claim: 'A larger latent space reconstructs better (5, 10, 20)',
    measure: 'validation reconstruction error (mean square of normalized values) by latent dimension',
    rule: { kind: 'trend', direction: 'falls' },
  },
  {
    id: 'r1-regularization',
    where: 'Challenges and Trade-offs',
    claim: 'A smaller latent space is regularized more strongly',
    measure: 'KL divergence by latent dimension: what the latent space is allowed to carry',
    unit: 'nats',
    rule: { kind: 'trend', direction: 'rises' },
  },
  {
    id: 'r1-overfitting',
    where: 'Challenges and Trade-offs',
    claim: 'A larger latent space risks overfitting',
    measure: 'validation minus training reconstruction error (mean square) by latent dimension',
    rule: { kind: 'trend', direction: 'rises' },
  },
  {
    id: 'r1-threshold-balance',
    where: 'Anomaly Scoring and Threshold Selection',
    claim: 'A threshold at the 95th percentile of the test errors balances sensitivity and robustness',
    measure: 'distance between precision and recall at that threshold by latent dimension; balanced: at most .1',
    rule: { kind: 'bounds', atMost: 0.1 },
  },
  {
    id: 'r1-informed-choice',
    where: 'Results Summary',
    claim: 'The table by latent dimension is enough to choose the final configuration',
    measure: 'F1 of the best less that of the worst latent dimension; a choice needs .02 at least',
    rule: { kind: 'bounds', atLeast: 0.02 },
  },
  opinion('r1-high-dimensional', 'title', {
    claim: 'The series is high-dimensional',
    reason: 'no dimension is named from which a series counts as high-dimensional',
  }),
]);
