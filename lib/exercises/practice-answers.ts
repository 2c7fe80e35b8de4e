/** What notebook 08 saw of thresholds, retraining and alerts, in sentences, and its answer. */
import { grouped, mean } from '../base/index';
import type { Series } from '../data/index';
import type { AnomalyPipeline, Explanation, ParityRow } from '../pipeline/index';
import { formatFixed, formatMeasure, formatShort, percent } from '../tables/index';
import type { TimeRatios } from './export-study';
import type { MonitorOutcome } from './monitor-study';
import type { SavedOutcome } from './practice-folder';
import type { ModelOutcome } from './practice-models';
import type { RetrainingRow } from './retraining-study';
import type { RuleOutcome } from './threshold-rules';

/** Says which rule has the best F1, and what the rule for a recall of .9 comes to. */
export function rulesSeen(rules: readonly Readonly<Record<string, RuleOutcome>>[]): string {
  const over = (rule: string, figure: keyof RuleOutcome) => mean(rules.map((each) => each[rule][figure]));
  const names = Object.keys(rules[0]);
  const best = names.reduce((most, rule) => (over(rule, 'f1') > over(most, 'f1') ? rule : most));
  const higher = names.filter((rule) => over(rule, 'threshold') > over('recall .9', 'threshold'));
  const [low, high] = ['percentile 50', 'percentile 99'];
  return (
    `From percentile 50 to 99 the false positive rate falls from ${formatMeasure(over(low, 'falsePositiveRate'))} to ` +
    `${formatMeasure(over(high, 'falsePositiveRate'))} and the recall from ${formatMeasure(over(low, 'recall'))} to ` +
    `${formatMeasure(over(high, 'recall'))}. The rule "${best}" has the best F1 (${formatMeasure(over(best, 'f1'))}); the one ` +
    `that maximizes it on the other blocks has ${formatMeasure(over('best F1', 'f1'))}. The rule for a recall of .9 takes the ` +
    `highest threshold that found nine tenths of the anomalous steps of its blocks, ${formatFixed(over('recall .9', 'threshold'), 2)}` +
    `${higher.length === 0 ? ', above all others' : `, below ${higher.join(' and ')} alone`}; on the blocks in between it ` +
    `finds ${formatMeasure(over('recall .9', 'recall'))}: what is asked of some blocks is not promised for others.`
  );
}

/** Explains the detected segment with the highest score, or its step alone where none holds it. */
export function explainPeak(pipeline: AnomalyPipeline, test: Series): Explanation {
  const { scores, segments } = pipeline.predict(test);
  const first = pipeline.windowSize - 1;
  const highest = scores.reduce((most, score, time) => (score > scores[most] ? time : most), 0);
  const peak = Math.max(first, highest);
  const found = segments.find(({ start, end }) => start <= peak && peak < end && end > first);
  return pipeline.explain(found ?? { start: peak, end: peak + 1 }, test);
}

/** Says how many ways to retrain were taken into use, and at what F1. */
export function retrainingSeen(rows: readonly RetrainingRow[], seeds: number): string {
  const tried = rows.filter(({ promoted }) => promoted !== undefined);
  const taken = tried.filter(({ promoted }) => promoted === seeds);
  const refused = tried.filter(({ promoted }) => promoted === 0);
  const f1 = ({ f1: own }: RetrainingRow) => formatMeasure(mean(own));
  const listed = (some: readonly RetrainingRow[]) => some.map((each) => `${each.pipeline} (F1 ${f1(each)})`).join(', ');
  return (
    `As it was the pipeline has F1 ${f1(rows[0])}, which is that of calling everything anomalous where the false positive ` +
    `rate is 1. Of ${tried.length} ways to retrain, ${taken.length} ${taken.length === 1 ? 'is' : 'are'} taken with every ` +
    `seed: ${listed(taken) || 'none'}; ${refused.length} with none: ${listed(refused) || 'none'}. ` +
    tried.map(({ pipeline, reason }) => `${pipeline}: ${reason}`).join(' ')
  );
}

/** The differences of exported scores as rows of a table. */
export function parityTable(rows: readonly ParityRow[]) {
  const say = (found: ParityRow['onnx']) => ('reason' in found ? found.reason : formatShort(found.difference, 2));
  return rows.map(({ detector, savedModel, onnx }) => ({ detector, SavedModel: say(savedModel), ONNX: say(onnx) }));
}

/** Ratios of times as rows of a table, one value for each round. */
export function ratioRows({ onnxInBatch, onnxOneByOne, batch }: TimeRatios) {
  return [
    { 'time of': 'ONNX Runtime over the tensor runtime, in one batch', ratio: onnxInBatch },
    { 'time of': 'ONNX Runtime over the tensor runtime, one by one', ratio: onnxOneByOne },
    { 'time of': 'one batch over one by one, in the tensor runtime', ratio: batch },
  ];
}

interface PracticeFound {
  readonly outcomes: readonly ModelOutcome[];
  readonly kept: SavedOutcome;
  readonly eager: MonitorOutcome;
  readonly calm: MonitorOutcome;
  readonly retrained: readonly RetrainingRow[];
  readonly parity: readonly ParityRow[];
  readonly rate: number;
}

/** Answers the notebook's question, part by part. */
export function practiceAnswers(found: PracticeFound): Readonly<Record<string, string>> {
  const { outcomes, kept, eager, calm, retrained, parity, rate } = found;
  const [advised] = outcomes;
  const [low, high] = advised.interval.map((end) => percent(end, 1));
  const above = calm.points.filter(({ anomalous }) => anomalous).length;
  const gains = retrained.filter(({ promoted }) => promoted !== undefined);
  const exported = parity.filter(({ onnx }) => 'difference' in onnx).length;
  const f1s = gains.map(({ pipeline, f1 }) => `${pipeline} ${formatMeasure(mean(f1))}`).join(', ');
  return {
    'Does the budget hold?':
      `asked for at most ${100 * rate} %, ${percent(mean(advised.falsePositiveRate), 1)} false alarms ` +
      `(first seed: ${low} to ${high})`,
    'Are saved scores the same?': `${kept.differing} of ${grouped(kept.scores)} differ in a second process`,
    'Is one event one alert?':
      `${calm.alerts.length === 1 ? 'yes' : 'no'}: ${grouped(above)} scores above the threshold, in ${eager.alerts.length} runs, become ${calm.alerts.length} alerts, ` +
      `${calm.falseAlerts} of which meet no labelled anomaly`,
    'Does retraining help?': `as it was F1 ${formatMeasure(mean(retrained[0].f1))}; ${f1s}`,
    'Does export keep the scores?': `of ${exported} of ${parity.length} detectors, the pipeline's to ${differenceOf(parity[0])}`,
  };
}

function differenceOf({ onnx }: ParityRow): string {
  return 'difference' in onnx ? formatShort(onnx.difference, 2) : 'nothing';
}
