/** Protocol (b) on the channels of protocol (a) and on the others: whether a measure or the channels make the difference. */
import type { Spacecraft } from '../../data/index';
import { seedValues, type Table } from '../../tables/index';
import { leadCells, unrankedRows, type LeaderboardRow } from './rows';

/** Some channels of a spacecraft. */
interface Part {
  readonly name: string;
  readonly channels: readonly string[];
}

/**
 * Makes the table of VUS-PR on the report's channels and on the others, of each spacecraft. A part without channels has no
 * column.
 *
 * @param rows    All of the same channels.
 * @param judged  The report's channels among them.
 */
export function leaderboardPartTable(
  rows: readonly LeaderboardRow[],
  { judged, spacecraft }: { readonly judged: readonly string[]; readonly spacecraft: ReadonlyMap<string, Spacecraft> },
): Table {
  const channels = rows[0]?.results.channels ?? [];
  const parts = (['SMAP', 'MSL'] as const).flatMap((craft): Part[] => {
    const own = channels.filter((channel) => spacecraft.get(channel) === craft);
    return [
      { name: `${craft}, report's`, channels: own.filter((channel) => judged.includes(channel)) },
      { name: `${craft}, others`, channels: own.filter((channel) => !judged.includes(channel)) },
    ];
  });
  const known = parts.filter((part) => part.channels.length > 0);
  return {
    caption: `Protocol (b), VUS-PR on the report's channels and on the others: ${known.map((part) => `${part.name} ${part.channels.length}`).join('; ')}`,
    unranked: unrankedRows(rows),
    columns: ['detector', ...known.map(({ name }) => ({ heading: name, best: 'highest' as const }))],
    rows: rows.map((row) => [
      leadCells(row)[0],
      ...known.map((part) => {
        const own = row.results.where(({ channel }) => part.channels.includes(channel));
        return seedValues(own, 'vusPr');
      }),
    ]),
  };
}
