/** Report 3's three models on the leaderboard: which of them is best at what, and what the ledger asks of them. */
import { mean } from '../base/index';
import {
  CHOSEN_CUT,
  loadSource,
  scalePair,
  smapMslProtocol,
  smapMslSource,
  windowLabels,
  type Quantity,
  type ResultRow,
} from '../experiments/index';
import type { LeaderboardResult } from './run-leaderboard';

type Found = Pick<LeaderboardResult, 'rows' | 'results' | 'judged'>;

/** A figure with each seed, and on each channel with its incident: what the ledger judges orders by. */
export interface Spread {
  readonly seeds: readonly number[];
  readonly channels: Readonly<Record<string, number>>;
  readonly incidents: ReadonlyMap<string, string>;
}

/** Labels of the rows of report 3's models, by the names that the report gives them. */
export function reportModelLabels({ rows }: Pick<Found, 'rows'>): Record<string, string> {
  const labelOf = (detector: string) => rows.find((row) => row.detector === detector)!.label;
  return {
    'LSTM-VAE': labelOf('lstm-vae'),
    'LSTM-Attention': labelOf('lstm-attention'),
    'Anomaly Transformer': labelOf('anomaly-transformer'),
  };
}

/** Gives a figure of a row on report 3's channels. */
export function onReport({ results, judged }: Pick<Found, 'results' | 'judged'>, label: string) {
  return results.row(label).where(({ channel }) => judged.includes(channel));
}

/** Gives the F1 of the best of report 3's three models on each of its channels, in the order of the results. */
export function bestOfThree(found: Found): number[] {
  const ofEach = Object.values(reportModelLabels(found)).map((label) => [
    ...onReport(found, label).byChannel('f1').values(),
  ]);
  return ofEach[0].map((_, i) => Math.max(...ofEach.map((values) => values[i])));
}

/**
 * Measures what the ledger's claims about the best of the three models ask for, by the ids of the claims: over report 3's
 * channels, with each seed and on each channel.
 *
 * @param root  Folder of the telemetry: false positive rates need the share of anomalous windows.
 */
export function comparisonFigures(found: Found & Pick<LeaderboardResult, 'incidents'>, root: string) {
  const models = reportModelLabels(found);
  const spread = (label: string, figure: Quantity): Spread => {
    const row = onReport(found, label);
    return { seeds: row.over(figure), channels: Object.fromEntries(row.byChannel(figure)), incidents: found.incidents };
  };
  const ofThree = (figure: Quantity): Record<string, Spread> =>
    Object.fromEntries(Object.entries(models).map(([name, label]) => [name, spread(label, figure)]));
  const f1 = ofThree('f1');
  const bestDeep = Object.values(f1).reduce((best, each) => (mean(each.seeds) > mean(best.seeds) ? each : best));
  const hard = found.judged.filter((channel) => /^(A-8|E-.*)$/.test(channel));
  const ofVae = onReport(found, models['LSTM-VAE']);
  return {
    'r3-best-precision': ofThree('precision'),
    'r3-best-f1': f1,
    'r3-best-roc-auc': ofThree('rocAuc'),
    'r3-best-pr-auc': ofThree('prAuc'),
    'r3-best-recall': ofThree('recall'),
    'r3-best-false-positive-rate': ofThree(falsePositiveRates(root, found.judged)),
    'r3-adaptive-threshold': Object.fromEntries(
      hard.map((channel) => [channel, ofVae.channel(channel).over('bestF1Oracle')]),
    ),
    'r3-state-of-the-art': {
      'best deep model': bestDeep,
      'nearest neighbour': spread('nearest-neighbour', 'f1'),
      constant: spread('constant, clipped', 'f1'),
      'all anomalous': spread('all-anomalous', 'f1'),
      [CHOSEN_CUT]: spread(CHOSEN_CUT, 'f1'),
    },
  };
}

/**
 * Gives the false positive rate of a result, which follows from precision, recall and the share of anomalous windows. Where
 * nothing is found it does not, and is not defined.
 */
function falsePositiveRates(root: string, channels: readonly string[]): (row: ResultRow) => number | null {
  const shares = new Map(
    channels.map((channel) => {
      const { test } = scalePair(loadSource(smapMslSource(root, [channel]), channel));
      return [channel, mean(Array.from(windowLabels(test, smapMslProtocol)))] as const;
    }),
  );
  return ({ channel, measures: { precision, recall } }) => {
    const share = shares.get(channel)!;
    if (!precision || recall === undefined || recall === null) return null;
    return recall * (share / (1 - share)) * (1 / precision - 1);
  };
}
