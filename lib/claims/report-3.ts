/** Claims of report 3, on three deep models for SMAP/MSL: its data, its protocol and what its models cost. */
import { claimsOf, opinion, type ClaimEntry } from './claim';
import { resultClaims } from './report-3-results';

const dataClaims: ClaimEntry[] = [
  ...[
    { id: 'r3-channels', expected: 82, claim: '82 channels', measure: 'rows of the label file, in which P-2 has two' },
    {
      id: 'r3-smap-channels',
      expected: 55,
      claim: '55 channels of SMAP',
      measure: 'rows of SMAP in the label file, in which P-2 has two',
    },
    { id: 'r3-msl-channels', expected: 27, claim: '27 channels of MSL', measure: 'rows of MSL in the label file' },
    {
      id: 'r3-kept-channels',
      expected: 28,
      claim: '28 channels have at least 100 anomalous windows',
      measure: 'channels with at least 100 anomalous windows of 10 steps, stride 5',
    },
  ].map(({ expected, ...entry }): ClaimEntry => ({
    ...entry,
    where: 'Dataset',
    rule: { kind: 'number', expected, tolerance: 0 },
    basis: 'exact',
  })),
  {
    id: 'r3-features',
    where: 'Dataset',
    claim: '25 features a channel',
    measure: 'columns of a file; cases SMAP, MSL',
    unit: 'features',
    rule: { kind: 'number', expected: 25, tolerance: 0 },
    basis: 'exact',
  },
  {
    id: 'r3-length',
    where: 'Dataset',
    claim: '2,880 time steps a channel',
    measure: 'time steps of the training split, one case a channel; within an hour at one step a minute',
    unit: 'steps',
    rule: { kind: 'number', expected: 2880, tolerance: 60 },
    basis: 'exact',
  },
  opinion('r3-sampling', 'Dataset', {
    claim: 'One sample a minute, two days a channel',
    reason: 'the data was published without its clock',
  }),
  {
    id: 'r3-anomaly-kinds',
    where: 'Dataset',
    claim: 'Point and contextual anomalies occur',
    measure: 'labelled spans; cases point, contextual',
    unit: 'spans',
    rule: { kind: 'bounds', atLeast: 1 },
    basis: 'exact',
  },
  {
    id: 'r3-normalized',
    where: 'Dataset',
    claim: 'The files are normalized',
    measure: 'share of the values, training and test, outside [-1, 1], the range that their publisher names',
    unit: '%',
    rule: { kind: 'number', expected: 0, tolerance: 0 },
    basis: 'exact',
  },
  {
    id: 'r3-missing',
    where: 'Preprocessing Pipeline',
    claim: 'Fewer than 0.01 % of the values are missing',
    measure: 'share of the values, training and test, that are NaN',
    unit: '%',
    rule: { kind: 'bounds', atMost: 0.0001 },
    basis: 'exact',
  },
];

const costClaims: ClaimEntry[] = [
  ...[
    { model: 'LSTM-VAE', key: 'lstm-vae', parameters: 500_000 },
    { model: 'LSTM-Attention', key: 'lstm-attention', parameters: 350_000 },
    { model: 'Anomaly Transformer', key: 'transformer', parameters: 2_000_000 },
  ].map(({ model, key, parameters }): ClaimEntry => ({
    id: `r3-${key}-parameters`,
    where: 'Computational Efficiency',
    claim: `${model}: about ${parameters.toLocaleString('en-US')} parameters`,
    measure: "trainable parameters at the report's size with 25 features; within a tenth",
    unit: 'parameters',
    rule: { kind: 'number', expected: parameters, tolerance: parameters / 10 },
    basis: 'exact',
  })),
  {
    id: 'r3-smallest',
    where: 'Key Findings',
    claim: 'LSTM-Attention is the smallest model',
    measure: 'trainable parameters; cases LSTM-Attention, LSTM-VAE, Anomaly Transformer',
    unit: 'parameters',
    rule: { kind: 'order', first: 'LSTM-Attention', best: 'lowest' },
    basis: 'exact',
  },
  {
    id: 'r3-fastest',
    where: 'Computational Efficiency',
    claim: 'LSTM-Attention scores fastest',
    measure: 'seconds to score 1,000 time steps; cases LSTM-Attention, LSTM-VAE, Anomaly Transformer',
    unit: 's',
    rule: { kind: 'order', first: 'LSTM-Attention', best: 'lowest' },
    over: 'runs',
  },
  {
    id: 'r3-same-training-time',
    where: 'Key Results, table',
    claim: 'LSTM-VAE and LSTM-Attention train equally long',
    measure: 'training time of LSTM-Attention over that of the LSTM-VAE, side by side; equally long: .75 to 1.25',
    rule: { kind: 'number', expected: 1, tolerance: 0.25 },
    over: 'runs',
  },
  {
    id: 'r3-transformer-training-time',
    where: 'Key Results, table',
    claim: 'The transformer trains three times as long as the LSTM models',
    measure: 'training time of the transformer over that of the LSTM-VAE, side by side; three times: 2 to 4',
    rule: { kind: 'number', expected: 3, tolerance: 1 },
    over: 'runs',
  },
  opinion('r3-hours', 'Key Results, table', {
    claim: 'Training takes 2, 2 and 6 hours',
    reason: 'the machine is not named; the ratios above are measured',
  }),
  opinion('r3-memory', 'Computational Efficiency', {
    claim: '3.5, 3.5 and 6.8 GB of GPU memory',
    reason: 'the GPU, its driver and its allocator are not named',
  }),
  opinion('r3-deployment', 'Deployment Recommendations', {
    claim: 'Edge: LSTM-Attention, cloud: LSTM-VAE, safety-critical: Anomaly Transformer',
    reason: 'advice that follows from the claims on size, F1 and recall',
  }),
];

export const reportThreeClaims = claimsOf('report-3', [...dataClaims, ...resultClaims, ...costClaims]);
