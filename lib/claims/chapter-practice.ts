/** Claims of the chapter's sections on time series and on practice (4.4, 4.5). */
import { opinion, type ClaimEntry } from './claim';

const modelClaims: ClaimEntry[] = [
  {
    id: 'ch-lstm-ae-detects',
    where: '4.4.2, 4.4.3',
    claim: 'An LSTM autoencoder tells noise from sine waves by its reconstruction error',
    measure:
      "ROC-AUC on the chapter's sequences; cases LSTM autoencoder, and rows that know nothing; tells: .95 at least",
    rule: { kind: 'bounds', atLeast: 0.95 },
    model: 'LSTM autoencoder',
  },
  opinion('ch-attention-variables', '4.4.4', {
    claim: 'Attention shows which variables contribute to an anomaly',
    reason: 'attention over time has weights for time steps, none for variables',
  }),
  opinion('ch-transformer-long', '4.4.4', {
    claim: 'A transformer learns long-term dependencies',
    reason: 'no length is named, and no data in which only a long dependency betrays the anomaly',
  }),
  {
    id: 'ch-series-model',
    where: '4.5.2',
    claim: 'For series an LSTM autoencoder is the better choice than a dense one',
    measure: "ROC-AUC on the chapter's sequences; cases LSTM, dense",
    rule: { kind: 'order', first: 'LSTM', best: 'highest' },
  },
  {
    id: 'ch-image-model',
    where: '4.5.2',
    claim: 'For images a convolutional autoencoder is the better choice',
    measure: 'ROC-AUC on images; cases convolutional, dense',
    rule: { kind: 'order', first: 'convolutional', best: 'highest' },
  },
  {
    id: 'ch-sparse-code',
    where: '4.5.2',
    claim: 'A sparse autoencoder reduces the dimensions',
    measure: 'share of the code that is not zero; cases sparse, plain',
    unit: '%',
    rule: { kind: 'order', first: 'sparse', best: 'lowest' },
  },
];

const thresholdClaims: ClaimEntry[] = [
  {
    id: 'ch-high-threshold',
    where: '4.5.3',
    claim: 'A higher threshold raises fewer false alarms',
    measure: 'false positive rate by percentile of the threshold: what lies above the higher one lies above the lower',
    unit: '%',
    rule: { kind: 'trend', direction: 'falls' },
    basis: 'construction',
  },
  {
    id: 'ch-low-threshold',
    where: '4.5.3',
    claim: 'A lower threshold misses fewer anomalies',
    measure: 'recall by percentile of the threshold: what lies above the higher one lies above the lower',
    unit: '%',
    rule: { kind: 'trend', direction: 'falls' },
    basis: 'construction',
  },
  {
    id: 'ch-best-f1',
    where: '4.5.3',
    claim: 'The threshold with the best F1 on validation data has the best F1',
    measure: 'F1 on the blocks in between; cases chosen on validation, and every other rule',
    rule: { kind: 'order', first: 'chosen on validation', best: 'highest' },
  },
  {
    id: 'ch-false-positive-target',
    where: 'exercise 5',
    claim: 'A false positive rate of at most 5 % can be set from normal data',
    measure: 'false positive rate on unseen normal data, mean over calibrations',
    unit: '%',
    rule: { kind: 'bounds', atMost: 0.05 },
    over: 'calibrations',
  },
];

const operationClaims: ClaimEntry[] = [
  {
    id: 'ch-onnx-faster',
    where: '4.5.4',
    claim: 'Export to ONNX speeds inference up',
    measure:
      'time with ONNX Runtime over time with the tensor runtime, the same windows side by side; cases in one batch, ' +
      'one by one',
    rule: { kind: 'bounds', atMost: 1 },
    over: 'runs',
  },
  {
    id: 'ch-batching',
    where: '4.5.4',
    claim: 'Batches are more efficient than single windows',
    measure: 'time in one batch over time one by one, the same windows, side by side',
    rule: { kind: 'bounds', atMost: 1 },
    over: 'runs',
  },
  {
    id: 'ch-retraining',
    where: '4.5.4',
    claim: 'Regular retraining adapts to drift',
    measure:
      'F1 after a drift less the F1 of the pipeline as it was; one case for each way to retrain, also where it is refused',
    rule: { kind: 'bounds', atLeast: 0.01 },
  },
  {
    id: 'ch-threshold-adjustment',
    where: '4.5.4',
    claim: 'A threshold that adjusts itself copes with drift',
    measure: 'false positive rate after a drift; cases adjusted, fixed',
    unit: '%',
    rule: { kind: 'order', first: 'adjusted', best: 'lowest' },
  },
];

export const chapterPracticeClaims: ClaimEntry[] = [...modelClaims, ...thresholdClaims, ...operationClaims];
