/** Why report 3's models lose: one trained autoencoder, its error split by feature and scored in four ways. */
import { grouped } from '../base/index';
import { selectWindows, type Windows } from '../data/index';
import { prepareChannel, smapMslProtocol } from '../experiments/index';
import { rocAuc } from '../metrics/index';
import { Autoencoder } from '../models/index';
import { loadBackend } from '../runtime/index';
import { errorShares, faithfulness, featureErrors, occlusion, scoreWindows, smoothScores } from '../scoring/index';
import { formatMeasure, formatSigned } from '../tables/number-format';
import type { Table } from '../tables/table';
import { fit } from '../training/index';
import { UNCLIPPED } from './rows';

/** The scores, from what report 3 scores to what follows the length of these anomalies. */
const splitScores = ['all features', 'commands alone', 'telemetry alone', 'telemetry, 300 steps'] as const;

export interface ErrorSplit {
  readonly channel: string;
  /** Trained; whoever asked for it disposes it. */
  readonly model: Autoencoder;
  /** Of the test series. */
  readonly windows: Windows;
  /** Mean squared error of each feature of each test window, shape [count, features]. */
  readonly errors: Float32Array;
  /** Share of the telemetry in the error of all features. */
  readonly telemetryShare: number;
  /** ROC-AUC of each score. */
  readonly rocAuc: Readonly<Record<(typeof splitScores)[number], number>>;
}

export interface ErrorSplitOptions {
  readonly epochs: number;
  readonly seed: number;
}

/** Windows of a stride of 5 in 300 steps. */
const CONTEXT = 60;

/**
 * Trains an autoencoder on a channel's windows of 10 steps, without the clip, and scores the test windows by four parts of
 * its error: of all features, of the commands, of the telemetry, of the telemetry over 300 steps. The network is that of
 * the leaderboard's row.
 *
 * @throws {DataError} If the channel is unknown or its files are bad.
 */
export async function splitError(
  root: string,
  channel: string,
  { epochs, seed }: ErrorSplitOptions,
): Promise<ErrorSplit> {
  await loadBackend();
  const { windows } = prepareChannel(root, channel, { protocol: { ...smapMslProtocol, ...UNCLIPPED }, seed });
  const { windowSize, features } = windows.train;
  const sizes = { hiddenUnits: [64, 32], latentDim: 4, outputActivation: 'linear' } as const;
  const model = new Autoencoder({ windowSize, features, ...sizes, seed });
  await fit(model, windows, { epochs, batchSize: 64, learningRate: 3e-3, seed });
  const errors = featureErrors(model, windows.test);
  const ofWindow = (i: number) => errors.subarray(i * features, (i + 1) * features);
  const all = Float64Array.from({ length: windows.test.count }, (_, i) => sum(ofWindow(i)));
  const telemetry = Float64Array.from({ length: windows.test.count }, (_, i) => errors[i * features]);
  const scores = [
    all,
    all.map((error, i) => error - telemetry[i]),
    telemetry,
    smoothScores(telemetry, { kind: 'centred', steps: CONTEXT }),
  ];
  const ofScores = splitScores.map((name, i) => [name, rocAuc(scores[i], windows.test.labels)] as const);
  return {
    channel,
    model,
    windows: windows.test,
    errors,
    telemetryShare: errorShares([sum(telemetry), sum(all) - sum(telemetry)])[0],
    rocAuc: Object.fromEntries(ofScores) as ErrorSplit['rocAuc'],
  };
}

/** Lays out the ROC-AUC of the four scores, a line for each channel. */
export function splitTable(splits: readonly ErrorSplit[]): Table {
  return {
    caption: 'ROC-AUC of four scores of one network',
    columns: ['channel', "telemetry's share of the error", ...splitScores],
    rows: splits.map(({ channel, telemetryShare, rocAuc: auc }) => {
      return [channel, telemetryShare, ...splitScores.map((name) => auc[name])];
    }),
  };
}

/** Gives the ROC-AUC of each score on each channel, as `plotChannelBars` takes them. */
export function splitBars(splits: readonly ErrorSplit[]): { name: string; values: number[] }[] {
  return splitScores.map((name) => ({ name, values: splits.map(({ rocAuc: auc }) => auc[name]) }));
}

