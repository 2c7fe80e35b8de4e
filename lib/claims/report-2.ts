/** Claims of report 2, on an MLP-VAE for 30 correlated features with three kinds of anomaly. */
import { claimsOf, opinion } from './claim';

export const reportTwoClaims = claimsOf('report-2', [
  {
    id: 'r2-features',
    where: '2. Dataset Design',
    claim: 'The samples have 30 features',
    measure: 'columns of the generated samples',
    unit: 'features',
    rule: { kind: 'number', expected: 30, tolerance: 0 },
    basis: 'construction',
  },
  {
    id: 'r2-correlated',
    where: '2. Dataset Design',
    claim: 'The features are naturally correlated',
    measure: 'mean absolute correlation between two features of normal samples; independent ones have about .02',
    rule: { kind: 'bounds', atLeast: 0.2 },
    basis: 'construction',
  },
  opinion('r2-realistic', '2. Dataset Design', {
    claim: 'The data behaves much like data of the real world',
    reason: 'no real data set is named to compare with',
  }),
  {
    id: 'r2-relu',
    where: '3. Model Architecture',
    claim: 'ReLU keeps the gradients stable',
    measure:
      "deviation of the gradient's norm over batches, as a share of its mean, in the trained VAE; cases ReLU, tanh",
    rule: { kind: 'order', first: 'ReLU', best: 'lowest' },
  },
  {
    id: 'r2-annealing',
    where: '4. Training Strategy',
    claim: 'KL annealing prevents posterior collapse',
    measure: 'latent dimensions that carry more than .01 nats; cases annealed, constant',
    unit: 'dimensions',
    rule: { kind: 'order', first: 'annealed', best: 'highest' },
  },
  {
    id: 'r2-annealing-stability',
    where: '4. Training Strategy',
    claim: 'KL annealing makes training more stable',
    measure:
      'distance of the final validation reconstruction error from its median over seeds, mean; cases annealed, constant',
    rule: { kind: 'order', first: 'annealed', best: 'lowest' },
  },
  {
    id: 'r2-error-separates',
    where: '5. Anomaly Scoring Method',
    claim: 'Anomalous samples have the higher reconstruction error',
    measure: 'mean reconstruction error (mean square over features); cases anomalous, normal',
    rule: { kind: 'order', first: 'anomalous', best: 'highest' },
  },
  {
    id: 'r2-high-precision',
    where: '6. Evaluation Metrics',
    claim: 'The threshold from mean and deviation gives high precision',
    measure: 'precision at that threshold by latent dimension; high: .8 at least',
    rule: { kind: 'bounds', atLeast: 0.8 },
  },
  {
    id: 'r2-moderate-recall',
    where: '6. Evaluation Metrics',
    claim: 'At the same threshold recall is moderate',
    measure: 'recall at that threshold by latent dimension; moderate: .3 to .8',
    rule: { kind: 'bounds', atLeast: 0.3, atMost: 0.8 },
  },
  {
    id: 'r2-small-underfits',
    where: '7. Latent Dimension Experiments',
    claim: 'A small latent space underfits (2, 4, 8, 16)',
    measure: 'training reconstruction error (mean square) by latent dimension',
    rule: { kind: 'trend', direction: 'falls' },
  },
  {
    id: 'r2-roc-auc-rises',
    where: '7. Latent Dimension Experiments',
    claim: 'A larger latent space improves ROC-AUC',
    measure: 'ROC-AUC by latent dimension',
    rule: { kind: 'trend', direction: 'rises' },
  },
  {
    id: 'r2-pr-auc-rises',
    where: '7. Latent Dimension Experiments',
    claim: 'A larger latent space improves PR-AUC',
    measure: 'PR-AUC by latent dimension',
    rule: { kind: 'trend', direction: 'rises' },
  },
  {
    id: 'r2-gains-diminish',
    where: '7. Latent Dimension Experiments',
    claim: 'Beyond a moderate latent size the gains diminish',
    measure: 'ROC-AUC by latent dimension; its gain for each doubling, last against first',
    rule: { kind: 'trend', direction: 'flattens' },
  },
  opinion('r2-capacity', '7. Latent Dimension Experiments', {
    claim: 'Capacity is traded against regularization',
    reason: 'it sums up the claims above and adds no figure of its own',
  }),
  {
    id: 'r2-learned-normal',
    where: '8. Conclusion',
    claim: 'The VAE learned the distribution of the normal data',
    measure:
      'reconstruction error of unseen normal samples over that of training samples; cases VAE, and rows that learn ' +
      'nothing, such as the mean of the training samples; learned: within .2 of 1',
    rule: { kind: 'number', expected: 1, tolerance: 0.2 },
    model: 'VAE',
  },
  {
    id: 'r2-types-detected',
    where: '8. Conclusion',
    claim: 'Several kinds of anomaly are detected',
    measure: 'ROC-AUC by kind; cases mean shift, correlation break, variance explosion; detected: .8 at least',
    rule: { kind: 'bounds', atLeast: 0.8 },
  },
]);
