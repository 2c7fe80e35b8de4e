/** What notebook 3 finds in its results: tables, and facts on channels that a mean over channels hides. */
import { mean, median, standardDeviation } from '../base/index';
import { clippedShare } from '../data/index';
import {
  measureInfo,
  prepareChannel,
  scoreCorrelations,
  type MeasureName,
  type Results,
  type ResultRow,
  type SuiteTable,
} from '../experiments/index';
import { linearCode } from '../models/index';
import { formatSigned } from '../tables/number-format';
import type { Table } from '../tables/index';
import type { LstmVaeLabels } from './lstm-vae-readings';
import type { TrainedReading } from './lstm-vae-study';

/** Tables what each reading of the loss makes of one channel. */
export function readingTable(trained: readonly TrainedReading[], caption: string): Table {
  return {
    caption,
    columns: [
      'Reading of the loss',
      { heading: 'beta', digits: 4 },
      { heading: 'noise s²', digits: 2 },
      { heading: 'directions above s²', digits: 0 },
      { heading: 'nats, linear', digits: 2 },
      { heading: 'nats of z', digits: 2 },
      { heading: 'spread', digits: 2 },
      'r with constant',
      'F1',
      'ROC-AUC',
    ],
    rows: trained.map(({ label, beta, linear, history, spread, correlation, f1, rocAuc }) => [
      label,
      beta,
      linear.noiseVariance,
      linear.directions,
      linear.nats,
      history.nats,
      spread,
      correlation,
      f1,
      rocAuc,
    ]),
  };
}

/** What the report gives for its LSTM-VAE. */
export type Reported = Readonly<Partial<Record<MeasureName, number>>> & { readonly name: string };

/** Adds the report's figures to the table of a suite, as its last row. */
export function withReported(printed: Table, { measures }: Pick<SuiteTable, 'measures'>, reported: Reported): Table {
  const row = [reported.name, ...measures.map((name) => reported[name] ?? null)];
  return { ...printed, rows: [...printed.rows, row], unranked: [...(printed.unranked ?? []), printed.rows.length] };
}

const judgedMeasures = ['precision', 'recall', 'f1', 'rocAuc', 'prAuc'] as const;

/** Tables how far each reading, and a constant, lie from the report's figures. */
export function distanceTable(results: Results, labels: LstmVaeLabels, reported: Reported): Table {
  const rows = ['constant', labels.summedKl, labels.meanKl, labels.summedError, labels.evidence];
  return {
    caption: "Measured minus the report's figure, and what the code carries",
    columns: [
      'Method',
      ...judgedMeasures.map((name) => measureInfo[name].heading),
      { heading: 'Nats of z', digits: 2 },
    ],
    rows: rows.map((label) => {
      const row = results.row(label);
      const nats = row.over(({ history }) => history?.nats);
      const distances = judgedMeasures.map((name) => formatSigned(row.mean(name) - reported[name]!, 3));
      return [label, ...distances, nats.length > 0 ? nats : null];
    }),
  };
}

/** One channel of the LSTM-VAE beside the constant. */
export interface ChannelFacts {
  readonly channel: string;
  /** Share of the telemetry's test steps that the clip cuts flat. */
  readonly clipped: number;
  /** Correlation of the test scores with those of the constant; undefined where one does not vary. */
  readonly correlation: number | undefined;
  readonly constantRocAuc: number | null;
  /** What a linear model would carry at the same weight. */
  readonly linearNats: number;
}

/**
 * Looks at each channel beside the constant reconstruction.
 *
 * @param root      Folder of the telemetry.
 * @param rows      The LSTM-VAE's and the constant's, with their scores kept.
 * @param settings  The LSTM-VAE's, in all channels.
 */
export function channelFacts(
  root: string,
  { ours, constant }: Readonly<Record<'ours' | 'constant', Results>>,
  { beta, latentDim }: { readonly beta: number; readonly latentDim: number },
): ChannelFacts[] {
  const correlations = scoreCorrelations(ours, constant);
  const aucs = constant.byChannel('rocAuc');
  return ours.channels.map((name) => {
    const { channel, windows } = prepareChannel(root, name, { seed: ours.seeds[0] });
    return {
      channel: name,
      clipped: clippedShare(channel),
      correlation: correlations.get(name),
      constantRocAuc: aucs.get(name) ?? null,
      linearNats: linearCode(windows.train, beta, latentDim).nats,
    };
  });
}

