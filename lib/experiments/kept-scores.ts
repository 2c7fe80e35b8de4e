/** What results that kept their scores (`keep: ['windows']`) say over channels: mean curves, one confusion matrix, correlations. */
import { correlation, mean } from '../base/index';
import {
  meanPrecisionRecall,
  meanRoc,
  precisionRecallCurve,
  rocCurve,
  type Confusion,
  type MeanCurveOptions,
  type MeanPrecisionRecall,
  type MeanRoc,
} from '../metrics/index';
import type { Results, ResultRow } from './results';

export interface MeanCurves {
  readonly roc: MeanRoc;
  readonly precisionRecall: MeanPrecisionRecall;
  /** Mean share of anomalous windows: the precision of a random score. */
  readonly prevalence: number;
}

/**
 * Averages the ROC and precision-recall curves of channels, whose bands show how far channels differ: first over a channel's seeds,
 * then over the channels that have windows of both classes.
 *
 * @param results  One row of a table.
 * @throws         If the scores were not kept.
 */
export function meanCurves(results: Results, options: MeanCurveOptions = {}): MeanCurves {
  const channels = results.channels
    .map((channel) => results.channel(channel).rows.map(scoresOf))
    .filter(([{ labels }]) => labels.includes(0) && labels.includes(1));
  const overSeeds = channels.map((seeds) => ({
    roc: meanRoc(seeds.map(({ test, labels }) => rocCurve(test, labels))),
    precisionRecall: meanPrecisionRecall(seeds.map(({ test, labels }) => precisionRecallCurve(test, labels))),
    prevalence: mean(seeds[0].labels),
  }));
  return {
    roc: meanRoc(
      overSeeds.map(({ roc }) => roc),
      options,
    ),
    precisionRecall: meanPrecisionRecall(
      overSeeds.map(({ precisionRecall }) => precisionRecall),
      options,
    ),
    prevalence: mean(overSeeds.map(({ prevalence }) => prevalence)),
  };
}

/**
 * Counts the windows of all rows together, each called by its row's own threshold.
 *
 * @param results  One row of a table and one seed, so that each window is counted once.
 * @throws         If windows were not measured.
 */
export function pooledConfusion(results: Results): Confusion {
  const counts = results.rows.map(({ row, channel, confusion }) => {
    if (confusion) return confusion;
    throw new Error(`${row} on ${channel}: expected what was measured on windows; found none.`);
  });
  const sum = (cell: keyof Confusion) => counts.reduce((total, each) => total + each[cell], 0);
  return { tp: sum('tp'), fp: sum('fp'), tn: sum('tn'), fn: sum('fn') };
}

/**
 * Correlates the test scores of two rows on each channel (Pearson), averaged over the seeds of the first; channels on which one of
 * them does not vary are left out.
 *
 * @param others  Of a detector without seeds its only one counts for all.
 * @throws        If the scores were not kept.
 */
export function scoreCorrelations(results: Results, others: Results): Map<string, number> {
  const found = results.channels.map((channel) => {
    const values = results.channel(channel).rows.map((row) => {
      const own = others.channel(channel);
      const other = own.rows.find(({ seed }) => seed === row.seed) ?? own.rows[0];
      return correlation(scoresOf(row).test, scoresOf(other).test);
    });
    return [channel, mean(values.filter((value) => !Number.isNaN(value)))] as const;
  });
  return new Map(found.filter(([, value]) => !Number.isNaN(value)));
}

function scoresOf({ row, channel, scores }: ResultRow): NonNullable<ResultRow['scores']> {
  if (scores) return scores;
  throw new Error(
    `${row} on ${channel}: expected the scores of its windows, as keep: ['windows'] has them; found none.`,
  );
}
