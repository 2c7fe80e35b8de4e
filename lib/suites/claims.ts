/**
 * What point adjustment is worth: random scores, the time index and other rows that know little beside the Anomaly
 * Transformer, on the arrays of all channels joined and by the threshold that its paper takes. docs/claims-checked.md reads
 * the figures.
 */
import {
  mergedSpacecraft,
  type ByProfile,
  type Protocol,
  type Suite,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import { asSettings, namedConfigs } from '../models/index';

/**
 * Highest share of scores, training and test together, that is called anomalous, in percent: 1 for SMAP and for MSL in the
 * scripts of thuml/Anomaly-Transformer.
 */
const ANOMALY_RATIO = 1;

/** Steps are scored one by one; values are scaled as there, and nothing is clipped. */
const stepByStep: Protocol = {
  windowSize: 1,
  stride: 1,
  validationFraction: 0,
  scaling: 'z-score',
  threshold: { kind: 'percentile', percentile: 100 - ANOMALY_RATIO, of: 'both' },
  measuredOn: ['point-adjusted'],
};

/** The paper's windows, side by side, so that each step is scored once, as in its test code. */
const inWindows: Partial<Protocol> = { windowSize: 100, stride: 100, validationFraction: 0.2 };

const randomSeeds: ByProfile<readonly number[]> = { smoke: [0, 1], quick: [0, 1, 2, 3, 4], full: [0, 1, 2, 3, 4] };
const transformerSeeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0, 1, 2], full: [0, 1, 2] };

const size = (modelDim: number, heads: number) => ({ modelDim, heads, feedForwardDim: modelDim });
const sizes: ByProfile<ReturnType<typeof size>> = { smoke: size(16, 2), quick: size(64, 8), full: size(512, 8) };

/** Steps of this size leave the first weights as they are drawn. */
const NO_STEP = 1e-12;

export const claims: Suite = ({ profile, telemetry: root }) =>
  mergedSpacecraft(root).map((craft): SuiteTable => ({
    name: `claims, ${craft}`,
    title: `${craft}, all channels joined, the highest ${ANOMALY_RATIO} % of training and test scores called anomalous`,
    source: { kind: 'merged-telemetry', root, channels: [craft] },
    protocol: stepByStep,
    rows: [
      { label: 'random', detector: 'random', seeds: randomSeeds[profile] },
      { label: 'time-index', detector: 'time-index' },
      {
        label: 'all-anomalous',
        detector: 'all-anomalous',
        // It scores each training step 0 and each test step 1.
        protocol: { threshold: { kind: 'percentile', percentile: 50, of: 'training' } },
      },
      { label: 'constant', detector: 'constant' },
      { label: 'pca', detector: 'pca' },
      { label: 'isolation-forest', detector: 'isolation-forest', seeds: transformerSeeds[profile] },
      ...transformerRows(profile),
    ],
    seeds: [0],
    measures: [
      'adjustedF1',
      'stepF1',
      'adjustedPrecision',
      'adjustedRecall',
      'stepPrecision',
      'stepRecall',
      'bestAdjustedF1Oracle',
      'overlappingAdjustedF1',
    ],
    notes: [
      'Channels are joined by name without P-2, as OmniAnomaly does: the arrays have the steps and labels that papers state.',
      'Point adjustment reads the labels of the test series: an adjusted figure is not one that a monitor can have.',
    ],
  }));

/** Makes the Anomaly Transformer's rows: trained for a few epochs, and as its first weights are. */
function transformerRows(profile: keyof typeof sizes): SuiteRow[] {
  const { modelDim, heads } = sizes[profile];
  const row = {
    detector: 'anomaly-transformer',
    config: asSettings({ ...namedConfigs('anomaly-transformer').paper, ...sizes[profile] }),
    view: { scores: 'steps' },
    protocol: inWindows,
    seeds: transformerSeeds[profile],
  } as const;
  const label = `anomaly-transformer, ${heads} x ${modelDim}`;
  return [
    { ...row, label: `${label}, 10 epochs`, training: { epochs: 10, batchSize: 32, learningRate: 1e-3 } },
    { ...row, label: `${label}, untrained`, training: { epochs: 1, batchSize: 256, learningRate: NO_STEP } },
  ];
}
