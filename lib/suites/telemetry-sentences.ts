/** What was seen in notebook 1, in sentences that the telemetry fills. */
import { counted, grouped, median } from '../base/index';
import {
  column,
  REPORT_CHANNELS,
  type Channel,
  type ChannelSummary,
  type OddValues,
  type SpanPlaces,
} from '../data/index';
import type { ClippedShare } from '../data/clipped-share';
import { formatFixed, percent } from '../tables/index';
import type { NamedValues } from './seen';
import { bySpacecraft, constantFeatures, total, type IncidentGroup } from './telemetry-findings';

const namesOf = (channels: readonly { readonly channel: string }[]) => channels.map(({ channel }) => channel);

/** Says how much longer the test splits are than the training splits. */
export function splitSentence(channels: readonly ChannelSummary[]): string {
  const ratios = bySpacecraft(channels).map(
    ({ name, channels: own }) => `${(total(own, 'testLength') / total(own, 'trainLength')).toFixed(1)} on ${name}`,
  );
  const [most] = [...channels].sort((a, b) => b.anomalousSteps - a.anomalousSteps);
  return (
    `Test steps for each training step: ${ratios.join(' and ')}. The channel with the most anomalous steps, ` +
    `${most.channel}, is anomalous for ${percent(most.anomalousSteps / most.testLength)} of its test split.`
  );
}

/** Names the shortest and the longest series of each split. */
export function lengthSentence(lengths: readonly NamedValues[]): string {
  const ends = lengths.map(
    ({ name, values }) => `${name} ${grouped(Math.min(...values))} to ${grouped(Math.max(...values))}`,
  );
  return `The shortest and the longest series, in steps: ${ends.join('; ')}.`;
}

/** Says how many spans of each class outlast a number of steps. */
export function spanSentence(kinds: readonly NamedValues[], steps: number): string {
  const long = kinds.map(({ name, values }) => {
    return `${values.filter((length) => length > steps).length} of ${values.length} ${name} anomalies`;
  });
  const middles = kinds.map(({ name, values }) => `${median(values)} steps (${name})`);
  return `More than ${steps} steps long are ${long.join(' and ')}; the medians are ${middles.join(' and ')}.`;
}

/** Says in which part of the test series the spans of each spacecraft lie. */
export function placeSentence(places: readonly SpanPlaces[]): string {
  const each = places.map(({ spacecraft, spans, steps }) => {
    const [all, parts] = [spans.reduce((sum, count) => sum + count, 0), spans.length];
    const most = Math.max(...spans);
    const from = Math.round(0.6 * parts);
    const late = steps.slice(from).reduce((sum, share) => sum + share, 0);
    return (
      `On ${spacecraft} ${most} of ${all} spans have their middle in part ${spans.indexOf(most) + 1} of ${parts}, and ` +
      `${percent(late)} of the anomalous steps come after the first ${percent(from / parts)} of their series.`
    );
  });
  return each.join(' ');
}

/** Says which channels have enough anomalous windows, and which one has just too few. */
export function filterSentence(channels: readonly ChannelSummary[], kept: readonly ChannelSummary[]): string {
  const names = namesOf(kept);
  const left = channels.filter((each) => !kept.includes(each));
  const same = names.length === REPORT_CHANNELS.length && names.every((name) => REPORT_CHANNELS.includes(name));
  const next = left.reduce<ChannelSummary | undefined>(
    (most, each) => (most && most.anomalousWindows >= each.anomalousWindows ? most : each),
    undefined,
  );
  return [
    `${names.length} of ${channels.length} channels are kept: ${names.join(' ') || 'none'}.`,
    same ? "They are the report's 28." : "They are not the report's 28.",
    ...(next ? [`The first below the line, ${next.channel}, has ${next.anomalousWindows} anomalous windows.`] : []),
  ].join(' ');
}

/** What notebook 1 measured of the channels' balance: the bars for every model. */
export interface Bars {
  /** Macro share of anomalous windows. */
  readonly share: number;
  /** Macro F1 of calling every window anomalous. */
  readonly f1: number;
  /** Macro ROC-AUC of a window's number as its score. */
  readonly rocAuc: number;
}

/** States the bars that every model of the later notebooks is held against. */
export function barsSentence({ share, f1, rocAuc }: Bars): string {
  return (
    `Macro over channels, ${percent(share, 1)} of the windows are anomalous. Calling every window anomalous ` +
    `has F1 ${formatFixed(f1, 3)}: the bar for F1. The window's number as a score has ROC-AUC ` +
    `${formatFixed(rocAuc, 3)}: the bar for ROC-AUC.`
  );
}

/**
 * Finds the channels that a clip cuts into: all of them, those that it makes constant, those that are measured; and what a chart
 * shows, which is never empty.
 */
export function clippedChannels(clipped: readonly ClippedShare[], kept: readonly ChannelSummary[]) {
  const cut = clipped.filter((each) => each.clipped > 0.01);
  return {
    cut,
    charted: cut.length > 0 ? cut : clipped.slice(0, 1),
    constant: namesOf(cut.filter((each) => each.clipped > 0.995)),
    measured: cut.filter(({ channel }) => kept.some((each) => each.channel === channel)),
  };
}

