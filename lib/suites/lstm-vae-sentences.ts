/** What notebook 3 saw, in sentences filled from its own results. */
import { correlation, counted, grouped, isOrAre, mean, standardDeviation } from '../base/index';
import type { Incidents, Series } from '../data/index';
import { CHOSEN_CUT, LATE_CUT, type Results } from '../experiments/index';
import type { Confusion } from '../metrics/index';
import { formatFixed, formatMeasure, formatShort, percent } from '../tables/index';
import { describeTraining, FEWEST_NATS, type History } from '../training/index';
import {
  meanCorrelation,
  type ChannelFacts,
  type InvertedChannel,
  type MissedChannel,
  type Reported,
} from './lstm-vae-findings';
import type { RowCurves } from './curve-lines';
import type { LstmVaeLabels } from './lstm-vae-readings';
import { betterKnowingNothing, type JudgedDetector } from './one-channel';
import { channelDifference, describeDifference } from './seen';
import type { Losses, Redrawn, TelemetryShares, TrainedReading } from './lstm-vae-study';

const short = (value: number, digits = 2) => formatShort(value, digits);
const list = (names: readonly string[]) => {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
};
/** For names that hold commas. */
const listed = (names: readonly string[]) => names.map((name) => `*${name}*`).join('; ');
/** Says how much of a channel's telemetry the clip cuts flat. @param test  Scaled, with labels. */
export function clipSentence(channel: string, { values, features, length, labels }: Series, limit = 5): string {
  const flat = Array.from({ length }, (_, step) => Math.abs(values[step * features]) >= limit);
  const shareWhere = (wanted: number) => {
    const steps = flat.filter((_, step) => (labels?.[step] ?? 0) === wanted);
    return steps.filter(Boolean).length / Math.max(1, steps.length);
  };
  const all = flat.filter(Boolean).length / length;
  return (
    `The clip cuts ${percent(all)} of ${channel}'s test steps flat at ${limit} deviations: ${percent(shareWhere(1))} of the ` +
    `anomalous steps and ${percent(shareWhere(0))} of the normal ones. How far the telemetry went beyond, no model here can see.`
  );
}

/** Says how the training went, and why the two losses of the figure differ. */
export function trainingSentence(history: History, losses: Losses): string {
  const { trainNoisy, trainQuiet, validationQuiet } = losses;
  const [noise, windows] = [trainNoisy - trainQuiet, trainQuiet - validationQuiet];
  const cause = Math.abs(noise) > Math.abs(windows) ? 'the noise of z, which validation leaves out' : 'other windows';
  return (
    `${describeTraining(history)}. With the weights that were kept the training windows have a loss of ${formatMeasure(trainNoisy)} ` +
    `with the noise of z and ${formatMeasure(trainQuiet)} without; the validation windows, without, ${formatMeasure(validationQuiet)}. So ` +
    `most of the gap between the two curves is ${cause}.`
  );
}

/** Says which readings collapse on a channel, and why. */
export function readingsSentence(channel: string, trained: readonly TrainedReading[]): string {
  const collapsed = trained.filter(({ history }) => history.nats! < FEWEST_NATS);
  const [first] = trained;
  const { noiseVariance, largestVariance, directions } = first.linear;
  const verdict =
    directions === 0
      ? 'no direction of them is worth telling'
      : `${directions} direction${directions === 1 ? ' is' : 's are'} worth telling`;
  return (
    `As the first reading weighs it, the loss takes the values for noise of variance ${short(noiseVariance)}; the windows of ` +
    `${channel} vary by at most ${short(largestVariance)} in any direction, so ${verdict}. It carries ` +
    `${short(first.history.nats!)} nats, its reconstructions vary by ${percent(first.spread)} of what the windows do, and its scores ` +
    `correlate with those of a constant by ${formatMeasure(first.correlation)}. ` +
    `Of ${counted(trained.length, 'row')} ${collapsed.length} ${collapsed.length === 1 ? 'carries' : 'carry'} less than one bit (${formatFixed(FEWEST_NATS, 2)} nats)` +
    `${collapsed.length > 0 ? `: ${listed(collapsed.map(({ label }) => label))}` : ''}.`
  );
}

