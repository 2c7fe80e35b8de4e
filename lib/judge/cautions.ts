/** The mistakes that are made most often with scores, looked for and named. */
import { median, type NumberArray } from '../base/index';
import { RANDOM } from './know-nothing';
import type { JudgedRow, LabelledSteps } from './judged';
import { rankCorrelation } from './rank-correlation';
import type { Replicates } from './replicates';

/** A mistake that the figures point to. */
export interface Caution {
  readonly row: string;
  readonly kind:
    | 'point adjustment'
    | 'nothing predicted'
    | 'threshold on test labels'
    | 'time index'
    | 'constant scores'
    | 'reversed scores'
    | 'perfect scores';
  /** What was seen, in a sentence. */
  readonly text: string;
}

export interface CautionContext {
  readonly series: readonly LabelledSteps[];
  /** All rows that were measured, the random one among them. */
  readonly rows: readonly Replicates[];
  /** Whether the threshold is a number that was given: what it was chosen by is not known. */
  readonly isGiven: boolean;
  /** What the threshold was taken from, such as 'training scores'. */
  readonly thresholdFrom: string;
}

/** Looks for mistakes in a judged row. */
export function cautionsOf(row: JudgedRow, own: Replicates, context: CautionContext): Caution[] {
  const found = [
    perfectScores(own),
    constantScores(row, context.series),
    reversedScores(own),
    timeIndex(row, context.series),
    nothingPredicted(own),
    labelledThreshold(own, context),
    pointAdjustment(own, context),
  ];
  return found.flatMap((each) => (each ? [{ row: row.name, ...each }] : []));
}

type Found = Omit<Caution, 'row'> | undefined;

/** Point adjustment is worth a warning if it makes a tenth of F1 or more. */
const NOTICEABLE = 0.1;

/** @see Kim et al. 2022, "Towards a Rigorous Evaluation of Time-Series Anomaly Detection". */
function pointAdjustment({ measures }: Replicates, { rows }: CautionContext): Found {
  const random = rows.find(({ name }) => name === RANDOM)?.measures;
  const { stepF1, adjustedF1, bestAdjustedF1Oracle: best } = measures;
  if (!isNumber(stepF1) || !isNumber(adjustedF1) || !isNumber(best)) return undefined;
  const chance = random?.bestAdjustedF1Oracle;
  if (adjustedF1 - stepF1 < NOTICEABLE) return undefined;
  const beside = isNumber(chance)
    ? ` At the best threshold for each (oracle) it has ${text(best)}, and random scores have ${text(chance)}: a`
    : ' A';
  return {
    kind: 'point adjustment',
    text:
      `F1 is ${text(stepF1)} as predicted and ${text(adjustedF1)} after point adjustment, which calls a whole segment found ` +
      `for one hit.${beside} figure after point adjustment is not evidence of detection.`,
  };
}

function labelledThreshold({ measures }: Replicates, { isGiven, thresholdFrom }: CautionContext): Found {
  const { stepF1, bestF1Oracle: best } = measures;
  if (!isNumber(stepF1) || !isNumber(best) || best === 1) return undefined;
  const kind = 'threshold on test labels';
  if (isGiven && best - stepF1 < 1e-3) {
    const same = `The threshold that was given has the F1 that the best one has, ${text(stepF1)}`;
    return { kind, text: `${same}: it looks like one that was chosen on the test labels. Its F1 is an oracle's.` };
  }
  if (best - stepF1 < NOTICEABLE) return undefined;
  return {
    kind,
    text:
      `A better threshold exists, with an F1 of ${text(best)}, but only the test labels tell it: that figure is an oracle's. ` +
      `With a threshold from the ${thresholdFrom} F1 is ${text(stepF1)}.`,
  };
}

function nothingPredicted({ measures, thresholds }: Replicates): Found {
  const { alarmShare } = measures;
  if (alarmShare !== 0) return undefined;
  const value = thresholds.length === 1 ? ` ${thresholds[0]}` : '';
  return {
    kind: 'nothing predicted',
    text: `No score lies above the threshold${value}: F1 and alarms say nothing here.`,
  };
}

/** Scores that are the place in the series have a rank correlation of one with it. */
const LIKE_TIME = 0.9;

function timeIndex({ draws: [scores] }: JudgedRow, series: readonly LabelledSteps[]): Found {
  const correlations = scores.map(({ test }) => rankCorrelation(test)).filter(isNumber);
  if (correlations.length === 0) return undefined;
  const middle = median(correlations);
  if (Math.abs(middle) < LIKE_TIME) return undefined;
  const where = series.length > 1 ? `, the median over ${series.length} series` : '';
  const way = middle > 0 ? 'grow' : 'fall';
  return {
    kind: 'time index',
    text: `The scores ${way} with time (rank correlation ${text(middle)}${where}): they tell the place in the series more than its values.`,
  };
}

function constantScores({ draws: [scores] }: JudgedRow, series: readonly LabelledSteps[]): Found {
  const constant = series.filter((_, i) => isConstant(scores[i].test)).map(({ name }) => name);
  if (constant.length === 0) return undefined;
  if (series.length === 1) return { kind: 'constant scores', text: 'All scores are equal.' };
  const all = constant.length === series.length ? 'each series' : `${constant.length} of ${series.length} series`;
  return { kind: 'constant scores', text: `All scores are equal on ${all}, such as ${constant[0]}.` };
}

function reversedScores({ measures: { tsbAucRoc: area } }: Replicates): Found {
  if (!isNumber(area) || area >= 0.4) return undefined;
  return {
    kind: 'reversed scores',
    text: `ROC-AUC is ${text(area)}: normal steps have the higher scores. If they are likelihoods or similarities, judge their negative (--negate).`,
  };
}

function perfectScores({ measures: { stepPrAuc: precision } }: Replicates): Found {
  if (precision !== 1) return undefined;
  return { kind: 'perfect scores', text: 'The scores separate the labels without an error: do they hold the labels?' };
}

const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';

const isConstant = (scores: NumberArray) =>
  scores.length > 1 && Array.prototype.every.call(scores, (score) => score === scores[0]);

const text = (value: number) => value.toFixed(2).replace(/^(-?)0\./, '$1.');
