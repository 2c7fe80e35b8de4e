/** How much of an experiment is run: seconds for a test, minutes for a look, or the report's own sizes. */
import {
  defaultAnomalyTransformerConfig,
  smallAnomalyTransformerConfig,
  type AnoGanConfig,
  type AnomalyTransformerConfig,
  type AutoencoderConfig,
  type EgbadConfig,
  type FAnoGanConfig,
  type LstmAttentionConfig,
  type LstmAutoencoderConfig,
  type LstmVaeConfig,
  type VaeConfig,
} from '../models/index';
import type { FitOptions } from '../training/index';

export const profileNames = ['smoke', 'quick', 'full'] as const;
export type ProfileName = (typeof profileNames)[number];

export interface Profile {
  readonly fit: Pick<FitOptions, 'epochs'>;
  readonly lstmVae: Pick<LstmVaeConfig, 'hiddenUnits' | 'latentDim'>;
  readonly lstmAttention: Pick<LstmAttentionConfig, 'hiddenUnits' | 'bottleneckUnits'>;
  readonly anomalyTransformer: Partial<AnomalyTransformerConfig>;
  readonly lstmAutoencoder: Partial<LstmAutoencoderConfig>;
  readonly vae: Pick<VaeConfig, 'hiddenUnits' | 'latentDim'>;
  readonly autoencoder: Partial<AutoencoderConfig>;
  readonly anoGan: Partial<AnoGanConfig>;
  readonly fAnoGan: Partial<FAnoGanConfig>;
  readonly egbad: Partial<EgbadConfig>;
  /** At most so many channels, evenly spread over those asked for, unless they were named. */
  readonly channelLimit: number;
}

/** The reports' sizes of all models but the transformer, which `full` alone can afford. */
const reportSizes = {
  lstmVae: { hiddenUnits: 128, latentDim: 32 },
  lstmAttention: { hiddenUnits: 128, bottleneckUnits: 32 },
  lstmAutoencoder: {},
  vae: { hiddenUnits: [128, 64], latentDim: 8 },
  autoencoder: {},
  anoGan: {},
  fAnoGan: {},
  egbad: {},
};

const smokeGan = { hiddenUnits: [16, 8], latentDim: 4 };

export const profiles: Record<ProfileName, Profile> = {
  smoke: {
    fit: { epochs: 2 },
    lstmVae: { hiddenUnits: 16, latentDim: 4 },
    lstmAttention: { hiddenUnits: 16, bottleneckUnits: 8 },
    anomalyTransformer: { modelDim: 16, heads: 2, layers: 1, feedForwardDim: 16 },
    lstmAutoencoder: { hiddenUnits: 8, layers: 1, latentDim: 4 },
    vae: { hiddenUnits: [16], latentDim: 4 },
    autoencoder: { hiddenUnits: [16], latentDim: 4 },
    anoGan: { ...smokeGan, searchSteps: 5 },
    fAnoGan: smokeGan,
    egbad: { ...smokeGan, jointUnits: 8 },
    channelLimit: 2,
  },
  quick: {
    ...reportSizes,
    fit: { epochs: 6 },
    anomalyTransformer: smallAnomalyTransformerConfig,
    channelLimit: Infinity,
  },
  full: {
    ...reportSizes,
    fit: { epochs: 100 },
    anomalyTransformer: defaultAnomalyTransformerConfig,
    channelLimit: Infinity,
  },
};

/**
 * Reads a profile's name.
 *
 * @throws If there is no such profile; the message lists them.
 */
export function parseProfile(name: string): ProfileName {
  const found = profileNames.find((each) => each === name);
  if (!found) throw new Error(`Unknown profile '${name}': expected ${profileNames.join(', ')}.`);
  return found;
}
