/** Runs one detector and the baselines over channels: the SMAP/MSL report's experiment. */
import { macroAverage, type Measures } from './evaluate';
import { baselines, findModel } from './methods';
import type { ProfileName } from './profiles';
import { runUnits, type RunPlace } from './run-units';
import { protocolFor, unitProtocol, type SmapMslProtocol } from './smap-msl-protocol';
import { describeSource, type Source } from './source';
import type { ChannelResult, Unit, UnitResult } from './unit';

export interface ExperimentOptions extends RunPlace {
  /** A name of {@link models}. */
  readonly model: string;
  /** Where the model's config is to differ from the profile's. */
  readonly config?: Unit['config'];
  /** Where training is to differ from the profile's. */
  readonly training?: Unit['training'];
  readonly source: Source;
  /** How windows are cut and the threshold is set; default the report's for the model. */
  readonly protocol?: SmapMslProtocol;
  readonly profile: ProfileName;
  readonly seed: number;
  /** Processes that train channels side by side; default 1, this one. */
  readonly workers?: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface SeedsOptions extends Omit<ExperimentOptions, 'seed'> {
  readonly seeds: readonly number[];
}

export interface Progress {
  readonly channel: string;
  readonly seed: number;
  /** Units settled and in all: channels, times seeds where there are several. */
  readonly done: number;
  readonly total: number;
  /** Of those settled, the ones whose results were stored, and the ones that failed. */
  readonly reused?: number;
  readonly failed?: number;
  /** Within the current channel; absent once it is finished. */
  readonly epoch?: number;
  readonly loss?: number;
}

export interface MethodResult {
  readonly channels: readonly ChannelResult[];
  readonly macro: Measures;
}

export interface ExperimentResult extends MethodResult {
  readonly config: Pick<ExperimentOptions, 'model' | 'profile' | 'seed'> & {
    /** Where the model's config differs from the profile's. */
    readonly settings?: Unit['config'];
    /** Where training differs from the profile's. */
    readonly training?: Unit['training'];
    readonly data: string;
    readonly channels: readonly string[];
    readonly protocol: SmapMslProtocol;
    /** What made the results: not only this machine's, where they were stored or come from a queue. */
    readonly backend: string;
  };
  readonly baselines: Record<string, MethodResult>;
  /** One sentence for each channel that failed; the averages lack it. */
  readonly failures: readonly string[];
  /** Whether it was stopped before every channel was done; those that are missing were not. */
  readonly interrupted: boolean;
  /** What was found in the data and mended, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Runs the experiment. A channel's result depends on the seed and the channel alone: not on which others are run, nor on
 * the number of workers, nor, but for the last digits of large sums (environment.md), on the threads that each has.
 *
 * @throws If the model is unknown or a channel's files are bad, before anything is trained; StoreError if a result cannot be kept.
 */
export async function runExperiment({ seed, ...options }: ExperimentOptions): Promise<ExperimentResult> {
  const [result] = await runSeeds({ ...options, seeds: [seed] });
  return result;
}

/**
 * Runs the experiment with several seeds at once, the units of all of them side by side.
 *
 * @returns The experiment with each seed, in their order.
 * @throws  As {@link runExperiment}.
 */
export async function runSeeds({ seeds, ...options }: SeedsOptions): Promise<ExperimentResult[]> {
  const { model, config, training, source, profile, workers = 1, onProgress } = options;
  const { protocol = protocolFor(model) } = options;
  findModel(model);
  const units = seeds.flatMap((seed) => experimentUnits({ model, config, training, source, protocol, profile, seed }));
  let last = { done: 0, total: units.length };
  const { results, failures, failed, backend } = await runUnits(units, {
    ...options,
    workers: Math.min(workers, units.length),
    onEpoch: ({ channel, seed }, progress) => onProgress?.({ channel, seed, ...last, ...progress }),
    onDone: ({ channel, seed }, { settled: done, total, reused, failed }) => {
      last = { done, total };
      onProgress?.({ channel, seed, ...last, reused, failed });
    },
  });
  return seeds.map((seed) =>
    summarize(
      results.filter((result, i): result is UnitResult => result !== undefined && units[i].seed === seed),
      failures.filter((_, i) => failed[i].seed === seed),
      { ...options, protocol, seed, backend },
    ),
  );
}

/** What the results of one seed come to. */
function summarize(
  finished: readonly UnitResult[],
  failures: readonly string[],
  options: ExperimentOptions & { readonly protocol: SmapMslProtocol; readonly backend: string },
): ExperimentResult {
  const { model, config, training, source, profile, seed, protocol, backend } = options;
  const { channels } = source;
  const summary = (name: string): MethodResult => {
    const rows = finished.map((result) => result.rows[name]);
    return { channels: rows, macro: macroAverage(rows) };
  };
  return {
    config: {
      model,
      ...(config && { settings: config }),
      ...(training && { training }),
      data: describeSource(source),
      profile,
      seed,
      channels,
      protocol,
      backend,
    },
    ...summary(model),
    baselines: Object.fromEntries(Object.keys(baselines).map((name) => [name, summary(name)])),
    failures,
    interrupted: finished.length + failures.length < channels.length,
    warnings: [...finished.flatMap((result) => result.warnings), ...undefinedMeasures(finished, model)],
  };
}

/** The units of an experiment, one for each channel. */
export function experimentUnits(
  options: Pick<ExperimentOptions, 'model' | 'config' | 'training' | 'source' | 'protocol' | 'profile' | 'seed'>,
): Unit[] {
  const { model, config, training, source, protocol = protocolFor(model), profile, seed } = options;
  const settings = { ...(config && { config }), ...(training && { training }) };
  const shared = { model, ...settings, source, protocol: unitProtocol(protocol), profile, seed };
  return source.channels.map((channel) => ({ ...shared, channel }));
}

/** Says which channels an average leaves out. */
function undefinedMeasures(results: readonly UnitResult[], model: string): string[] {
  const rows = results.map((result) => result.rows[model]).filter((row) => row.rocAuc === null || row.prAuc === null);
  const names = rows.map(({ channel }) => channel).join(', ');
  return rows.length > 0 ? [`${names}: labels of one class only; the averages of ROC-AUC and PR-AUC leave it out`] : [];
}
