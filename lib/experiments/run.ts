/** Runs one detector and the baselines over channels: the SMAP/MSL report's experiment. */
import { evaluationChannels, loadChannel } from '../data/index';
import { loadBackend } from '../runtime/index';
import { evaluate, macroAverage, type Evaluation, type Measures } from './evaluate';
import { baselines, models, type Method } from './methods';
import { profiles, type ProfileName } from './profiles';
import { prepareChannel, smapMslProtocol, type SmapMslProtocol } from './smap-msl-protocol';

export interface ExperimentOptions {
  /** A name of {@link models}. */
  readonly model: string;
  /** Folder of the telemetry. */
  readonly data: string;
  /** `all`: the channels with at least 100 anomalous windows; else channel names. */
  readonly channels: 'all' | readonly string[];
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
  readonly config: Omit<ExperimentOptions, 'channels' | 'onProgress' | 'signal'> & {
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
 * @throws Before any training, if the model or a channel is unknown or a channel's files are bad.
 */
export async function runExperiment(options: ExperimentOptions): Promise<ExperimentResult> {
  const { model, data, profile, seed, onProgress, signal } = options;
  const method = findModel(model);
  const backend = await loadBackend();
  const channels = resolveChannels(options);
  const methods: Record<string, Method> = { [model]: method, ...baselines };
  const results: Record<string, ChannelResult[]> = Object.fromEntries(Object.keys(methods).map((name) => [name, []]));
  const warnings: string[] = [];
  for (const [done, channel] of channels.entries()) {
    const progress = { channel, done, total: channels.length };
    const prepared = prepareChannel(data, channel, { seed });
    warnings.push(...prepared.warnings);
    for (const [name, run] of Object.entries(methods)) {
      const started = performance.now();
      const { windows } = prepared;
      const onEpoch: Parameters<Method>[0]['onEpoch'] = ({ validationLoss }) =>
        onProgress?.({ ...progress, epoch: validationLoss.length, loss: validationLoss[validationLoss.length - 1] });
      const scores = await run({ channel, windows, seed, profile: profiles[profile], onEpoch, signal });
      const { epochs, steps } = { epochs: scores.history?.trainLoss.length ?? 0, steps: scores.history?.steps ?? 0 };
      const evaluation = evaluate({ ...scores, labels: windows.test.labels }, smapMslProtocol.thresholdPercentile);
      results[name]!.push({ channel, ...evaluation, epochs, steps, seconds: (performance.now() - started) / 1000 });
    }
    onProgress?.({ ...progress, done: done + 1 });
    if (signal?.aborted) break;
  }
  const summary = (name: string): MethodResult => ({ channels: results[name]!, macro: macroAverage(results[name]!) });
  return {
    config: { model, data, profile, seed, channels, protocol: smapMslProtocol, backend: backend.backend },
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

/** The channels to run, each checked to be there and labelled before anything is trained. */
function resolveChannels({ data, channels, profile }: ExperimentOptions): string[] {
  if (channels === 'all') {
    const found = evaluationChannels(data);
    if (found.length === 0) throw new Error(`${data}: no channel has 100 anomalous windows; name channels instead.`);
    const limit = Math.min(found.length, profiles[profile].channelLimit);
    return Array.from({ length: limit }, (_, i) => found[Math.floor((i * found.length) / limit)]!);
  }
  for (const name of channels) {
    if (!loadChannel(data, name).labelled)
      throw new Error(`${name}: its anomalies are not labelled; nothing can be measured.`);
  }
  return [...channels];
}
