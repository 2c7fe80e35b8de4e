/** Where each row of the leaderboard fired, for one test series. */
import type { Segment } from '../../data/index';
import type { LeaderboardRow } from './rows';
import type { Table } from '../../tables/index';

/** Sequences that are written out; of more, their number must do. */
const SHOWN = 8;

/**
 * Lists the labelled segments of a series and the sequences that each row predicts.
 *
 * @param rows      With one channel each, whose sequences were kept.
 * @param labelled  In ascending order.
 * @param what      Name of the series, for the caption.
 */
export function leaderboardSequenceTable(
  rows: readonly (Pick<LeaderboardRow, 'label'> & { readonly sequences: readonly Segment[] })[],
  labelled: readonly Segment[],
  what: string,
): Table {
  const cells = (label: string, found: readonly Segment[]) => [label, found.length, listOf(found)];
  return {
    caption: `Sequences in ${what}, as [first step, step after the last)`,
    columns: ['detector', { heading: 'sequences', digits: 0 }, { heading: 'where', align: 'left' }],
    rows: [cells('labelled', labelled), ...rows.map(({ label, sequences }) => cells(label, sequences))],
  };
}

function listOf(sequences: readonly Segment[]): string | null {
  if (sequences.length === 0) return null;
  const list = sequences.slice(0, SHOWN).map(({ start, end }) => `[${start}, ${end})`);
  const more = sequences.length - list.length;
  return `${list.join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
}
