/** What the notebooks on LSTM-Attention and on the transformer saw, in sentences filled from their own results. */
import { type BinaryArray, counted, grouped, mean, type NumberArray, quantile } from '../base/index';
import type { Incidents, Segment } from '../data/index';
import type { Results } from '../experiments/index';
import type { AttentionOverTime } from '../scoring/index';
import { extremes, formatFixed, formatMeasure, formatSigned, percent } from '../tables/index';
import type { IncidentSummary } from './incident-study';
import type { ModelCost, TradeOffs } from './model-costs';
import { betterKnowingNothing, type JudgedDetector } from './one-channel';
import { channelDifference, describeDifference } from './seen';

/** A trained row with the epochs that it was given at most: a run may end before. */
export interface EpochsAsked {
  readonly row: Results;
  readonly epochs: number;
}

/** Counts the channels, with the first seed, on which training used up its epochs. */
function capped(row: Results): { readonly count: number; readonly of: number } {
  const { rows } = row.seed(row.seeds[0]);
  return { count: rows.filter(({ history }) => history?.ended === 'epochs').length, of: rows.length };
}

/**
 * Says on how many channels training ended because its epochs were used up, and what more epochs change.
 *
 * @param fewer  The same detector with fewer epochs and one seed.
 */
export function epochsSentence({ row, epochs }: EpochsAsked, fewer?: EpochsAsked, incidents?: Incidents): string {
  const own = capped(row);
  const ended = `Training used up its epochs on ${own.count} of ${counted(own.of, 'channel')} (seed ${row.seeds[0]}).`;
  if (!fewer) return ended;
  const [seed] = fewer.row.seeds;
  const before = capped(fewer.row);
  const same = row.seed(seed);
  const change = (name: 'f1' | 'rocAuc') => describeDifference(channelDifference(same, fewer.row, name, incidents));
  return (
    `The report names no number of epochs. With at most ${fewer.epochs} LSTM-Attention used them up on ${before.count} of ` +
    `${before.of} channels; with at most ${epochs} on ${own.count}. What the further epochs change, over channels, with seed ` +
    `${seed}: F1 by ${change('f1')}; ROC-AUC by ${change('rocAuc')}.`
  );
}

/** Says how a row compares with others over the channels: seeds are not channels. */
export function comparisonSentence(
  name: string,
  row: Results,
  others: Readonly<Record<string, Results>>,
  incidents?: Incidents,
): string {
  const parts = Object.entries(others).map(([other, own]) => {
    const [f1, rocAuc] = (['f1', 'rocAuc'] as const).map((measure) =>
      describeDifference(channelDifference(row, own, measure, incidents)),
    );
    return `less ${other}: F1 ${f1}; ROC-AUC ${rocAuc}`;
  });
  return (
    `${name} over ${counted(row.channels.length, 'channel')}, ${parts.join('; ')}. Intervals are 95 %, ` +
    `Student's over channels${incidents ? ' or over incidents, whichever is wider' : ''}.`
  );
}

/** Says on which channels a row is best and worst, and which measure of its mean is the highest beside others. */
export function channelSentence(row: Results): string {
  const f1 = [...row.byChannel('f1')].sort(([, a], [, b]) => b - a);
  const inverted = [...row.byChannel('rocAuc')].filter(([, value]) => value < 0.5).map(([channel]) => channel);
  const [best, worst] = [f1[0], f1[f1.length - 1]];
  const below =
    inverted.length > 0
      ? `On ${counted(inverted.length, 'channel')} the ROC-AUC is below .5 (${inverted.join(', ')}): normal windows score higher there than anomalous ones.`
      : 'On no channel is the ROC-AUC below .5.';
  return `F1 runs from ${formatMeasure(worst[1])} (${worst[0]}) to ${formatMeasure(best[1])} (${best[0]}). ${below}`;
}

