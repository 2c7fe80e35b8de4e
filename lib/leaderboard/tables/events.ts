/** Protocol (c) of the leaderboard. */
import type { Incidents } from '../../data/index';
import { measuresOn, type EventCounts, type MeasureName, type Results } from '../../experiments/index';
import { measureColumn, seedValues, type Table } from '../../tables/index';
import { pairedEventDifference } from '../compare';
import {
  bestBaselines,
  differenceText,
  differenceCell,
  incidentsIn,
  leadCells,
  leadColumns,
  unrankedRows,
  type LeaderboardRow,
} from './rows';

/** Name and kind. */
const LEAD = 2;

/** Counts that the table leaves out: precision and recall say the same. */
const counts: readonly MeasureName[] = ['truePositives', 'falsePositives', 'falseNegatives'];

const shown = measuresOn('events').filter((name) => !counts.includes(name));

const isTrivial = ({ about: { kind } }: LeaderboardRow) => kind === 'trivial';

/** Lists for each seed what was counted on each channel. */
const countsOf = ({ results }: LeaderboardRow): EventCounts[][] =>
  results.seeds.map((seed) => countsIn(results.seed(seed)));

const countsIn = ({ rows }: Results) => rows.map(({ measures }) => measures as EventCounts);

/**
 * Makes the table of protocol (c): the counts of all channels together, and the share of the steps in predicted
 * sequences, averaged over channels; the difference in F1 to the baseline of the highest, averaged over seeds. The
 * trivial rows are not such a baseline, nor set in bold: calling everything anomalous cannot be beaten by overlaps.
 * Whether a row may run on a stream is left out, as every row's sequences are found in the whole series.
 *
 * @param rows       All of the same channels, in the same order.
 * @param what       Whose channels they are, for the caption.
 * @param incidents  Default: not known, each channel is one by itself.
 */
export function leaderboardEventTable(rows: readonly LeaderboardRow[], what: string, incidents?: Incidents): Table {
  const contenders = rows.filter((row) => !isTrivial(row));
  const baselines = bestBaselines(contenders, ['eventF1']);
  const [{ baseline }] = baselines;
  const grouped = { incidents: incidentsIn(rows[0]?.results.channels ?? [], incidents) };
  return {
    caption: `Protocol (c): ${what}, events; a labelled segment is found where a predicted sequence, of any length, overlaps it${differenceText(baselines, rows, incidents)}`,
    unranked: unrankedRows(rows, (row) => row.about.oracle === true || isTrivial(row)),
    columns: [...leadColumns.slice(0, LEAD), ...shown.map(measureColumn), ...(baseline ? ['ΔF1 [95%]'] : [])],
    rows: rows.map((row) => [
      ...leadCells(row).slice(0, LEAD),
      ...shown.map((name) => seedValues(row.results, name)),
      ...(row === baseline || !baseline
        ? []
        : [differenceCell(pairedEventDifference(countsOf(row), countsOf(baseline), grouped))]),
    ]),
  };
}