/** One record of a table. */
export interface DeletionTest {
  readonly channel: string;
  /** Windows that were tested. */
  readonly windows: number;
  /** Of these, whose largest error is the telemetry's. */
  readonly 'telemetry named': number;
  /** Mean fall of the score, as a share of it. */
  readonly 'fall without the named': number;
  readonly 'fall without a random one': number;
  /** Share of the windows in which the first fall is the larger. */
  readonly 'named falls further': number;
}

/** Anomalous windows of the highest score that explanations are tested on. */
const TESTED = 50;

/**
 * Tests the explanation "the feature with the largest error" on the anomalous windows of the highest score: the score must
 * fall further without that feature than without a random other one. As the score is the mean of the features' errors, this
 * holds nearly by construction; how far it falls is what is measured.
 *
 * @throws If no test window is anomalous.
 */
export function deletionTest({ channel, model, windows, errors }: ErrorSplit, seed: number): DeletionTest {
  const named = (i: number) => {
    const own = errors.subarray(i * windows.features, (i + 1) * windows.features);
    return own.indexOf(own.reduce((a, b) => Math.max(a, b)));
  };
  const worst = anomalousByScore(scoreWindows(model, windows), windows).slice(0, TESTED);
  const explained = selectWindows(windows, worst);
  const features = worst.map(named);
  const fall = faithfulness((each) => scoreWindows(model, each), explained, { named: features, seed });
  return {
    channel,
    windows: worst.length,
    'telemetry named': features.filter((feature) => feature === 0).length,
    'fall without the named': fall.named,
    'fall without a random one': fall.random,
    'named falls further': fall.wins,
  };
}

/** What the score of a window hangs on. */
export interface ExplainedWindow {
  /** First step of the window. */
  readonly start: number;
  readonly score: number;
  /** The feature without which the score falls most, 0 for the telemetry, and by how much. */
  readonly feature: number;
  readonly featureFall: number;
  /** The step of the window, from 1, without which it falls most, and by how much. */
  readonly step: number;
  readonly stepFall: number;
}

/** Explains the anomalous window of the highest score by occlusion. @throws If no test window is anomalous. */
export function explainStrongest({ model, windows }: ErrorSplit): ExplainedWindow {
  const [index] = anomalousByScore(scoreWindows(model, windows), windows);
  const { score, features, steps } = occlusion((each) => scoreWindows(model, each), windows, { index });
  const [feature, step] = [features, steps].map((falls) => falls.indexOf(falls.reduce((a, b) => Math.max(a, b))));
  const start = windows.starts[index];
  return { start, score, feature, featureFall: features[feature], step: step + 1, stepFall: steps[step] };
}

/** Lists the anomalous windows from the highest score down. */
function anomalousByScore(scores: ArrayLike<number>, { labels, count }: Windows): number[] {
  const anomalous = Array.from({ length: count }, (_, i) => i).filter((i) => labels[i] === 1);
  if (anomalous.length === 0) throw new Error('error split: expected an anomalous test window; found none.');
  return anomalous.sort((a, b) => scores[b] - scores[a]);
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

/** Says on which channels the telemetry's error over 300 steps orders windows better than the error of all features. */
export function seenInSplits(splits: readonly ErrorSplit[]): string {
  const each = splits.map(({ channel, rocAuc: auc }) => {
    return `${channel} ${formatSigned(auc['telemetry, 300 steps'] - auc['all features'], 3)}`;
  });
  return `ROC-AUC by the telemetry over 300 steps less that by all features: ${each.join(', ')}. Where the sign is minus, the telemetry's own error orders windows worse.`;
}

/** Says what the deletion tests name, and what the strongest window of a channel hangs on. */
export function seenInTests(tests: readonly DeletionTest[], channel: string, strongest: ExplainedWindow): string {
  const ofTelemetry = tests.filter((test) => test['telemetry named'] > test.windows / 2);
  const { start, score, feature, featureFall, step, stepFall } = strongest;
  return [
    `Most windows name the telemetry on ${ofTelemetry.map((test) => test.channel).join(', ') || 'none'} of ${tests.length} channels, and a command on the others.`,
    `On ${channel} the anomalous window of the highest score, ${formatMeasure(score)}, begins at step ${grouped(start)}: without feature ${feature} (0 is the telemetry) the score falls by ${formatMeasure(featureFall)}, without step ${step} of the window by ${formatMeasure(stepFall)}.`,
  ].join(' ');
}
