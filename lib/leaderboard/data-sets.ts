/** Which rows win on which data set: figures of each series from committed results, ranks by incident, winners. */
import { DataError, mean } from '../base/index';
import { formatCells, fullColumns, isInterval, type Table } from '../tables/table';
import { pairedDifference } from './compare';
import { criticalDifference, meanRanks } from './ranks';

/** What some rows reach on each series of a data set. */
export interface DataSetFigures {
  readonly name: string;
  readonly series: readonly string[];
  /** The incident of each series, in their order; series of one incident count as one. Default: each is one by itself. */
  readonly incidents?: readonly string[];
  /** By what the rows are compared, as tables head it: VUS-PR, for example. Absent where the caption of their table lacks it. */
  readonly measure?: string;
  /** One figure a series, by the label of the row; higher is better. */
  readonly rows: ReadonlyMap<string, readonly number[]>;
}

/** How the caption of a table of a data set begins; its name follows, and its measure in square brackets. */
const captionParts = /^Each series: (.*?)(?: \[([^[\]]+)\])?$/;

const [SERIES, INCIDENT] = ['series', 'incident'];

/**
 * Writes the figures of a data set as a table that `dataSetsOf` reads: a line a series, a column a row.
 */
export function seriesTable({ name, measure, series, incidents, rows }: DataSetFigures): Table {
  const labels = [...rows.keys()];
  return {
    caption: `Each series: ${name}${measure === undefined ? '' : ` [${measure}]`}`,
    columns: [SERIES, INCIDENT, ...labels],
    rows: series.map((each, i) => [each, incidents?.[i] ?? each, ...labels.map((label) => rows.get(label)![i])]),
  };
}

/**
 * Reads the data sets among tables, such as those of `readKept`.
 *
 * @public For the notebook of all data sets.
 * @throws {DataError} If such a table holds something else than one number a row and series.
 */
export function dataSetsOf(tables: readonly Table[]): DataSetFigures[] {
  return tables.flatMap(({ caption = '', columns, rows }) => {
    const parts = captionParts.exec(caption);
    if (!parts) return [];
    const [, name, measure] = parts as unknown as [string, string, string | undefined];
    const labels = columns.slice(2).map((column) => (typeof column === 'string' ? column : column.heading));
    const figureOf = (label: string, place: number) => (cells: Table['rows'][number]) => {
      const cell = cells[place + 2];
      if (typeof cell === 'number') return cell;
      throw new DataError(`${name}: expected a number of '${label}' on ${String(cells[0])}, found ${String(cell)}`);
    };
    return {
      name,
      ...(measure !== undefined && { measure }),
      series: rows.map(([series]) => String(series)),
      incidents: rows.map((cells) => String(cells[1])),
      rows: new Map(labels.map((label, place) => [label, rows.map(figureOf(label, place))])),
    };
  });
}

export interface RanksOverDataSets {
  /** Of the rows that every data set has, the best first. */
  readonly ranks: readonly { readonly name: string; readonly rank: number }[];
  /** Of Nemenyi's test over the incidents. */
  readonly critical: number;
  /** Incidents of all data sets: what the ranks are means over. */
  readonly incidents: number;
}

/**
 * Ranks the rows that all data sets have. The series of an incident are averaged first and ranked as one, so that an incident
 * that many series show counts once; every incident of every data set weighs the same.
 *
 * @public For the notebook of all data sets.
 * @throws {DataError} If the data sets have fewer than two rows in common.
 */
export function rankOverDataSets(sets: readonly DataSetFigures[]): RanksOverDataSets {
  const [first] = sets;
  const common = [...(first?.rows.keys() ?? [])].filter((label) => sets.every(({ rows }) => rows.has(label)));
  if (common.length < 2) {
    const found = common.join(', ') || 'none';
    throw new DataError(`expected data sets with two rows in common or more, found ${found}`);
  }
  const figures = common.map((label) => sets.flatMap((set) => byIncident(set, set.rows.get(label)!)));
  const ranks = meanRanks(figures);
  const incidents = figures[0].length;
  return {
    ranks: common.map((name, i) => ({ name, rank: ranks[i] })).sort((a, b) => a.rank - b.rank),
    critical: criticalDifference(common.length, incidents),
    incidents,
  };
}