/** Says which model costs least of what, as ratios within one run. */
export function costSentence(costs: readonly ModelCost[]): string {
  const [first, ...others] = costs;
  const ratio = (a: number, b: number) => formatFixed(a / b, a < b ? 2 : 1);
  const parts = others.map(
    (other) =>
      `${other.model} trains ${ratio(other.trainingSeconds, first.trainingSeconds)} times as long` +
      (other.peakMemoryBytes && first.peakMemoryBytes
        ? `, takes ${ratio(other.peakMemoryBytes, first.peakMemoryBytes)} times the memory`
        : '') +
      (other.stepsPerSecond && first.stepsPerSecond
        ? ` and scores ${ratio(other.stepsPerSecond, first.stepsPerSecond)} times as many time steps a second`
        : ''),
  );
  return `Beside ${first.model}: ${parts.join('; ')}. The memory is that of a process, with Node and TensorFlow. Nothing was run on a GPU.`;
}

/** Says whether an ensemble gains on its best member, which is the best by the measure that is compared. */
export function ensembleSentence(
  ensemble: Results,
  members: Readonly<Record<string, Results>>,
  incidents?: Incidents,
): string {
  const gains = (['f1', 'rocAuc', 'prAuc'] as const).map((measure) => {
    const values = Object.fromEntries(Object.entries(members).map(([name, row]) => [name, row.mean(measure)]));
    const [best] = Object.entries(values).sort(([, a], [, b]) => b - a)[0];
    const heading = { f1: 'F1', rocAuc: 'ROC-AUC', prAuc: 'PR-AUC' }[measure];
    const difference = describeDifference(channelDifference(ensemble, members[best], measure, incidents));
    return `${heading} ${formatMeasure(ensemble.mean(measure))}, against the best member, ${extremes(values).highest}: ${difference}`;
  });
  return `The ensemble over ${counted(ensemble.channels.length, 'channel')}: ${gains.join('; ')}.`;
}

/** Says what models of several channels of one incident gain. */
export function incidentSentence(summaries: readonly IncidentSummary[]): string {
  if (summaries.length === 0) return 'No incident of several channels is in this data.';
  const count = (holds: (each: IncidentSummary) => boolean) =>
    `${summaries.filter(holds).length} of ${summaries.length}`;
  const lead = ({ joint, meanSingle }: IncidentSummary) => joint - meanSingle;
  const leads = summaries.map(lead);
  const isBelow = ({ joint, knowingNothing }: IncidentSummary) =>
    Object.values(knowingNothing).some((rocAuc) => rocAuc > joint);
  const below = summaries.filter(isBelow).map(({ incident, detector, joint, knowingNothing }) => {
    const above = Object.entries(knowingNothing).filter(([, rocAuc]) => rocAuc > joint);
    const listed = above.map(([name, rocAuc]) => `${name} ${formatMeasure(rocAuc)}`).join(', ');
    return `${detector} on ${incident} with ${formatMeasure(joint)} (${listed})`;
  });
  const range = [Math.min(...leads), Math.max(...leads)].map((each) => formatSigned(each, 3)).join(' to ');
  return (
    `One model of all channels has a higher ROC-AUC than the average single channel in ${count((each) => lead(each) > 0)} comparisons ` +
    `(by ${range}), a higher one than the best single channel, which only the labels tell, in ` +
    `${count(({ joint, bestSingle }) => joint > bestSingle)}, than the mean of the single models' scores in ` +
    `${count(({ joint, combined }) => joint > combined)}, and raises the first alarm sooner than every single channel in ` +
    `${count(({ sooner }) => sooner)}, which the mean of the scores does in ${count(({ combinedSooner }) => combinedSooner)}. ` +
    `A row that knows nothing ranks better than the one model of all in ${count(isBelow)}` +
    `${below.length > 0 ? `: ${below.join('; ')}` : ''}. With one seed and ${counted(new Set(summaries.map(({ incident }) => incident)).size, 'incident')}, this proves nothing for others.`
  );
}

