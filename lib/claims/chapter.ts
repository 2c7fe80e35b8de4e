/** Claims of the chapter, section by section. */
import { chapterPracticeClaims } from './chapter-practice';
import { claimsOf, opinion, type ClaimEntry } from './claim';

const autoencoderClaims: ClaimEntry[] = [
  {
    id: 'ch-ae-error',
    where: '4.1.1',
    claim: 'An autoencoder trained on normal data reconstructs anomalies worse',
    measure: 'mean reconstruction error (mean square); cases anomalous, normal',
    rule: { kind: 'order', first: 'anomalous', best: 'highest' },
  },
  {
    id: 'ch-own-example',
    where: '4.1.3, 4.2.4',
    claim: 'The autoencoder and the VAE find the anomalies of the example that the chapter prints',
    measure: 'ROC-AUC on 100 clipped Gaussian and 50 uniform images; found: .8 at least',
    rule: { kind: 'bounds', atLeast: 0.8 },
  },
  {
    id: 'ch-percentile-threshold',
    where: '4.1.2',
    claim: 'The 95th percentile of training errors fits where only normal data is known',
    measure: 'false positive rate on unseen normal data; 5 % is what the percentile promises, within 3 points',
    unit: '%',
    rule: { kind: 'number', expected: 0.05, tolerance: 0.03 },
  },
  {
    id: 'ch-sigma-threshold',
    where: '4.1.2',
    claim: 'Mean + 3 deviations lets 0.13 % of normal data pass the threshold',
    measure:
      'false positive rate on unseen normal data, within half a point; 0.13 % follows from the normal distribution of ' +
      'the errors, which the chapter names as the assumption of the rule',
    unit: '%',
    rule: { kind: 'number', expected: 0.00135, tolerance: 0.005 },
  },
  opinion('ch-roc-threshold', '4.1.2', {
    claim: 'The threshold is chosen by maximizing the AUC on validation data',
    reason:
      'the AUC does not depend on a threshold; the notebooks use the point of largest true minus false positive rate',
  }),
  {
    id: 'ch-latent-share',
    where: '4.1.4, exercise 1',
    claim: 'A latent size of 10 to 30 % of the input is best',
    measure: 'ROC-AUC; cases 10-30 %, below 10 %, above 30 %',
    rule: { kind: 'order', first: '10-30 %', best: 'highest' },
  },
  {
    id: 'ch-compression-loss',
    where: '4.1.4',
    claim: 'Too much compression loses information',
    measure: 'reconstruction error (mean square) of normal data by latent dimension',
    rule: { kind: 'trend', direction: 'falls' },
  },
  {
    id: 'ch-identity',
    where: '4.1.4',
    claim: 'Too large a latent space learns the identity',
    measure: 'error of anomalous over error of normal data, by latent dimension from 10 % of the input on',
    rule: { kind: 'trend', direction: 'falls' },
  },
  {
    id: 'ch-depth',
    where: '4.1.4',
    claim: 'Two to four hidden layers are best',
    measure: 'ROC-AUC; cases 2-4 layers, 1 layer, 6 layers',
    rule: { kind: 'order', first: '2-4 layers', best: 'highest' },
  },
  {
    id: 'ch-activation',
    where: '4.1.4',
    claim: 'ReLU in hidden layers prevents vanishing gradients',
    measure: "norm of the first layer's gradient over the last one's in the trained autoencoder; cases ReLU, sigmoid",
    rule: { kind: 'order', first: 'ReLU', best: 'highest' },
  },
  {
    id: 'ch-dropout',
    where: '4.1.4',
    claim: 'Dropout of .2 to .3 prevents overfitting',
    measure: 'validation minus training reconstruction error (mean square); cases dropout, none',
    rule: { kind: 'order', first: 'dropout', best: 'lowest' },
  },
];

const vaeClaims: ClaimEntry[] = [
  {
    id: 'ch-vae-smooth',
    where: '4.2.1',
    claim: 'The latent space of a VAE is smooth, that of an autoencoder is not',
    measure: 'distance from images decoded halfway between two codes to the nearest training image; cases VAE, AE',
    rule: { kind: 'order', first: 'VAE', best: 'lowest' },
  },
  {
    id: 'ch-vae-overfits-less',
    where: '4.2.1',
    claim: 'An autoencoder overfits more than a VAE',
    measure: 'validation minus training reconstruction error (mean square); cases AE, VAE',
    rule: { kind: 'order', first: 'AE', best: 'highest' },
  },
  {
    id: 'ch-vae-generates',
    where: '4.2.1',
    claim: 'A VAE generates, an autoencoder hardly does',
    measure:
      'distance from images decoded from draws to the nearest training image; cases VAE from N(0, I), ' +
      'AE from the normal distribution of its own codes',
    rule: { kind: 'order', first: 'VAE', best: 'lowest' },
  },
  {
    id: 'ch-kl-closed-form',
    where: '4.2.2',
    claim: 'The KL divergence to N(0, I) has the closed form given',
    measure: 'closed form minus the mean of log q(z) - log p(z) over samples; the same within .05 nats',
    unit: 'nats',
    rule: { kind: 'number', expected: 0, tolerance: 0.05 },
    basis: 'construction',
  },
  {
    id: 'ch-vae-score',
    where: '4.2.3',
    claim: 'Reconstruction error and KL divergence belong together in the score',
    measure: 'ROC-AUC with beta 1; cases both, reconstruction only',
    rule: { kind: 'order', first: 'both', best: 'highest' },
  },
  {
    id: 'ch-latent-outliers',
    where: '4.2.5',
    claim: 'Anomalies lie in the outskirts of the latent space',
    measure: 'ROC-AUC of the length of mu as a score; in the outskirts: .7 at least',
    rule: { kind: 'bounds', atLeast: 0.7 },
  },
];

const ganClaims: ClaimEntry[] = [
  {
    id: 'ch-anogan-detects',
    where: '4.3.1',
    claim: 'What the generator cannot reach is anomalous',
    measure:
      'ROC-AUC; cases AnoGAN, and rows that know nothing, such as the distance from the mean image; detects: .7 at least',
    rule: { kind: 'bounds', atLeast: 0.7 },
    model: 'AnoGAN',
  },
  {
    id: 'ch-anogan-features',
    where: '4.3.2',
    claim: "The discriminator's features add to the residual",
    measure: 'ROC-AUC of AnoGAN; cases both, residual only',
    rule: { kind: 'order', first: 'both', best: 'highest' },
  },
  {
    id: 'ch-anogan-slow',
    where: '4.3.4, note',
    claim: 'The latent search makes AnoGAN too slow for real time',
    measure: 'time for one image scored alone, 500 steps; in real time: under .1 s',
    unit: 's',
    rule: { kind: 'bounds', atLeast: 0.1 },
    over: 'runs',
  },
  {
    id: 'ch-anogan-successors',
    where: '4.3.4, note',
    claim: 'f-AnoGAN and EGBAD score faster than AnoGAN',
    measure: 'time for one image scored alone, side by side; cases AnoGAN, f-AnoGAN, EGBAD',
    unit: 's',
    rule: { kind: 'order', first: 'AnoGAN', best: 'highest' },
    over: 'runs',
  },
];

export const chapterClaims = claimsOf('chapter', [
  ...autoencoderClaims,
  ...vaeClaims,
  ...ganClaims,
  ...chapterPracticeClaims,
]);