const headings = { f1: 'F1', rocAuc: 'ROC-AUC', prAuc: 'PR-AUC' } as const;
const measured = ['f1', 'rocAuc', 'prAuc'] as const;
type Measured = (typeof measured)[number];

/**
 * Says what the readings come to on all channels, and that the verdicts swap with them.
 *
 * @param tolerances  How far from the report's figure a measure counts as the same: the ledger's.
 */
export function swapSentence(
  results: Results,
  labels: LstmVaeLabels,
  { reported, tolerances }: { readonly reported: Reported; readonly tolerances: Readonly<Record<Measured, number>> },
): string {
  // In binary neither a mean nor a sum is exact.
  const within = (label: string, name: Measured) =>
    Math.abs(results.row(label).mean(name) - reported[name]!) <= tolerances[name] + 1e-9;
  const ofRow = (label: string) => {
    const found = measured.filter((name) => within(label, name)).map((name) => headings[name]);
    const nats = results.row(label).mean(({ history }) => history?.nats);
    const carried = Number.isNaN(nats) ? 'no code' : `${short(nats)} nats`;
    return `*${label}* (${carried}): ${found.length > 0 ? list(found) : 'none'}`;
  };
  const readings = [labels.summedKl, labels.meanKl, labels.summedError];
  const verdicts = new Set(readings.map((label) => measured.map((name) => within(label, name)).join()));
  const points = measured.map((name) => `${short(100 * tolerances[name], 3)} points of its ${headings[name]}`);
  const swaps = verdicts.size > 1 ? 'with the reading the verdict changes' : 'here all three have the same verdict';
  return (
    `Within ${list(points)} the ledger takes a figure for the report's. By row: ` +
    `${['all-anomalous', 'constant', ...readings, labels.evidence].map(ofRow).join('; ')}. The report does not say which ` +
    `reading it means, and ${swaps}.`
  );
}

/** Says how each reading differs from the constant over the channels, where the finding is one between readings. */
export function readingDifferences(results: Results, labels: LstmVaeLabels, incidents?: Incidents): string {
  const constant = results.row('constant');
  const parts = [labels.summedKl, labels.meanKl, labels.summedError, labels.evidence].map((label) => {
    const of = (name: Measured) =>
      `${headings[name]} ${describeDifference(channelDifference(results.row(label), constant, name, incidents))}`;
    return `*${label}*: ${measured.map(of).join('; ')}`;
  });
  return (
    `Less the constant, mean over ${counted(constant.channels.length, 'channel')} and 95 % interval over channels` +
    `${incidents ? ' or incidents, whichever is wider' : ''}:\n\n${parts.map((each) => `- ${each}.`).join('\n')}`
  );
}

/** Says how near the LSTM-VAE is to a constant over all channels. */
export function constantSentence(results: Results, labels: LstmVaeLabels, facts: readonly ChannelFacts[]): string {
  const [ours, constant] = [labels.summedKl, 'constant'].map((label) => results.row(label));
  const alike = meanCorrelation(facts);
  const gaps = [...ours.byChannel('rocAuc')].flatMap(([channel, value]) => {
    const other = constant.byChannel('rocAuc').get(channel);
    return other === undefined ? [] : [Math.abs(value - other)];
  });
  return (
    `The first reading has a ROC-AUC of ${formatMeasure(ours.mean('rocAuc'))}, a PR-AUC of ${formatMeasure(ours.mean('prAuc'))} and ` +
    `an F1 of ${formatMeasure(ours.mean('f1'))}; a constant reconstruction, which has no weights, ` +
    `${formatMeasure(constant.mean('rocAuc'))}, ${formatMeasure(constant.mean('prAuc'))} and ${formatMeasure(constant.mean('f1'))}. ` +
    `Their scores correlate by ${formatMeasure(alike)} on average over channels, and their ROC-AUCs differ by ` +
    `${formatMeasure(mean(gaps))}` +
    (alike > 0.95 ? ": what is measured as the report's LSTM-VAE is the distance from the training mean." : '.')
  );
}

