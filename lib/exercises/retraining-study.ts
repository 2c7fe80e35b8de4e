/** Section 4.5.4's retraining on a channel whose sensor fails: three candidates beside the pipeline as it was. */
import { sliceSeries, type Channel, type Series } from '../data/index';
import {
  AnomalyPipeline,
  compareCandidate,
  fineTune,
  measureForgetting,
  type Comparison,
  type PipelineOptions,
} from '../pipeline/index';

/** Loses half of the gain of the first feature and moves it by 0.5: a sensor that fails, made here. */
export function failingSensor(series: Series): Series {
  const { values, features } = series;
  return { ...series, values: values.map((value, i) => (i % features === 0 ? 0.5 * value + 0.5 : value)) };
}

/** The stretches of a channel that drift and retraining are measured on. */
export interface Stretches {
  /** The training part of the training split. */
  readonly old: Series;
  /** The end of the training split, which sets the threshold. */
  readonly held: Series;
  /** Normal, from the beginning of the test split. */
  readonly fresh: Series;
  /** The rest of the test split, with the anomalies. */
  readonly rest: Series;
}

/** Cuts a channel: the test split at 60 % of the way to its first anomaly. */
export function stretchesOf({ train, test, segments }: Channel, calibrationFraction: number): Stretches {
  const held = Math.floor((1 - calibrationFraction) * train.length);
  const cut = Math.floor(0.6 * segments[0].start);
  return {
    old: sliceSeries(train, 0, held),
    held: sliceSeries(train, held),
    fresh: sliceSeries(test, 0, cut),
    rest: sliceSeries(test, cut),
  };
}

/** What one pipeline comes to on the failing rest of the test split, one value for each seed. */
export interface RetrainingRow {
  readonly pipeline: string;
  readonly f1: readonly number[];
  readonly prAuc: readonly number[];
  readonly falsePositiveRate: readonly number[];
  /** Rise of the mean score on old normal data; undefined where nothing was trained. */
  readonly forgotten?: readonly number[];
  /** With how many seeds the rule of promotion takes it; undefined where there is nothing to promote. */
  readonly promoted?: number;
  /** The rule's reason with the first seed. */
  readonly reason?: string;
}

/** The candidates by name. */
const retrainings = ['trained on', 'trained on with replay', 'fitted again'] as const;

/**
 * Retrains each pipeline on new data of the failing sensor in three ways, and compares them on the rest, which none has
 * seen: `as it was`, the three, and calling everything anomalous.
 *
 * @param pipelines  One for each seed, all fitted with the same options but the seed.
 */
export async function retrainingStudy(
  pipelines: readonly AnomalyPipeline[],
  { old, held, fresh, rest }: Stretches,
  options: PipelineOptions,
): Promise<RetrainingRow[]> {
  const [failing, holdout] = [failingSensor(fresh), failingSensor(rest)];
  const outcomes: (Comparison & { readonly forgotten: number })[][] = [];
  for (const [seed, current] of pipelines.entries()) {
    const candidates = [
      await fineTune(current, failing),
      await fineTune(current, failing, { replay: { series: old } }),
      await new AnomalyPipeline({ ...options, seed: (options.seed ?? 0) + seed }).fit(failing),
    ];
    outcomes.push(
      candidates.map((candidate) => ({
        ...compareCandidate({ current, candidate }, holdout),
        forgotten: measureForgetting(current, candidate, held).increase,
      })),
    );
    candidates.forEach((candidate) => candidate.dispose());
  }
  const share = holdout.labels!.filter((label) => label === 1).length / holdout.length;
  const figures = (measures: readonly { f1: number | null; prAuc: number | null; falsePositiveRate: number }[]) => ({
    f1: measures.map(({ f1 }) => f1 ?? 0),
    prAuc: measures.map(({ prAuc }) => prAuc ?? 0),
    falsePositiveRate: measures.map(({ falsePositiveRate }) => falsePositiveRate),
  });
  return [
    { pipeline: 'as it was', ...figures(outcomes.map(([{ current }]) => current)) },
    ...retrainings.map((pipeline, i) => ({
      pipeline,
      ...figures(outcomes.map((each) => each[i].candidate)),
      forgotten: outcomes.map((each) => each[i].forgotten),
      promoted: outcomes.filter((each) => each[i].promote).length,
      reason: outcomes[0][i].reason,
    })),
    { pipeline: 'everything anomalous', f1: [(2 * share) / (1 + share)], prAuc: [share], falsePositiveRate: [1] },
  ];
}

/** The study as rows of a table. */
export function retrainingTable(rows: readonly RetrainingRow[], seeds: number) {
  return rows.map(({ pipeline, f1, prAuc, falsePositiveRate, forgotten, promoted }) => ({
    pipeline,
    F1: f1,
    'PR-AUC': prAuc,
    'false positive rate': falsePositiveRate,
    'rise of the score on old data': forgotten,
    promoted: promoted === undefined ? undefined : `${promoted} of ${seeds}`,
  }));
}

/** F1 of each way to retrain less the F1 without, seed by seed. */
export function retrainingGains(rows: readonly RetrainingRow[]): Readonly<Record<string, readonly number[]>> {
  const before = rows[0].f1;
  const retrained = rows.filter(({ promoted }) => promoted !== undefined);
  return Object.fromEntries(retrained.map(({ pipeline, f1 }) => [pipeline, f1.map((value, i) => value - before[i])]));
}