/**
 * Makes a table of which row wins on which data set: its mean over series, on how many incidents it is the best or level with
 * it, and its lead before the next row with a 95 % interval, by series or by incident, whichever is wider.
 *
 * @public For the notebook of all data sets.
 */
export function winnersTable(sets: readonly DataSetFigures[], measure: string): Table {
  return {
    caption: `Which row wins on which data set, by ${measure}`,
    columns: [
      'data set',
      { heading: 'series', digits: 0 },
      { heading: 'incidents', digits: 0 },
      { heading: 'best row', align: 'left' },
      measure,
      { heading: 'best on incidents', digits: 0 },
      { heading: 'next row', align: 'left' },
      'lead [95%]',
    ],
    rows: sets.map((set) => {
      const { name, series, incidents, rows } = set;
      const [best, next] = [...rows].sort(([, a], [, b]) => mean(b) - mean(a));
      const tops = [...rows.values()].map((values) => byIncident(set, values));
      const own = byIncident(set, best[1]);
      const wins = own.filter((figure, i) => tops.every((values) => values[i] <= figure)).length;
      const lead = next && pairedDifference(best[1], next[1], incidents && { incidents });
      const cell = lead?.interval ? { value: lead.difference, ...lead.interval } : lead?.difference;
      return [name, series.length, own.length, best[0], mean(best[1]), wins, next?.[0], cell];
    }),
  };
}

/**
 * Makes a table of rows less another row on each data set, with 95 % intervals by series or by incident, whichever is wider.
 *
 * @param rows     Labels; one that a data set lacks has an empty cell there.
 * @param against  The label of the row that they are held against.
 * @throws {DataError} If a data set lacks the latter, or their figures are of several measures.
 */
export function leadTable(sets: readonly DataSetFigures[], rows: readonly string[], against: string): Table {
  const lead = ({ name, rows: own, incidents }: DataSetFigures, row: string) => {
    const [figures, others] = [own.get(row), own.get(against)];
    if (!others) throw new DataError(`${name}: expected the row '${against}', found ${[...own.keys()].join(', ')}`);
    if (!figures) return null;
    const { difference, interval } = pairedDifference(figures, others, incidents && { incidents });
    return interval ? { value: difference, ...interval } : difference;
  };
  const measures = [...new Set(sets.flatMap(({ measure }) => measure ?? []))];
  if (measures.length > 1) throw new DataError(`expected data sets of one measure, found ${measures.join(' and ')}`);
  return {
    caption: `${measures[0] ?? 'Figure'} less that of ${against} [95%]`,
    columns: ['detector', ...sets.map(({ name, series }) => `${name}, ${series.length} series`)],
    rows: rows.map((row) => [row, ...sets.map((set) => lead(set, row))]),
  };
}

/** Names the rows of a `leadTable` that lead on every data set by more than chance. */
export function leadersBeyondChance({ rows }: Table): string[] {
  return rows.flatMap(([label, ...leads]) =>
    leads.every((cell) => isInterval(cell) && cell.low > 0) ? [String(label)] : [],
  );
}

/**
 * Writes a row of a `leadTable` as a phrase: `+.132 [+.047, +.223] on SMAP and ...`.
 *
 * @throws {DataError} If the table has no such row.
 */
export function leadText(table: Table, row: string): string {
  const place = table.rows.findIndex(([label]) => label === row);
  if (place < 0) throw new DataError(`expected the row '${row}' in '${table.caption}'`);
  const [, ...cells] = formatCells(table)[place];
  const [, ...columns] = fullColumns(table);
  return cells.map(({ text }, i) => `${text} on ${columns[i].heading.replace(/, .*/, '')}`).join(' and ');
}

/** Averages figures over the series of each incident, in the order of their first series. */
function byIncident({ series, incidents = series }: DataSetFigures, figures: readonly number[]): number[] {
  const members = new Map<string, number[]>();
  incidents.forEach((incident, i) => members.set(incident, [...(members.get(incident) ?? []), figures[i]]));
  return [...members.values()].map((values) => mean(values));
}