/** Says how much the code carries on all channels, beside what a linear model would. */
export function natsSentence(ours: Results, facts: readonly ChannelFacts[]): string {
  const carried = [...ours.byChannel(({ history }) => history?.nats).values()];
  const linear = facts.map(({ linearNats }) => linearNats);
  const alike = correlation(carried, linear);
  const below = carried.filter((nats) => nats < FEWEST_NATS).length;
  return (
    `On ${below} of ${counted(carried.length, 'channel')} the code carries less than one bit; the most is ` +
    `${short(Math.max(...carried))} nats. On average it is ${short(mean(carried))}, where a linear model would carry ` +
    `${short(mean(linear))}` +
    (Number.isNaN(alike) ? '.' : `; over channels the two correlate by ${formatMeasure(alike)}.`) +
    (alike > 0.7
      ? ' So the collapse follows from the weight and from how much windows vary, not from the training.'
      : '')
  );
}

/** Says of the channels ranked upside down what sets their anomalies apart. */
export function invertedSentence(channels: readonly InvertedChannel[]): string {
  if (channels.length === 0) return 'No channel is ranked upside down.';
  const quieter = channels.filter(({ anomalousDeviation, normalDeviation }) => anomalousDeviation < normalDeviation);
  const others = channels.filter((each) => !quieter.includes(each));
  const of = (each: readonly InvertedChannel[]) => list(each.map(({ channel }) => channel));
  return (
    `On ${of(channels)} a random anomalous window scores *below* a random normal one: it lies nearer to what is reconstructed. ` +
    (quieter.length > 0 ? `The telemetry varies less within the anomalous windows of ${of(quieter)}. ` : '') +
    (others.length > 0 ? `It does not within those of ${of(others)}: the anomaly there is not a quiet stretch. ` : '') +
    `A score that is wrong side up cannot be turned round without labels.`
  );
}

/** Says of the channels where nothing is called why the ranking does not show it. */
export function missedSentence(channels: readonly MissedChannel[]): string {
  if (channels.length === 0) return 'On no channel are all anomalies missed that are ranked above normal windows.';
  const each = channels.map(
    ({ channel, rocAuc, threshold, highestAnomalous, medianTraining, medianNormal }) =>
      `${channel} (ROC-AUC ${formatMeasure(rocAuc)}): the highest anomalous score is ${short(highestAnomalous)}, the threshold ` +
      `${short(threshold)}; a median training window scores ${short(medianTraining)}, a normal test window ${short(medianNormal)}`,
  );
  return (
    `Ranked well and yet all missed, F1 0: ${each.join('; ')}. A threshold from the training scores lies above every anomaly ` +
    `there. ROC-AUC cannot see this: it compares test windows with each other.`
  );
}

/** Says what the threshold calls on a channel. @param percentile  The threshold's, of the training scores. */
export function calledSentence(channel: string, { tp, fp, tn, fn }: Confusion, percentile: number): string {
  return (
    `The threshold calls ${percent(fp / Math.max(1, fp + tn))} of ${channel}'s normal test windows anomalous, where ` +
    `${percent(1 - percentile / 100)} of the training windows are by construction, and ${percent(tp / Math.max(1, tp + fn))} of the anomalous ones: ${grouped(fp)} false alarms ` +
    `beside ${grouped(tp)} windows found.`
  );
}

/** Says where the model stands on one channel beside the rows without a network. @param rows  The model's first. */
export function besideSentence(channel: string, rows: readonly JudgedDetector[]): string {
  const [ours, ...others] = rows;
  const best = others.reduce((a, b) => ((b.f1 ?? 0) > (a.f1 ?? 0) ? b : a));
  const constant = others.find(({ name }) => name === 'constant');
  return (
    `On ${channel} ${ours.name} has an F1 of ${formatMeasure(ours.f1)}` +
    (constant
      ? `, the constant ${formatMeasure(constant.f1)} (ROC-AUC ${formatMeasure(ours.rocAuc)} and ` +
        `${formatMeasure(constant.rocAuc)})`
      : '') +
    `; the best row without a network is ${best.name}, ${formatMeasure(best.f1)}. ` +
    `${betterKnowingNothing([ours], others)} One channel and one seed decide nothing.`
  );
}

/** Says how much of the reconstruction moves, and what the score is made of. */
export function insideSentence(channel: string, shares: TelemetryShares): string {
  const { moves, varies, errorShare, features } = shares;
  return (
    `${channel}'s telemetry has a standard deviation of ${short(varies)} over the test windows, its reconstruction one of ` +
    `${short(moves)}. Telemetry is 1 of ${features} features and makes up ${percent(errorShare)} of the reconstruction error.`
  );
}

