/** Recommends a detector for a kind of data, by the chapter's table (section 4.5.2). */
import { counted } from '../base/index';
import type { DetectorName } from '../models/catalogue';
import type { PipelineOptions } from './pipeline-settings';

export interface DataDescription {
  /**
   * `image`: pixels in [0, 1]; `time-series`: rows in order of time; `tabular`: rows without an order; `sparse`: rows
   * of many features, most of them zero.
   */
  readonly kind: 'image' | 'time-series' | 'tabular' | 'sparse';
  /** Values in a row, or pixels. */
  readonly features: number;
  /** Rows of normal data. */
  readonly length: number;
  /** For time series: whether anomalies only show over hundreds of steps. Default false. */
  readonly longContext?: boolean;
}

export interface Recommendation {
  readonly model: DetectorName;
  /** Why, in one sentence that begins with the chapter's reason. */
  readonly reason: string;
  /** Other detectors that the chapter names for such data. */
  readonly alternatives: readonly DetectorName[];
  /** Options for `new AnomalyPipeline`. */
  readonly options: PipelineOptions;
}

/** With fewer rows, a transformer has more weights than it can learn. */
const ROWS_FOR_TRANSFORMER = 10_000;

/**
 * Recommends a detector, as the chapter does; notebook 08 measures the advice. What a pipeline takes if nothing is asked
 * for is chosen by measurement instead: see `defaultDetector`.
 */
export function recommendModel({ kind, features, ...extent }: DataDescription): Recommendation {
  switch (kind) {
    case 'image': {
      const modelConfig = { outputActivation: 'sigmoid', latentDim: latentSize(features, 0.04) };
      const reason =
        'A convolutional autoencoder preserves spatial structure: it compares a pixel with its neighbours.';
      return recommend('convolutional-autoencoder', reason, {
        alternatives: ['vae', 'autoencoder'],
        modelConfig,
        windowSize: 1,
        scaling: 'none',
      });
    }
    case 'time-series':
      return recommendForTime(features, extent);
    case 'tabular': {
      const modelConfig = { outputActivation: 'linear', latentDim: latentSize(features, 0.2) };
      const reason = "Simple and effective; the code has a fifth of the features, within the chapter's 10 to 30 %.";
      return recommend('autoencoder', reason, { alternatives: ['vae'], modelConfig, windowSize: 1 });
    }
    case 'sparse': {
      const modelConfig = { latentDim: latentSize(features, 0.1) };
      const reason = 'Dimensionality reduction and regularization: the KL term keeps it from memorising sparse rows.';
      return recommend('vae', reason, { alternatives: ['autoencoder'], modelConfig, windowSize: 1 });
    }
  }
}

function recommendForTime(features: number, { length, longContext }: Omit<DataDescription, 'kind' | 'features'>) {
  if (longContext && length >= ROWS_FOR_TRANSFORMER) {
    return recommend(
      'anomaly-transformer',
      `Captures temporal dependencies over a whole window of 100 steps, and ${counted(length, 'row')} are enough to train it.`,
      {
        alternatives: ['lstm-vae', 'lstm-autoencoder'],
        modelConfig: { modelDim: 128, layers: 3, feedForwardDim: 128 },
        windowSize: 100,
      },
    );
  }
  const because = longContext
    ? `a transformer would see further, but needs ${ROWS_FOR_TRANSFORMER} rows, and there are ${length}`
    : 'an LSTM learns short windows from little data';
  return recommend('lstm-vae', `Captures temporal dependencies; ${because}.`, {
    alternatives: ['lstm-autoencoder', 'lstm-attention', 'anomaly-transformer'],
    modelConfig: { hiddenUnits: features > 10 ? 128 : 64 },
    windowSize: longContext ? 50 : 10,
  });
}

function recommend(
  model: DetectorName,
  reason: string,
  { alternatives, ...options }: Omit<PipelineOptions, 'model'> & { alternatives: DetectorName[] },
): Recommendation {
  return { model, reason, alternatives, options: { model, ...options } };
}

/** Returns a share of the input size, at least 2. */
const latentSize = (features: number, share: number): number => Math.max(2, Math.round(share * features));