/** Tables the LSTM-VAE channel by channel, each figure the mean over seeds. */
export function lstmVaeChannelTable(ours: Results, facts: readonly ChannelFacts[], caption: string): Table {
  const names = ['precision', 'recall', 'f1', 'rocAuc', 'prAuc', 'accuracy'] as const;
  const figures = names.map((name) => ours.byChannel(name));
  const nats = ours.byChannel(({ history }) => history?.nats);
  const epochs = ours.byChannel((row) => row.epochs);
  return {
    caption,
    columns: [
      'Channel',
      ...names.map((name) => measureInfo[name].heading),
      { heading: 'Nats of z', digits: 2 },
      { heading: 'Nats, linear', digits: 2 },
      'ROC-AUC of the constant',
      'r with it',
      { heading: 'Clipped, %', digits: 0 },
      { heading: 'Epochs', digits: 0 },
    ],
    rows: facts.map(({ channel, clipped, correlation, constantRocAuc, linearNats }) => [
      channel,
      ...figures.map((figure) => figure.get(channel) ?? null),
      nats.get(channel) ?? null,
      linearNats,
      constantRocAuc,
      correlation,
      100 * clipped,
      epochs.get(channel),
    ]),
  };
}

/** A channel that is ranked upside down, and how its windows look there. */
export interface InvertedChannel {
  readonly channel: string;
  readonly rocAuc: number;
  /** Median score of the test windows of each class. */
  readonly normalScore: number;
  readonly anomalousScore: number;
  /** Median over windows of the telemetry's standard deviation within the window, of each class. */
  readonly normalDeviation: number;
  readonly anomalousDeviation: number;
}

/** Finds the channels with a ROC-AUC below one half, and measures whether their anomalies are quieter, or only nearer the mean. */
export function invertedChannels(root: string, ours: Results): InvertedChannel[] {
  return [...ours.byChannel('rocAuc')]
    .filter(([, rocAuc]) => rocAuc < 0.5)
    .map(([channel, rocAuc]) => {
      const row = ours.channel(channel).rows[0];
      const { windows } = prepareChannel(root, channel, { seed: row.seed });
      const { values, count, windowSize, features } = windows.test;
      const deviations = Array.from({ length: count }, (_, i) => {
        const telemetry = Array.from({ length: windowSize }, (__, step) => values[(i * windowSize + step) * features]);
        return standardDeviation(telemetry);
      });
      const { test, labels } = row.scores!;
      const of = (figures: readonly number[], label: number) => median(figures.filter((_, i) => labels[i] === label));
      return {
        channel,
        rocAuc,
        normalScore: of(test, 0),
        anomalousScore: of(test, 1),
        normalDeviation: of(deviations, 0),
        anomalousDeviation: of(deviations, 1),
      };
    });
}

/** Tables the channels that are ranked upside down. */
export function invertedTable(channels: readonly InvertedChannel[], caption: string): Table {
  const headings = ['score, normal', 'score, anomalous', 'deviation within, normal', 'deviation within, anomalous'];
  return {
    caption,
    columns: ['Channel', 'ROC-AUC', ...headings],
    rows: channels.map(({ channel, rocAuc, ...rest }) => [
      channel,
      rocAuc,
      rest.normalScore,
      rest.anomalousScore,
      rest.normalDeviation,
      rest.anomalousDeviation,
    ]),
  };
}

/** A channel whose anomalies are ranked high and yet all missed. */
export interface MissedChannel {
  readonly channel: string;
  readonly rocAuc: number;
  readonly threshold: number;
  readonly highestAnomalous: number;
  readonly medianNormal: number;
  readonly medianTraining: number;
}

/** Finds the channels of one seed where no anomaly is called, though a random one scores above a random normal window. */
export function missedChannels(ours: Results): MissedChannel[] {
  return ours
    .seed(ours.seeds[0])
    .rows.filter(isMissed)
    .map(({ channel, measures, threshold, scores }) => {
      const { train, test, labels } = scores!;
      return {
        channel,
        rocAuc: measures.rocAuc!,
        threshold: threshold!,
        highestAnomalous: Math.max(...test.filter((_, i) => labels[i] === 1)),
        medianNormal: median(test.filter((_, i) => labels[i] === 0)),
        medianTraining: median(train),
      };
    });
}

function isMissed({ measures: { recall, rocAuc } }: ResultRow): boolean {
  return recall === 0 && rocAuc !== null && rocAuc !== undefined && rocAuc > 0.5;
}

/** Averages a figure of facts over channels that have it. */
export function meanCorrelation(facts: readonly ChannelFacts[]): number {
  return mean(facts.flatMap(({ correlation }) => correlation ?? []));
}
