/** Runs one detector and the baselines over channels: the SMAP/MSL report's experiment. */
import { loadBackend } from '../runtime/index';
import { evaluate, macroAverage, type Evaluation, type Measures } from './evaluate';
import { baselines, models, type Method } from './methods';
import { profiles, type ProfileName } from './profiles';
import { prepareSeries, smapMslProtocol, type SmapMslProtocol } from './smap-msl-protocol';
import type { ChannelSource } from './source';

export interface ExperimentOptions {
  /** A name of {@link models}. */
  readonly model: string;
  readonly source: ChannelSource;
  /** How windows are cut and the threshold is set; default the report's. */
  readonly protocol?: SmapMslProtocol;
  readonly profile: ProfileName;
  readonly seed: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface Progress {
  readonly channel: string;
  /** Channels finished and in all. */
  readonly done: number;
  readonly total: number;
  /** Within the current channel; absent once it is finished. */
  readonly epoch?: number;
  readonly loss?: number;
}

export interface ChannelResult extends Evaluation {
  readonly channel: string;
  /** Epochs trained; 0 for what is not trained. */
  readonly epochs: number;
  readonly steps: number;
  readonly seconds: number;
}

export interface MethodResult {
  readonly channels: readonly ChannelResult[];
  readonly macro: Measures;
}

export interface ExperimentResult extends MethodResult {
  readonly config: Pick<ExperimentOptions, 'model' | 'profile' | 'seed'> & {
    readonly data: string;
    readonly channels: readonly string[];
    readonly protocol: SmapMslProtocol;
    readonly backend: string;
  };
  readonly baselines: Record<string, MethodResult>;
  /** What was found in the data and mended, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Runs the experiment. A channel's result depends on the seed and the channel alone, not on which others are run.
 *
 * @throws If the model is unknown, before anything is trained; or a channel's files turn out to be bad.
 */
export async function runExperiment(options: ExperimentOptions): Promise<ExperimentResult> {
  const { model, source, protocol = smapMslProtocol, profile, seed, onProgress, signal } = options;
  const { channels, description: data } = source;
  const method = findModel(model);
  const backend = await loadBackend();
  const methods: Record<string, Method> = { [model]: method, ...baselines };
  const results: Record<string, ChannelResult[]> = Object.fromEntries(Object.keys(methods).map((name) => [name, []]));
  const warnings: string[] = [];
  for (const [done, channel] of channels.entries()) {
    const progress = { channel, done, total: channels.length };
    const prepared = prepareSeries(source.load(channel), { protocol, seed });
    warnings.push(...prepared.warnings);
    for (const [name, run] of Object.entries(methods)) {
      const started = performance.now();
      const { windows } = prepared;
      const onEpoch: Parameters<Method>[0]['onEpoch'] = ({ validationLoss }) =>
        onProgress?.({ ...progress, epoch: validationLoss.length, loss: validationLoss[validationLoss.length - 1] });
      const scores = await run({ channel, windows, seed, profile: profiles[profile], onEpoch, signal });
      const { epochs, steps } = { epochs: scores.history?.trainLoss.length ?? 0, steps: scores.history?.steps ?? 0 };
      const evaluation = evaluate({ ...scores, labels: windows.test.labels }, protocol.thresholdPercentile);
      results[name]!.push({ channel, ...evaluation, epochs, steps, seconds: (performance.now() - started) / 1000 });
    }
    onProgress?.({ ...progress, done: done + 1 });
    if (signal?.aborted) break;
  }
  const summary = (name: string): MethodResult => ({ channels: results[name]!, macro: macroAverage(results[name]!) });
  return {
    config: { model, data, profile, seed, channels, protocol, backend: backend.backend },
    ...summary(model),
    baselines: Object.fromEntries(Object.keys(baselines).map((name) => [name, summary(name)])),
    warnings,
  };
}

/** @throws If there is no such model; the message lists them. */
export function findModel(name: string): Method {
  const method = models[name];
  if (!method) throw new Error(`Unknown model '${name}': expected ${Object.keys(models).join(', ')}.`);
  return method;
}