/** Says which channels the report's clip cuts into. */
export function clippedSentence(clipped: readonly ClippedShare[], kept: readonly ChannelSummary[]): string {
  const { cut, constant, measured } = clippedChannels(clipped, kept);
  const each = measured.map((one) => `${one.channel} ${percent(one.clipped)}`);
  return (
    `${cut.length} of ${clipped.length} channels lose more than 1 % of their test steps. Nothing but a ` +
    `constant is left of ${constant.join(' and ') || 'none'}. Of the ${kept.length} channels that are measured, the ` +
    `clip cuts into ${measured.length}${each.length > 0 ? `: ${each.join(', ')}` : ''}.`
  );
}

/** Narrows incidents down to the channels that are measured; those that show none of them are left out. */
function measuredGroups(groups: readonly IncidentGroup[], kept: readonly ChannelSummary[]): IncidentGroup[] {
  return groups.map((group) => group.filter((each) => kept.includes(each))).filter((group) => group.length > 0);
}

/** Says how many incidents the channels show. */
export function groupSentence(groups: readonly IncidentGroup[], kept: readonly ChannelSummary[]): string {
  const measured = measuredGroups(groups, kept);
  const largest = Math.max(0, ...measured.map((group) => group.length));
  return (
    `${groups.flat().length} channels show ${groups.length} incidents, and the ${kept.length} that are measured ` +
    `show ${measured.length}, one of them on ${largest} channels. An average over these ${kept.length} channels is one over ` +
    `${measured.length} events, and ${percent(largest / Math.max(1, kept.length))} of its weight is one event's.`
  );
}

/** Says how many labelled spans hold a telemetry value that the training split never had. */
export function rangeSentence(channels: readonly Channel[]): string {
  const each = channels.map(({ channel, train, test, segments }) => {
    const [usual, values] = [column(train, 0), column(test, 0)];
    const [low, high] = [Math.min(...usual), Math.max(...usual)];
    const left = segments.filter(({ start, end }) =>
      values.subarray(start, end).some((value) => value < low || value > high),
    );
    return `${channel} ${left.length} of ${segments.length}`;
  });
  return `Anomalies with a value outside the range of the training split: ${each.join(', ')}. The others show by their shape alone.`;
}

/** Says how many features of a channel never change in training. */
export function constantFeatureSentence(channel: Channel): string {
  const { length } = constantFeatures(channel);
  return `${length} of the ${channel.train.features} features of ${channel.channel} never change in training.`;
}

/** Names the splits with values outside of the publisher's range. */
export function oddSentence({ shareBeyond, beyond }: OddValues): string {
  const each = beyond.map(
    ({ channel, split, values, farthest }) =>
      `${channel} (${split}, ${grouped(values)} values, up to ${farthest.toFixed(2)})`,
  );
  const more = each.length > 4 ? ` and ${each.length - 4} more` : '';
  return (
    `${percent(shareBeyond, 3)} of the values lie outside [-1, 1], in ${each.length} splits` +
    `${each.length > 0 ? `: ${each.slice(0, 4).join(', ')}${more}` : ''}.`
  );
}

/** What notebook 1 answers its question from. */
export interface TelemetryFindings extends Bars {
  readonly channels: readonly ChannelSummary[];
  readonly kept: readonly ChannelSummary[];
  readonly kinds: readonly NamedValues[];
  readonly places: readonly SpanPlaces[];
  readonly groups: readonly IncidentGroup[];
  readonly clipped: readonly ClippedShare[];
}

/** Answers what must be found, how rare it is, where it lies, and how much a figure over these channels can mean. */
export function telemetryAnswer(found: TelemetryFindings): Readonly<Record<string, string>> {
  const { channels, kept, kinds, clipped } = found;
  const lengths = kinds.flatMap(({ values }) => values);
  const [{ spacecraft, spans }] = found.places;
  const most = Math.max(...spans);
  const { constant, measured } = clippedChannels(clipped, kept);
  const cut = percent(Math.max(0, ...measured.map((each) => each.clipped)));
  return {
    'What must be found':
      `${lengths.length} spans on ${channels.length} channels (${kinds.map(({ name, values }) => `${values.length} ${name}`).join(', ')}) ` +
      `with a median of ${median(lengths)} steps`,
    'How rare it is':
      `${percent(found.share)} of the windows are anomalous on the ${kept.length} channels that can be measured; ` +
      `calling all anomalous has F1 ${formatFixed(found.f1, 3)}`,
    'Where it lies':
      `${most} of ${spans.reduce((sum, count) => sum + count, 0)} spans of ${spacecraft} in part ` +
      `${spans.indexOf(most) + 1} of ${spans.length} of the test series; the window's number alone has ROC-AUC ` +
      formatFixed(found.rocAuc, 3),
    'How many observations there are': `${counted(kept.length, 'channel')}, ${counted(measuredGroups(found.groups, kept).length, 'incident')}`,
    'What the clip takes away':
      `${constant.join(', ') || 'no channel'} become constant; ${measured.length} of the ${kept.length} channels lose up to ` +
      `${cut} of their test steps`,
  };
}