/** Says what the ROC curves over channels show. @param compared  The report's reading first, the constant last. */
export function meanRocSentence(compared: readonly RowCurves[]): string {
  const at = compared.map(({ name, roc }) => {
    const place = Math.round(0.3 * (roc.falsePositiveRate.length - 1));
    const [low, middle, high] = [roc.band.lower, roc.truePositiveRate, roc.band.upper].map((each) => each[place]);
    return `*${name}* ${formatMeasure(middle)}, half of the channels within ${formatMeasure(low)} and ${formatMeasure(high)}`;
  });
  const [ours, constant] = [compared[0], compared[compared.length - 1]];
  const gaps = Array.from(ours.roc.truePositiveRate, (value, i) => Math.abs(value - constant.roc.truePositiveRate[i]));
  return (
    `At a false positive rate of .3 the true positive rates are: ${at.join('; ')}. The first curve and the constant's differ by ` +
    `${formatMeasure(mean(gaps))} on average.`
  );
}

/** Says how near redrawn sequences come to what was drawn. */
export function redrawnSentence({ input, rebuilt }: Redrawn): string {
  const errors = Array.from(input, (value, i) => Math.abs(value - rebuilt[i]));
  return (
    `The reconstruction is ${formatMeasure(mean(errors))} off on average, where the sensor has a standard deviation of ` +
    `${formatMeasure(standardDeviation(input))}.`
  );
}

/** Says what the chapter's sequences show. */
export function sequencesSentence(results: Results): string {
  const each = results.labels.map((label) => [label, results.row(label).mean('rocAuc')] as const);
  const solved = each.filter(([, rocAuc]) => rocAuc >= 0.95).map(([label]) => label);
  const rest = each.filter(([, rocAuc]) => !(rocAuc >= 0.95)).map(([label, auc]) => `${label} ${formatMeasure(auc)}`);
  return (
    `${list(solved) || 'No row'} ${solved.length > 1 ? 'have' : 'has'} a ROC-AUC of .95 or more` +
    `${rest.length > 0 ? `; below that ${isOrAre(rest.length)} ${list(rest)}` : ''}. What rows without a network solve too says nothing for the network.`
  );
}

/** Writes the notebook's answer. */
export function lstmVaeAnswer(
  results: Results,
  labels: LstmVaeLabels,
  { profile, dataNote }: { readonly profile: string; readonly dataNote: string },
): string {
  const figures = (label: string) => {
    const row = results.row(label);
    const [f1, rocAuc, prAuc] = (['f1', 'rocAuc', 'prAuc'] as const).map((name) => formatMeasure(row.mean(name)));
    return `F1 ${f1}, ROC-AUC ${rocAuc}, PR-AUC ${prAuc}`;
  };
  const ours = results.row(labels.summedKl);
  const nats = short(ours.mean(({ history }) => history?.nats));
  const places = (
    [
      [CHOSEN_CUT, 'that other incidents choose'],
      [LATE_CUT, 'at 60 % of the series, chosen in sight of the labels,'],
    ] as const
  ).filter(([label]) => results.labels.includes(label));
  const seeds = `seed${ours.seeds.length > 1 ? 's' : ''} ${ours.seeds.join(', ')}`;
  return (
    `**Answer** (profile ${profile}, ${seeds}, ${counted(ours.channels.length, 'channel')}). At the report's beta, with the error averaged ` +
    `and the KL divergence summed, the code carries ${nats} nats: ${figures(labels.summedKl)}. A constant reconstruction, no model ` +
    `at all: ${figures('constant')}. With both summed, where the code carries ` +
    `${short(results.row(labels.summedError).mean(({ history }) => history?.nats))} nats: ${figures(labels.summedError)}. Calling ` +
    `every window anomalous has an F1 of ${formatMeasure(results.row('all-anomalous').mean('f1'))}, the nearest training window ` +
    `${formatMeasure(results.row('nearest-neighbour').mean('f1'))}, everything after a cut ` +
    `${places.map(([label, what]) => `${what} ${formatMeasure(results.row(label).mean('f1'))}`).join(', ')}. ${dataNote}`
  );
}
