/** Figures of notebook 2 that its tables, its sentences and its claims share. */
import { mean, median, variance } from '../base/index';
import type { Series } from '../data/index';
import {
  denseInside,
  dimensionsInUse,
  keptScores,
  Results,
  thresholdsByLabels,
  withThreshold,
  type DenseInside,
  type PreparedSeries,
  type ResultRow,
  type SuiteTable,
} from '../experiments/index';
import { perfectRanking, rocAuc, type PrecisionRecallF1 } from '../metrics/index';
import { applyThreshold, type ThresholdRule } from '../scoring/index';
import { formatMeasure, recordsTable, type ChoiceRule, type Table, type TableRecord } from '../tables/index';

/** Takes the rows of a report's own latent sizes, in their order. */
export function sizesOf({ name, rows }: SuiteTable, results: Results): Results[] {
  const labels = rows.map(({ label }) => label).filter((label) => /^vae, latent \d+$/.test(label));
  return labels.map((label) => results.table(name).row(label));
}

/** Makes a figure of the error on a part of the windows. */
export function errorOf(part: keyof DenseInside['errors']): (row: ResultRow) => number {
  return (row) => denseInside(row).errors[part];
}

/** Takes the lowest validation loss, that of the weights that were kept. */
export function keptLoss({ history }: ResultRow): number {
  return history!.validationLoss[history!.bestEpoch];
}

/** Measures how much of the last layer's gradient reaches the first one in the trained network. */
export function gradientReach(row: ResultRow): number {
  return denseInside(row).gradients.after.firstOverLast;
}

/** Measures how unsteady the gradient of the trained network is over batches. */
export function gradientVariation(row: ResultRow): number {
  return denseInside(row).gradients.after.variation;
}

/** Report 2's data has five dimensions: 1 for a model that uses fewer. */
export function collapsed(row: ResultRow): number {
  return Number(dimensionsInUse(row) < 5);
}

/** Predicts by the scores of the test windows that a result kept, and by its threshold. */
export function predictionsOf({ row, scores, threshold }: ResultRow): Uint8Array {
  if (scores && threshold !== undefined) return applyThreshold(scores.test, threshold);
  throw new Error(`${row}: expected scores of its windows and a threshold; found none.`);
}

/** Makes a table of the windows of some prepared series, by what they are called. */
export function windowTable(parts: Readonly<Record<string, PreparedSeries>>): Table {
  const headings = ['Training windows', 'Validation windows', 'Test windows', 'Steps per window', 'Features'];
  return {
    caption: 'Windows; those for training and validation are all normal',
    columns: [
      'Data',
      ...headings.map((heading) => ({ heading, digits: 0 })),
      { heading: 'Anomalous test windows (%)', digits: 1 },
    ],
    rows: Object.entries(parts).map(
      ([
        name,
        {
          windows: { train, validation, test },
        },
      ]) => [
        name,
        train.count,
        validation.count,
        test.count,
        train.windowSize,
        train.features,
        100 * mean(Array.from(test.labels)),
      ],
    ),
  };
}

/** What a perfect ranking could reach with one seed. */
export interface RankingLimit extends PrecisionRecallF1 {
  readonly seed: number;
  /** Share of the test windows that the threshold calls anomalous, and that are. */
  readonly called: number;
  readonly anomalous: number;
}

/** Gives, seed by seed, what a perfect ranking could reach with as many windows called anomalous as a row calls. */
export function rankingLimits(table: SuiteTable, row: Results): RankingLimit[] {
  return row.rows.map((run) => {
    const { labels } = keptScores(table, run);
    const [called, anomalous] = [predictionsOf(run), labels].map((flags) => mean(Array.from(flags)));
    return { seed: run.seed, called, anomalous, ...perfectRanking(called, anomalous) };
  });
}

/** Judges rows by each of some thresholds; a result's label says by which. */
export function judgedBy(
  table: SuiteTable,
  rows: readonly Results[],
  rules: Readonly<Record<string, ThresholdRule>>,
): Results[] {
  return Object.entries(rules).flatMap(([name, rule]) =>
    rows.map((row) => {
      const judged = withThreshold(row, table, rule).rows;
      return new Results(judged.map((run) => ({ ...run, row: `${run.row}: ${name}` })));
    }),
  );
}

/** How report 1's latent size can be chosen: without test labels, and by them. */
export const sizeChoices = [
  { name: 'validation loss', figure: keptLoss, best: 'lowest' },
  { name: 'validation reconstruction error', figure: errorOf('validation'), best: 'lowest' },
  { name: 'oracle: test F1', figure: 'f1', best: 'highest', oracle: true },
  { name: 'oracle: test ROC-AUC', figure: 'rocAuc', best: 'highest', oracle: true },
] as const satisfies readonly ChoiceRule[];

/** Makes the records of thresholds that labels choose, over the seeds of a row. */
export function labelledRecords(table: SuiteTable, row: Results, rule: ThresholdRule): TableRecord[] {
  const runs = row.rows.map((run) => thresholdsByLabels(keptScores(table, run), { rule, seed: run.seed }));
  return runs[0].map(({ chosen }, i) => {
    const over = (figure: 'precision' | 'recall' | 'f1' | 'falsePositiveRate') => runs.map((run) => run[i][figure]);
    return {
      threshold: chosen,
      precision: over('precision'),
      recall: over('recall'),
      F1: over('f1'),
      'false positive rate': over('falsePositiveRate'),
    };
  });
}

/** Makes the table of the thresholds that labels choose, beside the table's own rule. */
export function labelledTable(table: SuiteTable, row: Results): Table {
  const caption = `${row.labels[0]}: thresholds, all judged on one half of the test samples`;
  return recordsTable(labelledRecords(table, row, table.protocol.threshold), { caption });
}

/** Makes a table of the pixels of a labelled series of images, by class: what the best constant reconstruction sees of them. */
export function pixelTable({ values, labels, features }: Series): Table {
  const row = (name: string, label: number) => {
    const own = values.filter((_, i) => labels![Math.floor(i / features)] === label);
    const edges = own.filter((value) => value === 0 || value === 1);
    return [name, mean(own), variance(own), edges.length / own.length];
  };
  return {
    caption: "The chapter's own example: pixels of the test images",
    columns: ['Images', 'Mean', 'Variance', 'Share black or white'],
    rows: [row('normal: Gaussian, clipped', 0), row('anomalous: uniform', 1)],
  };
}

/** Computes the ROC-AUC of the distance of a score from the median training score, which sees errors that are too small. */
export function twoSidedRocAuc(table: SuiteTable): (run: ResultRow) => number {
  return (run) => {
    const { trainScores, testScores, labels } = keptScores(table, run);
    const centre = median(trainScores);
    return rocAuc(
      Array.from(testScores, (score) => Math.abs(score - centre)),
      labels,
    );
  };
}

/** Says what the pixels of both classes of the chapter's own example have in common, and what not. @param table  As `pixelTable` makes it. */
export function pixelSentence({ rows }: Table): string {
  const [[, meanNormal, ofNormal], [, meanOther, ofOther]] = rows as [string, number, number, number][];
  const text = formatMeasure;
  return (
    `The pixels of both kinds of images have nearly the same mean, ${text(meanNormal)} and ${text(meanOther)}, so that the ` +
    `best constant reconstruction is grey. Its error is the variance: ${text(ofNormal)} for normal images, ${text(ofOther)} ` +
    'for anomalous ones. Anomalies would then score lower.'
  );
}
