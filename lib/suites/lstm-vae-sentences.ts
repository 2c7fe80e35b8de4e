/** What notebook 3 saw, in sentences filled from its own results. */
import { mean } from '../base/index';
import type { Series } from '../data/index';
import type { Results } from '../experiments/index';
import { describeTraining, FEWEST_NATS } from '../training/index';
import { formatMeasure } from '../tables/index';
import { meanCorrelation, type ChannelFacts, type InvertedChannel, type MissedChannel } from './lstm-vae-findings';
import type { TrainedReading } from './lstm-vae-study';

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const short = (value: number) => String(Number(value.toPrecision(2))).replace(/^(-?)0\./, '$1.');
const list = (names: readonly string[]) => names.join(', ').replace(/, ([^,]*)$/, ' and $1');

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

/** What the losses of the kept weights are, with noise and without. */
export interface Losses {
  readonly trainNoisy: number;
  readonly trainQuiet: number;
  readonly validationQuiet: number;
}

/** Says how the training went, and why the two losses of the figure differ. */
export function trainingSentence({ history }: Pick<TrainedReading, 'history'>, losses: Losses): string {
  const { trainNoisy, trainQuiet, validationQuiet } = losses;
  const [noise, windows] = [trainNoisy - trainQuiet, trainQuiet - validationQuiet];
  const cause = Math.abs(noise) > Math.abs(windows) ? 'the noise of z, which validation leaves out' : 'other windows';
  return (
    `${describeTraining(history)}. With the weights that were kept the training windows have a loss of ${trainNoisy.toFixed(3)} ` +
    `with the noise of z and ${trainQuiet.toFixed(3)} without; the validation windows, without, ${validationQuiet.toFixed(3)}. So ` +
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
    `${collapsed.length} of ${trained.length} rows carry less than one bit (${FEWEST_NATS.toFixed(2)} nats)` +
    `${collapsed.length > 0 ? `: ${list(collapsed.map(({ label }) => label))}` : ''}.`
  );
}

/** The rows that the sentences on all channels name. */
export interface NamedRows {
  readonly summedKl: string;
  readonly meanKl: string;
  readonly summedError: string;
  readonly evidence: string;
  readonly constant: string;
}

/** What the report gives for its LSTM-VAE. */
type Reported = Readonly<Partial<Record<'f1' | 'rocAuc' | 'prAuc', number>>>;

/** Says what the readings come to on all channels, and that the verdicts swap with them. */
export function swapSentence(results: Results, labels: NamedRows, reported: Reported, tolerance = 0.05): string {
  const within = (label: string, name: 'f1' | 'rocAuc' | 'prAuc') =>
    Math.abs(results.row(label).mean(name) - reported[name]!) <= tolerance;
  const names = { f1: 'F1', rocAuc: 'ROC-AUC', prAuc: 'PR-AUC' } as const;
  const ofRow = (label: string) => {
    const found = (['f1', 'rocAuc', 'prAuc'] as const).filter((name) => within(label, name)).map((name) => names[name]);
    const nats = results.row(label).mean(({ history }) => history?.nats);
    const carried = Number.isNaN(nats) ? 'no code' : `${short(nats)} nats`;
    return `*${label}* (${carried}): ${found.length > 0 ? list(found) : 'none'}`;
  };
  const rows = [labels.constant, labels.summedKl, labels.meanKl, labels.summedError, labels.evidence];
  return (
    `Within ${formatMeasure(tolerance).replace(/0$/, '')} of the report's F1, ROC-AUC and PR-AUC lie, of ` +
    `${rows.map(ofRow).join('; of ')}. The report does not say which reading it means, and with the reading the verdict changes.`
  );
}

/** Says how near the LSTM-VAE is to a constant over all channels. */
export function constantSentence(results: Results, labels: NamedRows, facts: readonly ChannelFacts[]): string {
  const [ours, constant] = [labels.summedKl, labels.constant].map((label) => results.row(label));
  const gaps = [...ours.byChannel('rocAuc')].flatMap(([channel, value]) => {
    const other = constant.byChannel('rocAuc').get(channel);
    return other === undefined ? [] : [Math.abs(value - other)];
  });
  return (
    `The first reading has a ROC-AUC of ${formatMeasure(ours.mean('rocAuc'))}, a PR-AUC of ${formatMeasure(ours.mean('prAuc'))} and ` +
    `an F1 of ${formatMeasure(ours.mean('f1'))}; a constant reconstruction, which has no weights, ` +
    `${formatMeasure(constant.mean('rocAuc'))}, ${formatMeasure(constant.mean('prAuc'))} and ${formatMeasure(constant.mean('f1'))}. ` +
    `Their scores correlate by ${formatMeasure(meanCorrelation(facts))} on average over channels, and their ROC-AUCs differ by ` +
    `${formatMeasure(mean(gaps))}: what is measured as the report's LSTM-VAE is the distance from the training mean.`
  );
}

/** Says of the channels ranked upside down what sets their anomalies apart. */
export function invertedSentence(channels: readonly InvertedChannel[]): string {
  if (channels.length === 0) return 'No channel is ranked upside down.';
  const quieter = channels.filter(({ anomalousDeviation, normalDeviation }) => anomalousDeviation < normalDeviation);
  const others = channels.filter((each) => !quieter.includes(each));
  const of = (each: readonly InvertedChannel[]) => list(each.map(({ channel }) => channel));
  return (
    `On ${of(channels)} a random anomalous window scores *below* a random normal one: it lies nearer to the training mean than the ` +
    `normal test windows, which have drifted away from it. ` +
    (quieter.length > 0 ? `On ${of(quieter)} the telemetry also varies less within anomalous windows; ` : '') +
    (others.length > 0 ? `on ${of(others)} it does not, so the anomaly there is not a quiet stretch. ` : '') +
    `A score that is wrong side up on a channel cannot be turned round without labels.`
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
    `Ranked well and yet all missed, F1 0: ${each.join('; ')}. The training series is wilder than the test series, so a threshold ` +
    `from training lies above everything there. ROC-AUC cannot see this: it compares test windows with each other.`
  );
}
