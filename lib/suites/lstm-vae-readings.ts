/**
 * What report 3's "MSE reconstruction + beta-weighted KL divergence (beta = 0.1)" can mean. It does not say whether the squared
 * errors e of a window's n values are averaged or summed, nor the divergences k of the d latent dimensions. Divided by n where the
 * errors are summed, each reading is the mean error with one weight of the summed divergence:
 *
 *   mean(e) + .1 sum(k)   beta = .1
 *   mean(e) + .1 mean(k)  beta = .1 / d
 *   sum(e) + .1 sum(k)    beta = .1 / n
 *
 * The evidence bound of noise of variance 1 has beta = 2 / n, see `evidenceWeight`: the first reading has n / 20 times that, 12.5
 * times in windows of 10 steps by 25 features, and the third a twentieth of it.
 */
import { channelSize } from '../data/index';
import { smapMslProtocol, type SuiteRow, type TelemetrySource } from '../experiments/index';
import { configAt, defaultLstmVaeConfig, evidenceWeight, reportLstmVaeConfig, type ProfileName } from '../models/index';

export interface LstmVaeSettings {
  /** What the report calls beta. Default its own, .1. */
  readonly beta?: number;
  /** Default: the profile's. */
  readonly latentDim?: number;
}

/** One way to read the report's loss. */
export interface LstmVaeReading {
  /** Names the row. */
  readonly label: string;
  /** The weight of the summed divergence beside the mean error, in a window of this size. */
  weightOf(size: { readonly windowSize: number; readonly features: number }): number;
}

export interface LstmVaeReadings {
  /** The one that is shown as the report's: nn.MSELoss averages, and the chapter's divergence is a sum. */
  readonly summedKl: LstmVaeReading;
  readonly meanKl: LstmVaeReading;
  readonly summedError: LstmVaeReading;
  /** No reading of the report: the library's default. */
  readonly evidence: LstmVaeReading;
}

/** Gives the three readings of the report's loss, and the evidence bound. */
export function lstmVaeReadings(profile: ProfileName, settings: LstmVaeSettings = {}): LstmVaeReadings {
  const { beta = reportLstmVaeConfig.beta, latentDim = latentDimAt(profile) } = settings;
  const weight = String(beta).replace(/^0\./, '.');
  return {
    summedKl: { label: `lstm-vae, mean error + ${weight} sum of KL`, weightOf: () => beta },
    meanKl: { label: `lstm-vae, mean error + ${weight} mean of KL`, weightOf: () => beta / latentDim },
    summedError: {
      label: `lstm-vae, sum of errors + ${weight} sum of KL`,
      weightOf: ({ windowSize, features }) => beta / (windowSize * features),
    },
    evidence: { label: 'lstm-vae, evidence bound', weightOf: evidenceWeight },
  };
}

/** The labels of the readings. */
export type LstmVaeLabels = Readonly<Record<keyof LstmVaeReadings, string>>;

/** Gives the labels of the rows at these settings. */
export function readingLabels({ profile, ...settings }: LstmVaeSettings & { profile: ProfileName }): LstmVaeLabels {
  const readings = Object.entries<LstmVaeReading>({ ...lstmVaeReadings(profile, settings) });
  return Object.fromEntries(readings.map(([name, { label }]) => [name, label])) as LstmVaeLabels;
}

/** Labels of the rows of the suite `report-3`. */
export const lstmVaeLabels: LstmVaeLabels = readingLabels({ profile: 'full' });

/** Makes a row of each reading, and of the evidence bound. */
export function lstmVaeRows(
  source: TelemetrySource,
  profile: ProfileName,
  settings: LstmVaeSettings = {},
): readonly SuiteRow[] {
  const { latentDim } = settings;
  const sizes: NonNullable<SuiteRow['config']> =
    latentDim === undefined || latentDim === latentDimAt(profile) ? {} : { latentDim };
  const { windowSize } = smapMslProtocol;
  const { evidence, ...readings } = lstmVaeReadings(profile, settings);
  const rowOf = ({ label, weightOf }: LstmVaeReading): SuiteRow => {
    const configs = source.channels.map((channel) => {
      const { features } = channelSize(source.root, channel);
      return [channel, { ...sizes, beta: weightOf({ windowSize, features }) }] as const;
    });
    return { label, detector: 'lstm-vae', configOf: Object.fromEntries(configs) };
  };
  const rows = Object.values<LstmVaeReading>(readings).map(rowOf);
  return [...rows, { label: evidence.label, detector: 'lstm-vae', config: sizes }];
}

/** Gives the latent dimensions at a profile; the report's, but for `smoke`. */
export function latentDimAt(profile: ProfileName): number {
  return { ...defaultLstmVaeConfig, ...configAt('lstm-vae', profile) }.latentDim;
}
