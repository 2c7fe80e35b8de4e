/** A pair of series of one's own as the leaderboard's entries see it, and the way back to the time steps of its file. */
import { column, labelsToSegments, selectRows, smapMslPreprocess, type Segment, type Series } from '../data/index';
import { messageOf } from '../base/index';
import { droppedSteps } from '../experiments/prepare';
import type { SourceSeries } from '../experiments/source';
import { requireMeasurable, type ScaledChannel } from './scaled-channel';

export interface OwnSeries extends ScaledChannel {
  /** What was left out on the way, one sentence each. */
  readonly warnings: readonly string[];
  /** For each scored step of the test series, which one it was before steps with missing values were dropped. */
  readonly places: Int32Array;
  /** Steps of the test series before that. */
  readonly testLength: number;
  /** Labelled segments of the test series before that. */
  readonly labelled: readonly Segment[];
}

/**
 * Cleans and scales both series by what the training series shows. Training steps that are labelled anomalous are left
 * out: every entry takes the training series for normal.
 *
 * @throws If the protocols cannot be measured on them; the message names the series, and what was dropped before.
 */
export function scaleOwnSeries(channel: string, source: SourceSeries): OwnSeries {
  const { test } = source;
  const normal = normalSteps(source.train);
  for (const series of [normal, test]) requireValues(series);
  const fitted = smapMslPreprocess().fit(normal);
  const cleaned = fitted.apply(test);
  const pair: ScaledChannel = { channel, train: fitted.transform(normal), test: cleaned.series, targets: 'all' };
  const dropped = new Set(cleaned.summaries.flatMap(({ dropped }) => dropped));
  try {
    requireMeasurable(pair);
  } catch (error) {
    if (dropped.size === 0 && pair.train.length === source.train.length) throw error;
    throw new Error(`${messageOf(error)} ${leftOut(source, pair)}`, { cause: error });
  }
  const labelled = source.train.length - normal.length;
  return {
    ...pair,
    warnings: [
      ...source.warnings,
      ...(labelled > 0
        ? [`${normal.name}: ${labelled} time steps labelled anomalous are not trained on; windows run on over the gaps`]
        : []),
      ...droppedSteps(normal, pair.train),
      ...droppedSteps(test, pair.test),
    ],
    places: Int32Array.from({ length: test.length }, (_, step) => step).filter((step) => !dropped.has(step)),
    testLength: test.length,
    labelled: labelsToSegments(test.labels!),
  };
}

/** A segment of scored steps in the time steps of the file; it takes in what was dropped within it. */
export function segmentInFile({ places }: Pick<OwnSeries, 'places'>, { start, end }: Segment): Segment {
  return { start: places[start], end: places[end - 1] + 1 };
}

/** Scores of the file's time steps: one that was dropped takes the last score before it, or the first one after it. */
export function scoresInFile({ places, testLength }: OwnSeries, scores: Float64Array): Float64Array {
  let next = 0;
  return Float64Array.from({ length: testLength }, (_, step) => {
    if (places[next] === step) next++;
    return scores[Math.max(0, next - 1)];
  });
}

function normalSteps(train: Series): Series {
  if (!train.labels?.includes(1)) return train;
  const rows = Int32Array.from({ length: train.length }, (_, step) => step).filter((step) => !train.labels![step]);
  if (rows.length > 0) return selectRows(train, rows);
  throw new Error(`${train.name}: all ${train.length} time steps are labelled anomalous; training needs normal ones.`);
}

/** A column without any value would cost every time step, as those with a missing value are dropped. */
function requireValues(series: Series): void {
  const { name, names, length, features, values } = series;
  const empty = names.find((_, feature) => !column(series, feature).some(Number.isFinite));
  if (empty !== undefined) throw new Error(`${name}: column '${empty}' has no value; leave it out, or fill it.`);
  for (let step = 0; step < length; step++) {
    if (values.subarray(step * features, (step + 1) * features).every(Number.isFinite)) return;
  }
  throw new Error(`${name}: each of its ${length} time steps lacks a value in some column; fill them first.`);
}

function leftOut({ train, test }: SourceSeries, kept: ScaledChannel): string {
  const count = (series: Series) => series.labels?.reduce((sum, label) => sum + label, 0) ?? 0;
  const labelled = count(test) - count(kept.test);
  const ofTest = `${test.length - kept.test.length} of ${test.length} test time steps (${labelled} labelled anomalous)`;
  return `Left out before: ${train.length - kept.train.length} of ${train.length} training and ${ofTest}, for missing values or training labels.`;
}
