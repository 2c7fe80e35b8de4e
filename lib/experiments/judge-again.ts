/** Judges scores that a suite's rows kept again, by other thresholds, without training again. */
import { Random, type BinaryArray, type NumberArray } from '../base/index';
import { confusion, precisionRecallF1, type PrecisionRecallF1 } from '../metrics/index';
import {
  applyThreshold,
  bestF1Threshold,
  fitThreshold,
  predictWith,
  youdenThreshold,
  type ThresholdRule,
} from '../scoring/index';
import { evaluate, windowKinds, windowLabels, type WindowScores } from './measures/index';
import { scalePair } from './prepare';
import { Results, type ResultRow } from './results';
import { loadSource, targetsOf } from './sources/index';
import type { SuiteTable } from './suite';

/**
 * Takes the scores that a row kept, with the labels of its test windows.
 *
 * @param table  Its rows asked for `keep: ['windows']`.
 * @throws       If the table has no such row, or it kept no scores.
 */
export function keptScores(table: SuiteTable, { row: label, channel, seed, scores }: ResultRow): WindowScores {
  const row = table.rows.find((each) => each.label === label);
  if (!row || !scores) {
    const found = row ? 'none' : `no row '${label}'`;
    throw new Error(
      `${table.name}: expected scores of the windows of '${label}', by keep: ['windows']; found ${found}.`,
    );
  }
  const source = row.source ?? table.source;
  const protocol = { ...table.protocol, ...row.protocol, ...row.protocolOf?.[channel] };
  const { test, kinds } = scalePair(loadSource(source, channel, seed), protocol.scaling, targetsOf(source));
  return {
    trainScores: scores.train,
    testScores: scores.test,
    labels: windowLabels(test, protocol),
    ...(kinds && { kinds: windowKinds(kinds, protocol) }),
  };
}

/** Judges results by another threshold than their protocol's; the measures without a threshold stay as they are. */
export function withThreshold(results: Results, table: SuiteTable, rule: ThresholdRule): Results {
  return new Results(
    results.rows.map((row) => {
      const { threshold, kinds, confusion: counts, ...measures } = evaluate(keptScores(table, row), rule);
      return { ...row, measures, threshold, confusion: counts, ...(kinds && { kinds }) };
    }),
  );
}

/** A threshold that labels chose, or a rule without labels, and what it comes to. */
export interface LabelledChoice extends PrecisionRecallF1 {
  readonly chosen: string;
  readonly falsePositiveRate: number;
}

/**
 * Chooses thresholds by labels, as the chapter does by the ROC curve (section 4.1.2). Half of the test windows of each
 * class become validation data; all thresholds are judged on the other half, the oracles' too, which are chosen on it. Only
 * for windows that do not overlap: a window of one half would else be part of the other.
 *
 * @param rule  The rule without labels that they are compared with.
 * @param seed  Draws the halves.
 */
export function thresholdsByLabels(
  { trainScores, testScores, labels }: WindowScores,
  { rule, seed }: { readonly rule: ThresholdRule; readonly seed: number },
): LabelledChoice[] {
  const [validation, judged] = halves(testScores, labels, seed);
  const without = predictWith(fitThreshold(rule, { normal: trainScores, test: judged.scores }), judged.scores);
  const by = (choose: (scores: NumberArray, labels: BinaryArray) => number, half: Half) =>
    applyThreshold(judged.scores, choose(half.scores, half.labels), { inclusive: true });
  const predictions: Readonly<Record<string, Uint8Array>> = {
    'without labels, by the rule': without,
    'ROC curve, validation labels': by(youdenThreshold, validation),
    'best F1, validation labels': by(bestF1Threshold, validation),
    'ROC curve, oracle': by(youdenThreshold, judged),
    'best F1, oracle': by(bestF1Threshold, judged),
  };
  return Object.entries(predictions).map(([chosen, predicted]) => {
    const { fp, tn } = confusion(predicted, judged.labels);
    return { chosen, ...precisionRecallF1(predicted, judged.labels), falsePositiveRate: fp / (fp + tn) };
  });
}

interface Half {
  readonly scores: readonly number[];
  readonly labels: readonly number[];
}

/** Deals the windows of each class out in random order, to one half and to the other. */
function halves(scores: NumberArray, labels: BinaryArray, seed: number): [Half, Half] {
  const order = Array.from(new Random(seed).fork('labelled halves').permutation(labels.length));
  const places: [number[], number[]] = [[], []];
  for (const label of [0, 1]) {
    order.filter((i) => Number(labels[i] !== 0) === label).forEach((i, turn) => places[turn % 2].push(i));
  }
  const half = (chosen: readonly number[]): Half => ({
    scores: chosen.map((i) => scores[i]),
    labels: chosen.map((i) => labels[i]),
  });
  return [half(places[0]), half(places[1])];
}
