/** An ensemble of models: the mean of their scores of the same windows, judged as each of them is. */
import { evaluate, Results, type Protocol, type ResultRow } from '../experiments/index';
import { combineScores, type Calibration, type ScorePair } from '../scoring/index';

export interface CombinedModels {
  readonly label: string;
  /** `tail` makes scores comparable by training scores alone, and so needs no test series as a whole. */
  readonly calibration: Calibration;
  readonly protocol: Pick<Protocol, 'threshold'>;
}

/**
 * Combines models channel by channel and seed by seed, where all of them have scores.
 *
 * @param members  Rows of one label each, of the same windows, that kept their scores: `keep: ['windows']`.
 * @returns        The ensemble as one row of the first member's table.
 * @throws         If a member kept no scores, or has other windows than the first.
 */
export function combineModels(members: readonly Results[], options: CombinedModels): Results {
  const [first, ...others] = members;
  const rows = first.rows.flatMap((row): ResultRow[] => {
    const isSame = ({ channel, seed }: ResultRow) => channel === row.channel && seed === row.seed;
    const same = others.flatMap((other) => other.rows.find(isSame) ?? []);
    return same.length < others.length ? [] : [combined([row, ...same], options)];
  });
  return new Results(rows);
}

function combined(members: readonly ResultRow[], { label, calibration, protocol }: CombinedModels): ResultRow {
  const [{ table, channel, seed, scores: kept }] = members;
  const { train, test } = combineScores(members.map(scoresOf), { calibration });
  const { labels } = kept!;
  const {
    threshold,
    confusion,
    kinds: _,
    ...measures
  } = evaluate({ trainScores: train, testScores: test, labels }, protocol.threshold);
  const sum = (of: (row: ResultRow) => number) => members.reduce((total, row) => total + of(row), 0);
  return {
    table,
    row: label,
    channel,
    seed,
    measures,
    threshold,
    confusion,
    epochs: 0,
    steps: sum(({ steps }) => steps),
    seconds: sum(({ seconds }) => seconds),
    scores: { train: Array.from(train), test: Array.from(test), labels },
    warnings: [],
  };
}

function scoresOf({ row, channel, scores }: ResultRow): ScorePair {
  if (!scores) throw new Error(`${row}, ${channel}: expected the scores of its windows to be kept, found none.`);
  return { train: Float64Array.from(scores.train), test: Float64Array.from(scores.test) };
}