/** Says how many windows of each class lie above the threshold. */
export function confusionSentence({ tp, fp, tn, fn }: Readonly<Record<'tp' | 'fp' | 'tn' | 'fn', number>>): string {
  const [anomalous, normal] = [tp + fn, tn + fp];
  return (
    `${grouped(tp)} of ${grouped(anomalous)} anomalous windows (${percent(tp / anomalous)}) and ` +
    `${grouped(fp)} of ${grouped(normal)} normal ones (${percent(fp / normal)}) lie above the threshold.`
  );
}

/** Says how much of what was detected lies outside of the labelled anomalies. */
export function detectionSentence(detected: readonly Segment[], segments: readonly Segment[]): string {
  const overlaps = (a: Segment, b: Segment) => a.start < b.end && b.start < a.end;
  const alarms = detected.filter((each) => !segments.some((segment) => overlaps(each, segment)));
  const hit = segments.filter((segment) => detected.some((each) => overlaps(each, segment)));
  const steps = alarms.reduce((sum, { start, end }) => sum + end - start, 0);
  return (
    `Of ${detected.length} ${detected.length === 1 ? 'stretch' : 'stretches'} above the threshold ${alarms.length} lie wholly outside of the ` +
    `shading: false alarms over ${grouped(steps)} steps. ${hit.length} of ${segments.length} labelled anomalies are touched.`
  );
}

/**
 * Says which of several judged detectors has the highest measures, and which rows that know nothing are above the model.
 *
 * @param models  How many rows are the model's; they stand first.
 */
export function bestRowsSentence(rows: readonly JudgedDetector[], models = 1): string {
  const best = (measure: 'f1' | 'rocAuc' | 'prAuc') =>
    extremes(Object.fromEntries(rows.map((row) => [row.name, row[measure] ?? 0]))).highest;
  return (
    `Highest F1: ${best('f1')}; highest ROC-AUC: ${best('rocAuc')}; highest PR-AUC: ${best('prAuc')}. ` +
    betterKnowingNothing(rows.slice(0, models), rows)
  );
}

/** Says what maps look like, each as `describeMap` has it. */
export function mapsSentence(
  names: readonly string[],
  maps: readonly { readonly near: number; readonly evenNear: number; readonly stripes: number }[],
  reach: number,
): string {
  const each = maps.map(
    ({ near, stripes }, i) =>
      `in the ${names[i]} ${percent(near)} (the column alone explains ${percent(stripes)} of the variance of the weights)`,
  );
  return (
    `Within ${counted(reach, 'step')} of the diagonal lie ${each.join(', ')}; even weights would put ${percent(maps[0].evenNear)} there. ` +
    `Where the column explains nearly all, every row looks at the same steps: vertical stripes.`
  );
}

/** Says how spread the attention is, and whether that tells the classes apart. @param own  The ROC-AUC of the model's score. */
export function entropySentence({ means, rocAuc }: AttentionOverTime, own: number): string {
  const nats = formatMeasure;
  const sharper = rocAuc < 0.5;
  const separates = Math.max(rocAuc, 1 - rocAuc);
  const beside = separates > own ? 'more than' : 'less than';
  return (
    `The entropy of the attention is ${nats(means.normal)} nats in normal windows and ${nats(means.anomalous)} in anomalous ones; even ` +
    `weights have ${nats(means.even)}. Taken as a score, ${sharper ? 'low' : 'high'} entropy has a ROC-AUC of ${formatMeasure(separates)}, ` +
    `${beside} the reconstruction error's ${formatMeasure(own)}. Which way it points was read off the labels.`
  );
}

/** Says how well a reconstruction follows normal and anomalous steps. */
export function reconstructionSentence(input: NumberArray, copied: NumberArray, labels: BinaryArray): string {
  const errorOf = (label: number) => {
    const errors = Array.from(input, (value, i) => Math.abs(value - copied[i])).filter((_, i) => labels[i] === label);
    return mean(errors);
  };
  return `The mean absolute error is ${formatFixed(errorOf(0), 2)} at normal steps and ${formatFixed(errorOf(1), 2)} at anomalous ones.`;
}

