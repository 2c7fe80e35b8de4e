/** A part of a suite: some of its rows on some of its channels. */
import { didYouMean } from '../base/index';
import type { SuiteTable } from '../experiments/index';

export interface TableChoice {
  /** Default: all. */
  readonly channels?: readonly string[];
  /** Labels; default: all. */
  readonly rows?: readonly string[];
}

/**
 * Chooses rows and channels of a suite's tables; a table or row of which nothing is left is left out.
 *
 * @throws If no table has a channel or a row of a name.
 */
export function chooseTables(tables: readonly SuiteTable[], { channels, rows }: TableChoice): SuiteTable[] {
  const channelsOf = (table: SuiteTable) => [table, ...table.rows].flatMap(({ source }) => source?.channels ?? []);
  requireKnown('channel', channels, [...new Set(tables.flatMap(channelsOf))]);
  requireKnown('row', rows, [...new Set(tables.flatMap((table) => table.rows.map(({ label }) => label)))]);
  const on = <Source extends SuiteTable['source']>(source: Source): Source => ({
    ...source,
    channels: source.channels.filter((channel) => channels?.includes(channel) ?? true),
  });
  const chosen = tables.map((table): SuiteTable => ({
    ...table,
    source: on(table.source),
    rows: table.rows
      .filter(({ label }) => rows?.includes(label) ?? true)
      .map((row) => ({ ...row, ...(row.source && { source: on(row.source) }) }))
      .filter((row) => (row.source ?? on(table.source)).channels.length > 0),
  }));
  return chosen.filter((table) => table.rows.length > 0);
}

function requireKnown(what: string, wanted: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = wanted?.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Error(`unknown ${what} '${unknown}', expected ${known.join('; ')}.${didYouMean(unknown, known)}`);
}
