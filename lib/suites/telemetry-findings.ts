/** What notebook 1 counts in the telemetry: channels, lengths, spans, the balance of windows and shared incidents. */
import { median } from '../base/index';
import {
  column,
  loadChannel,
  type AnomalyClass,
  type Channel,
  type ChannelCount,
  type ChannelSummary,
  type Incidents,
  type Windows,
} from '../data/index';
import { percent, type Table } from '../tables/index';
import type { NamedValues } from './seen';

/** A spacecraft with its channels. */
interface Craft {
  readonly name: string;
  readonly channels: readonly ChannelSummary[];
}

/** Groups channels by spacecraft, in the order of their first channel. */
export function bySpacecraft(channels: readonly ChannelSummary[]): Craft[] {
  const names = [...new Set(channels.map(({ spacecraft }) => spacecraft))];
  return names.map((name) => ({ name, channels: channels.filter(({ spacecraft }) => spacecraft === name) }));
}

/** Adds a figure up over channels. */
export function total(
  channels: readonly ChannelSummary[],
  of: 'trainLength' | 'testLength' | 'pointSpans' | 'contextualSpans' | 'anomalousSteps',
): number {
  return channels.reduce((sum, channel) => sum + channel[of], 0);
}

/** Lays out what each spacecraft's channels hold together. */
export function spacecraftTable(channels: readonly ChannelSummary[]): Table {
  const sums = ['trainLength', 'testLength', 'pointSpans', 'contextualSpans'] as const;
  const headings = ['spacecraft', 'channels', 'features', 'train steps', 'test steps', 'point spans'];
  return {
    caption: 'The data set by spacecraft',
    columns: [...headings, 'contextual spans', 'anomalous test steps'],
    rows: bySpacecraft(channels).map(({ name, channels: own }) => [
      name,
      own.length,
      own[0].features,
      ...sums.map((sum) => total(own, sum)),
      percent(total(own, 'anomalousSteps') / total(own, 'testLength'), 1),
    ]),
  };
}

/** Lists the lengths of the series in time steps, by spacecraft and split. */
export function splitLengths(channels: readonly ChannelSummary[]): NamedValues[] {
  return bySpacecraft(channels).flatMap(({ name, channels: own }) => [
    { name: `${name} train`, values: own.map(({ trainLength }) => trainLength) },
    { name: `${name} test`, values: own.map(({ testLength }) => testLength) },
  ]);
}

/** Lists the lengths of the labelled spans in time steps, by class; a class without a span is left out. */
export function spanLengths(root: string, channels: readonly ChannelSummary[]): NamedValues[] {
  const spans = channels.flatMap(({ channel }) => loadChannel(root, channel).segments);
  const ofClass = (name: AnomalyClass) => spans.filter(({ anomalyClass }) => anomalyClass === name);
  return (['point', 'contextual'] as const)
    .map((name) => ({ name, values: ofClass(name).map(({ start, end }) => end - start) }))
    .filter(({ values }) => values.length > 0);
}

/** Lays out the lengths of spans, a row for each class. */
export function spanTable(kinds: readonly NamedValues[]): Table {
  return {
    caption: 'Anomalous spans by class',
    columns: ['class', 'spans', 'shortest (steps)', 'median (steps)', 'longest (steps)'],
    rows: kinds.map(({ name, values }) => [
      name,
      values.length,
      Math.min(...values),
      median(values),
      Math.max(...values),
    ]),
  };
}

/** Counts the anomalous and the normal windows of a channel, as `plotClassBalance` takes them. */
export function windowBalance(name: string, { labels, count }: Windows) {
  const anomalous = labels.reduce((sum, label) => sum + label, 0);
  return { name, anomalous, normal: count - anomalous };
}

/** Channels that show one incident together. */
export type IncidentGroup = readonly ChannelSummary[];

/** Groups channels by incident. */
export function incidentGroups(channels: readonly ChannelSummary[], incidents: Incidents): IncidentGroup[] {
  const names = [...new Set(incidents.values())];
  const groups = names.map((name) => channels.filter(({ channel }) => incidents.get(channel) === name));
  return groups.filter((group) => group.length > 0);
}

/** Lays out the incidents that several channels show. @param kept  The channels that are measured. */
export function sharedIncidentTable(groups: readonly IncidentGroup[], kept: readonly ChannelSummary[]): Table {
  const shared = groups.filter((group) => group.length > 1);
  const whole = (heading: string) => ({ heading, digits: 0 });
  return {
    caption: 'Channels that show one incident',
    columns: ['spacecraft', { heading: 'channels', align: 'left' }, whole('count'), whole('of them measured')],
    rows: shared.map((group) => [
      group[0].spacecraft,
      group.map(({ channel }) => channel).join(' '),
      group.length,
      group.filter((each) => kept.includes(each)).length,
    ]),
  };
}

/** Lists the features that never change in the training split, by number. */
export function constantFeatures({ train }: Channel): number[] {
  return Array.from({ length: train.features }, (_, feature) => feature).filter((feature) => {
    const values = column(train, feature);
    return values.every((value) => value === values[0]);
  });
}

/** Lays out the channels of each spacecraft, counted in three ways. */
export function channelCountTable(counts: readonly ChannelCount[]): Table {
  return {
    caption: 'Three ways to count channels',
    columns: ['spacecraft', 'rows of the label file', 'channels with labels', 'channels with files'],
    rows: counts.map(({ spacecraft, rows, labelled, files }) => [spacecraft, rows, labelled, files]),
  };
}
