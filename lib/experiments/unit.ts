/** The unit of work: one detector and the baselines on one channel. */
import { evaluate, type Evaluation } from './evaluate';
import { baselines, findModel, type Method } from './methods';
import { profiles, type ProfileName } from './profiles';
import { prepareSeries, type SmapMslProtocol } from './smap-msl-protocol';
import { loadSource, type Source } from './source';

/** Plain data, so that it can be sent to another process. */
export interface Unit {
  /** A name of `models`. */
  readonly model: string;
  readonly source: Source;
  readonly channel: string;
  readonly protocol: SmapMslProtocol;
  readonly profile: ProfileName;
  readonly seed: number;
}

export interface ChannelResult extends Evaluation {
  readonly channel: string;
  /** Epochs trained; 0 for what is not trained. */
  readonly epochs: number;
  readonly steps: number;
  readonly seconds: number;
}

export interface UnitResult {
  /** The row of the detector and of each baseline, by name. */
  readonly rows: Record<string, ChannelResult>;
  /** What was found in the data and mended, one sentence each. */
  readonly warnings: readonly string[];
}

export interface EpochProgress {
  readonly epoch: number;
  /** On the validation windows. */
  readonly loss: number;
}

export interface UnitOptions {
  readonly onEpoch?: (progress: EpochProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs a unit in this process; `loadBackend` must have been awaited. The result depends on the unit alone.
 *
 * @throws If the model is unknown, the channel's files are bad, or training diverges.
 */
export async function runUnit(unit: Unit, { onEpoch, signal }: UnitOptions = {}): Promise<UnitResult> {
  const { model, source, channel, protocol, profile, seed } = unit;
  const methods: Record<string, Method> = { [model]: findModel(model), ...baselines };
  const { windows, warnings } = prepareSeries(loadSource(source, channel), { protocol, seed });
  const rows: Record<string, ChannelResult> = {};
  for (const [name, run] of Object.entries(methods)) {
    const started = performance.now();
    const { trainScores, testScores, history } = await run({
      ...{ windows, seed, profile: profiles[profile], signal },
      onEpoch: ({ validationLoss }) =>
        onEpoch?.({ epoch: validationLoss.length, loss: validationLoss[validationLoss.length - 1]! }),
    });
    const scores = { trainScores, testScores, labels: windows.test.labels };
    rows[name] = {
      channel,
      ...evaluate(scores, protocol.thresholdPercentile),
      epochs: history?.trainLoss.length ?? 0,
      steps: history?.steps ?? 0,
      seconds: (performance.now() - started) / 1000,
    };
  }
  return { rows, warnings };
}
