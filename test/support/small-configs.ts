/** What makes a detector of the catalogue small, where its defaults are large. */
import type { DetectorName } from '../../lib/models';

export const smallConfigs: Partial<Record<DetectorName, object>> = {
  'all-anomalous': {},
  anogan: { hiddenUnits: [6], latentDim: 2, outputActivation: 'linear', searchSteps: 5 },
  'anomaly-transformer': { modelDim: 8, heads: 2, layers: 2, feedForwardDim: 8, objective: 'minimax' },
  autoencoder: { hiddenUnits: [6], latentDim: 2, outputActivation: 'linear', dropoutRate: 0.1 },
  constant: {},
  'convolutional-autoencoder': { channels: [3, 4], latentDim: 2, outputActivation: 'linear' },
  'convolutional-forecaster': { horizon: 1, filters: 4, hiddenUnits: 6 },
  egbad: { hiddenUnits: [6], latentDim: 2, outputActivation: 'linear', jointUnits: 6 },
  'f-anogan': { hiddenUnits: [6], latentDim: 2, outputActivation: 'linear' },
  'isolation-forest': { trees: 5 },
  'k-means': { clusters: 3 },
  'lstm-attention': { hiddenUnits: 6, bottleneckUnits: 4 },
  'lstm-autoencoder': { hiddenUnits: 6, latentDim: 2, initialState: 'hidden-and-cell' },
  'lstm-forecaster': { horizon: 1, hiddenUnits: 6 },
  'lstm-vae': { hiddenUnits: 6, latentDim: 2 },
  'moving-average': {},
  'nearest-neighbour': {},
  pca: {},
  random: {},
  range: {},
  vae: { hiddenUnits: [6], latentDim: 2, scoreBeta: 1, klAnnealing: { shape: 'linear', steps: 5 } },
};
