/** The small Anomaly Transformer in the report's way and in the paper's, beside what knows nothing. */
import type { SuiteContext, SuiteRow, SuiteTable } from '../experiments/index';
import {
  asSettings,
  configAt,
  defaultAnomalyTransformerConfig,
  smallAnomalyTransformerConfig,
  type AnomalyTransformer,
  type ProfileName,
} from '../models/index';
import { report3 } from './report-3';

type TransformerConfig = Partial<AnomalyTransformer['config']>;

export interface TransformerTableOptions {
  readonly seed: number;
  /** Of the training scores, as threshold. */
  readonly percentile: number;
  /** At most. */
  readonly epochs: number;
  readonly config: TransformerConfig;
  /** Default `reportWay`. */
  readonly report?: Partial<TransformerConfig>;
  /** Default `paperWay`. */
  readonly paper?: Partial<TransformerConfig>;
}

/** How the paper departs from the report. */
export const paperWay = { objective: 'minimax', discrepancyWeight: 3, score: 'weighted-error' } as const;
export const reportWay = { objective: 'joint', discrepancyWeight: 0.1, score: 'discrepancy' } as const;

/** Writes a size as rows have it: `3 x 128`, layers by width. */
export function sizeText({ layers, modelDim }: TransformerConfig): string {
  return `${layers} x ${modelDim}`;
}

/** Gives the size that a notebook trains: a CPU would take hours for the report's. */
export function transformerSize(profile: ProfileName, device: string): TransformerConfig {
  if (profile === 'smoke') return configAt('anomaly-transformer', profile);
  return profile === 'full' && device === 'GPU' ? defaultAnomalyTransformerConfig : smallAnomalyTransformerConfig;
}

/** Makes the table; at `quick` of two channels, as the model is slow. The two ways of the transformer are its first rows. */
export function transformerTable(context: SuiteContext, options: TransformerTableOptions): SuiteTable {
  const { seed, percentile, epochs, config, report = reportWay, paper = paperWay } = options;
  const [, planned] = report3(context);
  const { channels } = planned.source;
  const kept = channels.filter(
    (_, i) => context.profile !== 'quick' || i === 0 || i === Math.floor(channels.length / 2),
  );
  const way = (name: string, settings: object): SuiteRow => ({
    label: `transformer ${sizeText(config)}, ${name}`,
    detector: 'anomaly-transformer',
    config: asSettings({ ...config, ...settings }),
    training: { epochs },
  });
  const { windowSize, stride } = planned.protocol;
  return {
    ...planned,
    name: 'Method',
    title: `Windows of ${windowSize} with stride ${stride}, macro average of ${kept.length} channel${kept.length === 1 ? '' : 's'}`,
    source: { ...planned.source, channels: kept },
    seeds: [seed],
    protocol: { ...planned.protocol, threshold: { kind: 'percentile', percentile, of: 'training' } },
    rows: [
      way("the report's way", report),
      way("the paper's way", paper),
      ...planned.rows.filter(({ detector }) => detector !== 'anomaly-transformer'),
    ],
  };
}