/** Says how the mean curves of models compare, and whether models or channels differ more. */
export function curvesSentence(curves: readonly { readonly name: string; readonly row: Results }[]): string {
  const found = curves.map(({ name, row }) => {
    const values = Float64Array.from(row.byChannel('rocAuc').values()).sort();
    return { name, values, mean: mean(values), half: quantile(values, 0.75) - quantile(values, 0.25) };
  });
  const parts = found.map((each) => {
    const below = each.values.filter((value) => value < 0.5).length;
    return `${each.name} ${formatMeasure(each.mean)}, with ${below} of ${each.values.length} channels below .5`;
  });
  const means = found.map((each) => each.mean);
  const between = Math.max(...means) - Math.min(...means);
  const within = mean(found.map(({ half }) => half));
  return (
    `ROC-AUC, mean over channels: ${parts.join('; ')}. The means of the models lie ${formatMeasure(between)} apart at most; the middle ` +
    `half of the channels of one model spans ${formatMeasure(within)}: ${within > between ? 'channels differ more than models' : 'models differ more than channels'}.`
  );
}

/** Says which model is best along each axis of the radar. */
export function tradeOffsSentence({ measures, models }: TradeOffs): string {
  const best = models.map(({ name }, m) => {
    const own = measures.filter(({ best: direction }, i) => {
      const others = models.map(({ values }) => values[i]);
      return models[m].values[i] === (direction === 'highest' ? Math.max(...others) : Math.min(...others));
    });
    return `${name} is best at ${own.map(({ name: measure }) => measure).join(', ') || 'nothing'}`;
  });
  return `${best.join('; ')}. The windows of the models differ, so what they find is not compared like with like.`;
}

export interface AttentionAnswer {
  /** Profile, seeds and channels, as the answer names them. */
  readonly run: string;
  /** The rows of the report's windows of 10 steps. */
  readonly results: Results;
  /** The row that the answer is about. */
  readonly label: string;
  readonly vae: Results;
  readonly ensemble: Results;
  readonly members: Readonly<Record<string, Results>>;
  /** Parameters at the report's sizes, by model. */
  readonly counts: Readonly<Record<string, number>>;
  readonly incidents?: Incidents;
  readonly dataNote: string;
}

/** Answers the question of the notebook on LSTM-Attention. */
export function attentionAnswer(found: AttentionAnswer): string {
  const { run, results, label, vae, ensemble, members, counts, incidents, dataNote } = found;
  const row = results.row(label);
  const value = (of: Results, name: 'f1' | 'rocAuc' | 'prAuc') => formatMeasure(of.mean(name));
  const [all, nearest] = ['all-anomalous', 'nearest-neighbour'].map((name) => value(results.row(name), 'f1'));
  const against = describeDifference(channelDifference(row, vae, 'f1', incidents));
  const { highest: bestMember } = extremes(
    Object.fromEntries(Object.entries(members).map(([name, each]) => [name, each.mean('f1')])),
  );
  const own = counts['LSTM-Attention'];
  const fewest = Math.min(...Object.values(counts)) === own ? 'the fewest of the three models' : 'not the fewest';
  return (
    `**Answer** (${run}). Macro F1 ${value(row, 'f1')}, ROC-AUC ${value(row, 'rocAuc')}, PR-AUC ${value(row, 'prAuc')}; calling every window ` +
    `anomalous has an F1 of ${all}, the distance to the nearest training window ${nearest}. Its F1 less the LSTM-VAE's, over ` +
    `channels: ${against}. The ensemble of the three models has an F1 of ${value(ensemble, 'f1')}, its best member is ${bestMember}. ` +
    `At the report's size LSTM-Attention has ${grouped(own)} parameters, ${fewest}. ${dataNote}`
  );
}
