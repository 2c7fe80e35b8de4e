/** The reports' detectors as entries: windows rebuilt by a network, or by a generator, and scored by what is missed. */
import {
  normalWindows,
  pointScores,
  selectWindows,
  slidingWindows,
  trainValidationSplit,
  type Series,
  type Windows,
} from '../data/index';
import { makeDetector, type DetectorConfig, type TrainedDetector } from '../models/index';
import { featureErrors, scoreWindows, type ScorePair } from '../scoring/index';
import { fit } from '../training/index';
import type { Entry, EntryInput, EntryScores } from './entry';
import { smoothPair } from './pooled-context';
import { reportWindows, sizeFor } from './report-windows';
import { scoredSeries } from './scored-series';

export type ReconstructionModel = 'lstm-vae' | 'lstm-attention' | 'anomaly-transformer' | 'autoencoder' | 'anogan';

export interface ReconstructionConfig {
  readonly model: ReconstructionModel;
  /** Where it differs from the model's default config. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Steps; of a shorter training series, a quarter of it. Default: the report's. */
  readonly windowSize: number;
  readonly stride: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Whether the network sees all features, such as commands, or the scored ones alone. */
  readonly inputs: 'all' | 'scored';
  /** `all`: the model's own score, all features alike, as in the reports. `telemetry`: the error of the telemetry alone. */
  readonly errors: 'all' | 'telemetry';
  /** Steps of a centred average; 1 is none. */
  readonly context: number;
}

/** The report's windows and training, but for the epochs, which the profile decides. */
export const defaultReconstructionConfig: Omit<ReconstructionConfig, 'model'> = {
  config: {},
  ...reportWindows,
  epochs: 100,
  batchSize: 32,
  learningRate: 1e-3,
  inputs: 'all',
  errors: 'all',
  context: 1,
};

/** A detector of the reports as an entry. */
export function reconstructionEntry(
  label: string,
  config: Partial<ReconstructionConfig> & Pick<ReconstructionConfig, 'model'>,
): Entry {
  const settings = { ...defaultReconstructionConfig, ...config };
  return {
    // A step's score is the mean over all windows that cover it, of which most end later.
    label,
    kind: 'deep',
    use: 'offline',
    seeded: true,
    settings,
    score: (input) => reconstructionScores(input, settings),
  };
}

async function reconstructionScores(input: EntryInput, config: ReconstructionConfig): Promise<EntryScores> {
  const { targets, seed } = input;
  const seen = (series: Series) => (config.inputs === 'all' ? series : scoredSeries(series, targets));
  const [train, test] = [seen(input.train), seen(input.test)];
  const windowSize = sizeFor(train, config.windowSize);
  const cut = (series: Series) => slidingWindows(series, { windowSize, stride: Math.min(config.stride, windowSize) });
  const windows = { train: cut(train), test: cut(test) };
  const model = make(config, { windowSize, features: train.features, seed });
  try {
    const normal = normalWindows(windows.train);
    const split = trainValidationSplit(normal.count, { seed });
    const { epochs, batchSize, learningRate } = config;
    const parts = { train: selectWindows(normal, split.train), validation: selectWindows(normal, split.validation) };
    await fit(model, parts, { epochs, batchSize, learningRate, seed });
    const own = config.errors === 'all' || targets === 'all';
    const scores = own ? (part: Windows) => scoreWindows(model, part) : (part: Windows) => firstErrors(model, part);
    const found = { train: scores(windows.train), test: scores(windows.test) };
    const steps: ScorePair = {
      train: pointScores(found.train, windows.train, train.length),
      test: pointScores(found.test, windows.test, test.length),
    };
    if (config.context > 1) return smoothPair(steps, config.context);
    if (windowSize !== reportWindows.windowSize) return steps;
    return { ...steps, windows: { train: Float64Array.from(found.train), test: Float64Array.from(found.test) } };
  } finally {
    model.dispose();
  }
}

function make({ model, config }: ReconstructionConfig, sizes: DetectorConfig & { seed: number }): TrainedDetector {
  // GANs scale their output by a sigmoid where they are not told otherwise; z-scores have no bounds.
  const linear = model === 'autoencoder' || model === 'anogan' ? { outputActivation: 'linear' } : {};
  return makeDetector(model, { ...linear, ...config, ...sizes });
}

/** The squared error of the first feature, which is the telemetry, of every window. */
function firstErrors(model: TrainedDetector, windows: Windows): Float32Array {
  const { features } = windows;
  return featureErrors(model, windows).filter((_, i) => i % features === 0);
}
