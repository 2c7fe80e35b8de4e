/** The leaderboard's strongest deep rows: detectors of the scored features alone, each in its own file of lib/detectors. */
import type { AutoencoderEnsembleConfig } from '../detectors/index';
import type { SuiteRow } from '../experiments/index';
import type { ByProfile, ProfileName } from '../models/index';

/** One member at `smoke`; the epochs of the others are the detector's at the profile. */
const ensembleSizes: ByProfile<Partial<AutoencoderEnsembleConfig>> = {
  smoke: { windowSizes: [50], latentDims: [2] },
  quick: {},
  full: {},
};

/** Windows and averages delay what they find by their length: shorter ones, set on MSL's channels. */
const causal: Partial<AutoencoderEnsembleConfig> = {
  form: 'causal',
  windowSizes: [25, 50],
  contexts: [50],
  shares: [0.01],
};

/** KAN-AD in the windows and with the steps of Time-Series-Library, whose epochs `full` has. */
function kanAdRow(profile: ProfileName): SuiteRow {
  return {
    label: 'kan-ad, windows of 96, context 100',
    detector: 'kan-ad',
    training: { epochs: { smoke: 1, quick: 10, full: 100 }[profile], batchSize: 128, learningRate: 0.01 },
    view: { features: 'scored', windowSize: 96, context: 100 },
    about: { kind: 'deep', use: 'offline' },
  };
}

/** PaAno: its paper's at `full`, which takes minutes a channel. */
function paAnoRow(profile: ProfileName): SuiteRow {
  const size = profile === 'full' ? '4 layers of 128, 256, 128, 64' : '4 layers of 8';
  return {
    label: `paano, ${size}, context 100`,
    detector: 'paano',
    config: { context: 100 },
    about: { kind: 'deep', use: 'offline' },
  };
}

/** Makes the rows at the sizes of a profile. */
export function deepRows(profile: ProfileName): SuiteRow[] {
  const row = (label: string, config: Partial<AutoencoderEnsembleConfig>, use: 'offline' | 'streaming'): SuiteRow => ({
    label,
    detector: 'autoencoder-ensemble',
    config: { ...config, ...ensembleSizes[profile] } as SuiteRow['config'],
    about: { kind: 'deep', use },
  });
  return [
    row('autoencoder ensemble, training and test', {}, 'offline'),
    row('autoencoder ensemble, training alone, causal', causal, 'streaming'),
    kanAdRow(profile),
    // At `quick` a channel would take as long as all other rows together.
    ...(profile === 'quick' ? [] : [paAnoRow(profile)]),
  ];
}
