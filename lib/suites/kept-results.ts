/** Results that are committed with the sources: of runs that take too long for a notebook, which shows them. */
import fs from 'node:fs';
import path from 'node:path';
import { DataError, mean, messageOf, REPOSITORY_ROOT } from '../base/index';
import type { Generated, Results } from '../experiments/index';
import type { ProfileName } from '../models/index';
import { isOverSeeds } from '../tables/table';
import type { Table } from '../tables/index';

/** A file of `npm run experiment -- --suite ... --tables FILE`. */
export interface KeptResults {
  readonly suite: string;
  readonly profile: ProfileName;
  /** What computed them. */
  readonly backend: string;
  /** Numbers have six digits. */
  readonly tables: readonly Table[];
  /** Draws of the generators, where the suite has some. */
  readonly drawn?: readonly KeptDraws[];
}

/** The first draws of a trained generator. */
export interface KeptDraws {
  readonly row: string;
  readonly channel: string;
  readonly seed: number;
  /** A byte a value from 0 to 255 for values from 0 to 1, in base64. */
  readonly samples: string;
}

/**
 * Reads committed results.
 *
 * @param name  Of a file in docs/results, without its ending.
 * @throws {DataError} If there is no such file, or it is not JSON.
 */
export function readKept(name: string): KeptResults {
  const file = path.join(REPOSITORY_ROOT, 'docs', 'results', `${name}.json`);
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as KeptResults;
  } catch (error) {
    throw new DataError(`the results ${name} of docs/results cannot be read (${messageOf(error)})`);
  }
}

/** Gathers the draws of the generators among results, of the first seed; none where nothing was drawn. */
export function drawnFrom({ rows, seeds }: Results): Pick<KeptResults, 'drawn'> {
  const drawn = rows.flatMap(({ row, channel, seed, probe }): KeptDraws[] => {
    const { samples } = (probe ?? {}) as Partial<Generated>;
    return samples !== undefined && seed === seeds[0] ? [{ row, channel, seed, samples }] : [];
  });
  return drawn.length > 0 ? { drawn } : {};
}

/** Gives the values of a generator's draws, row-major; at most `values` of them. */
export function drawnValues({ samples }: Pick<KeptDraws, 'samples'>, values: number): number[] {
  return Array.from(Buffer.from(samples, 'base64').subarray(0, values), (byte) => byte / 255);
}

/**
 * Gives a figure of a table, one value a seed.
 *
 * @param row      Text of the row's first cell.
 * @param heading  Of the column.
 * @throws {DataError} If the table has no such row or column, or text stands there.
 */
export function keptValues({ columns, rows }: Table, row: string, heading: string): number[] {
  const headings = columns.map((column) => (typeof column === 'string' ? column : column.heading));
  const found = rows.find(([first]) => first === row)?.[headings.indexOf(heading)];
  const values = typeof found === 'number' ? [found] : isOverSeeds(found) ? Array.from(found) : [];
  if (values.length > 0) return values;
  const all = rows.map(([first]) => String(first)).join(', ');
  throw new DataError(
    `the kept table has no figure '${heading}' of '${row}'; expected ${headings.join(', ')} of ${all}`,
  );
}

/** Gives the mean of a figure for each row of a table, by the text of its first cell. */
export function keptMeans(table: Table, heading: string): Readonly<Record<string, number>> {
  const names = table.rows.map(([first]) => String(first));
  return Object.fromEntries(names.map((name) => [name, mean(keptValues(table, name, heading))]));
}

/** Leaves out the last column: the seconds, where other work ran beside. */
export function withoutSeconds(table: Table): Table {
  return { ...table, columns: table.columns.slice(0, -1), rows: table.rows.map((row) => row.slice(0, -1)) };
}

/**
 * Takes the draws of one channel's generators, or of the first channel that has some.
 *
 * @param values  Of each generator, at most.
 * @returns       The channel, and the values by row.
 * @throws {DataError} If nothing was drawn.
 */
export function keptDraws(
  { suite, drawn = [] }: KeptResults,
  channel: string,
  values: number,
): { readonly channel: string; readonly rows: Readonly<Record<string, number[]>> } {
  if (drawn.length === 0) throw new DataError(`the results of ${suite} have no draws of generators`);
  const found = drawn.some((each) => each.channel === channel) ? channel : drawn[0].channel;
  const own = drawn.filter((each) => each.channel === found);
  return { channel: found, rows: Object.fromEntries(own.map((each) => [each.row, drawnValues(each, values)])) };
}
