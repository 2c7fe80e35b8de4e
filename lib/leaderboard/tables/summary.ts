/** All rows of a run in one table of a few columns. */
import { seedValues, type Table } from '../../tables/index';
import { leadCells, unrankedRows, type LeaderboardRow } from './rows';

/**
 * Makes a table of the figures that are quoted most: on windows over report 3's channels, on time steps and events over all.
 *
 * @param rows    Of the same channels.
 * @param judged  Report 3's channels among them.
 */
export function summaryTable(rows: readonly LeaderboardRow[], judged: readonly string[]): Table {
  const channels = rows[0]?.results.channels.length ?? 0;
  const best = 'highest' as const;
  return {
    caption: `This run: windows on ${judged.length} of the report's channels, time steps and events on ${channels} channels`,
    unranked: unrankedRows(rows),
    columns: [
      'detector',
      'kind',
      { heading: 'F1', best },
      { heading: 'ROC-AUC', best },
      { heading: 'PR-AUC', best },
      { heading: 'VUS-PR', best },
      'event F1',
      'share of steps predicted',
    ],
    rows: rows.map((row) => {
      const onWindows = row.results.where(({ channel }) => judged.includes(channel));
      return [
        ...leadCells(row).slice(0, 2),
        ...(['f1', 'rocAuc', 'prAuc'] as const).map((name) => seedValues(onWindows, name)),
        ...(['vusPr', 'eventF1', 'predictedShare'] as const).map((name) => seedValues(row.results, name)),
      ];
    }),
  };
}
