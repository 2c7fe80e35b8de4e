/** What notebook 08 saw of its channel, its pipeline and its monitors, in sentences. */
import { counted, grouped, mean } from '../base/index';
import type { Segment, Series } from '../data/index';
import type { AnomalyPipeline, Explanation, ParityRow } from '../pipeline/index';
import { formatFixed, formatShort, percent } from '../tables/index';
import { describeTraining, type History } from '../training/index';
import { slowDrift } from './challenge-study';
import type { TimeRatios } from './export-study';
import type { federationStudy } from './federation-study';
import { alarmShare, drift } from './monitor-challenges';
import type { MonitorOutcome } from './monitor-study';
import type { SavedOutcome } from './practice-folder';

/** Says how long the splits are, and how many test values were taken away. */
export function splitsSeen(train: Series, test: Series, labels: ArrayLike<number>): string {
  const missing = test.values.filter((value) => Number.isNaN(value)).length;
  const anomalous = Array.from(labels).filter((label) => label === 1).length;
  return (
    `${grouped(train.length)} time steps to train on, ${grouped(test.length)} to test on, ${grouped(anomalous)} of them ` +
    `anomalous, ${train.features} features; ${grouped(missing)} of ${grouped(test.values.length)} test values were taken away.`
  );
}

/** Says how far the loss falls, and what the code carries. */
export function trainingSeen(history: History): string {
  const { trainLoss } = history;
  const [first, last] = [trainLoss[0], trainLoss[trainLoss.length - 1]].map((loss) => formatFixed(loss, 3));
  return `The training loss goes from ${first} to ${last}: ${describeTraining(history)}.`;
}

/** Says how many steps lie above the threshold, and on which side of a label. */
export function scoresSeen(scores: ArrayLike<number>, threshold: number, labels: ArrayLike<number>): string {
  const above = [0, 1].map((label) => {
    const own = Array.from(scores).filter((_, step) => labels[step] === label);
    return `${grouped(own.filter((score) => score > threshold).length)} of ${grouped(own.length)}`;
  });
  return `Above the threshold of ${formatFixed(threshold, 2)} lie ${above[1]} anomalous steps and ${above[0]} normal ones.`;
}

/** Says which feature carries the error of a stretch, and when it peaks. */
export function explanationSeen({ segment, moment, features }: Explanation): string {
  const [first] = features;
  return (
    `Time steps ${grouped(segment.start)} to ${grouped(segment.end)}: the error peaks at ${grouped(moment)}, and ${first.name} carries ` +
    `${percent(first.share)} of it.`
  );
}

/** Says whether a second process gives the same scores, what a changed bit does, and what versions do. */
export function savedSeen({ scores, differing, refusal }: SavedOutcome, versions: string): string {
  return (
    `${grouped(scores)} scores of a second process, ${differing} of them different. With one bit changed, loading says: ` +
    `${refusal} Versions ${versions}.`
  );
}

/** Gives the scores of a replayed series, from the end of its first window on. */
export function streamedScores(
  { points }: MonitorOutcome,
  { windowSize }: Pick<AnomalyPipeline, 'windowSize'>,
): number[] {
  return points.slice(windowSize - 1).map(({ score }) => score!);
}

/** Gives the stretches of alerts, for a chart. */
export function alertSegments({ alerts }: MonitorOutcome): Segment[] {
  return alerts.map(({ start, end = Infinity }) => ({ start, end }));
}

/**
 * Says how many alerts the runs above the threshold become, and how far the stream's scores are from the batch's.
 *
 * @param scores  Of the batch, one for each time step.
 */
export function alertsSeen(
  [eager, calm]: readonly MonitorOutcome[],
  scores: ArrayLike<number>,
  pipeline: Pick<AnomalyPipeline, 'windowSize'>,
): string {
  const first = pipeline.windowSize - 1;
  const gaps = streamedScores(calm, pipeline).map((score, i) => Math.abs(score / scores[i + first] - 1));
  const most = Math.max(0, ...gaps);
  return (
    `${eager.alerts.length} runs above the threshold become ${counted(calm.alerts.length, 'alert')}, of which ` +
    `${calm.alerts.length - calm.falseAlerts} meet a labelled anomaly and ${calm.falseAlerts} none. The stream's scores ` +
    `are the batch's${most > 0 ? ` to ${formatShort(most, 2)} of their size` : ' exactly'}.`
  );
}

/** Share of alarms while a sensor drifts slowly, one value for each seed. */
export interface DriftingAlarms {
  readonly fixed: readonly number[];
  readonly adjusted: readonly number[];
}

/** Lets each pipeline watch a sensor that drifts slowly by 1, with a fixed threshold and with one that follows. */
export async function slowDriftStudy(
  pipelines: readonly AnomalyPipeline[],
  train: Series,
  rate: number,
): Promise<DriftingAlarms> {
  const found: { without: number; with: number }[] = [];
  for (const pipeline of pipelines) {
    const each = await drift({ pipeline, series: slowDrift(train) }, { rate, driftWindow: 20 });
    found.push({ without: alarmShare(each.without), with: alarmShare(each.with) });
  }
  return { fixed: found.map(({ without }) => without), adjusted: found.map((each) => each.with) };
}

/** The shares of alarms as rows of a table. */
export function driftingRows({ fixed, adjusted }: DriftingAlarms) {
  return [
    { threshold: 'fixed', 'share of alarms': fixed },
    { threshold: 'SPOT with drift', 'share of alarms': adjusted },
  ];
}

/** Says what a threshold that follows the scores saves while a sensor drifts slowly. */
export function driftingSeen({ fixed, adjusted }: DriftingAlarms, rate: number): string {
  const [without, following] = [fixed, adjusted].map((values) => percent(mean(values), 1));
  return (
    `Asked for ${100 * rate} % alarms, the fixed threshold raises ${without} while the sensor drifts, and the one that ` +
    `follows the scores ${following}.`
  );
}

/** Says how near the federated model comes to the central one. */
export function federationSeen({ federated, ratio }: Awaited<ReturnType<typeof federationStudy>>): string {
  return `After ${federated.length - 1} rounds the federated model's test loss is ${formatFixed(ratio, 2)} times the central one's.`;
}

/** Says of how many detectors the exported scores are the same. */
export function parityCounts(rows: readonly ParityRow[], files: readonly string[]): string {
  const exported = rows.flatMap(({ onnx }) => ('difference' in onnx ? [onnx.difference] : []));
  return (
    `As ONNX ${exported.length} of ${rows.length} detectors give their scores, to ${formatShort(Math.max(...exported), 2)} ` +
    `at worst. Written for the pipeline: ${files.join(', ')}.`
  );
}

/** Says whether ONNX Runtime and a batch are faster. */
export function ratiosSeen({ onnxInBatch, onnxOneByOne, batch }: TimeRatios): string {
  const [inBatch, alone, together] = [onnxInBatch, onnxOneByOne, batch].map((ratio) => formatFixed(mean(ratio), 2));
  return (
    `ONNX Runtime takes ${inBatch} times as long as the tensor runtime in one batch and ${alone} times one by one; one ` +
    `batch takes ${together} times as long as the same windows one by one.`
  );
}
