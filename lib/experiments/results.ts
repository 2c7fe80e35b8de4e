/** Results as tidy rows, one for each row of a table, channel and seed, and the reader that tables and notebooks use. */
import { aggregate, meanOf, type MeasureName, type Measures } from './measures/index';
import type { JobResult } from './run-job';

/** What one job came to, and which row of which table it belongs to. */
export interface ResultRow extends JobResult {
  /** Name of the table. */
  readonly table: string;
  /** Label of the row. */
  readonly row: string;
  readonly channel: string;
  readonly seed: number;
  /** The largest resident set of the process that ran the job and nothing else; absent where it ran more. */
  readonly peakMemoryBytes?: number;
}

/** A figure of one row, e.g. `f1`, or a function of it. */
export type Quantity = MeasureName | ((row: ResultRow) => number | null | undefined);

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/**
 * Reads rows: narrow them down (`table`, `row`, `where`), then ask for a figure over what is left.
 *
 * ```ts
 * results.row('lstm-vae').mean('f1');                      // the macro average, averaged over seeds
 * results.row('pca').over('rocAuc');                       // the macro average with each seed
 * results.row('pca').byChannel('f1').get('D-1');           // one channel, averaged over seeds
 * ```
 */
export class Results {
  constructor(readonly rows: readonly ResultRow[]) {}

  /** Labels of the rows, in the order of their table. */
  get labels(): string[] {
    return unique(this.rows.map(({ row }) => row));
  }

  get channels(): string[] {
    return unique(this.rows.map(({ channel }) => channel));
  }

  get seeds(): number[] {
    return unique(this.rows.map(({ seed }) => seed));
  }

  /** Keeps the rows that are wanted. */
  where(wanted: (row: ResultRow) => boolean): Results {
    return new Results(this.rows.filter(wanted));
  }

  table(name: string): Results {
    return this.where(({ table }) => table === name);
  }

  /**
   * Keeps one row of a table.
   *
   * @throws If no row has this label; the message lists the labels there are.
   */
  row(label: string): Results {
    const found = this.where(({ row }) => row === label);
    if (found.rows.length > 0) return found;
    throw new Error(
      `Results: no row '${label}', expected ${this.labels.join(', ') || 'nothing: there are no results'}.`,
    );
  }

  seed(seed: number): Results {
    return this.where((row) => row.seed === seed);
  }

  channel(name: string): Results {
    return this.where(({ channel }) => channel === name);
  }

  /**
   * Computes all measures with each seed: macro averages over the channels on which a measure is defined, events
   * and alarms counted together.
   */
  aggregates(): Measures[] {
    return this.seeds.map((seed) => aggregate(this.seed(seed).rows));
  }

  /** Averages a figure with each seed over the channels on which it is defined; seeds without one are left out. */
  over(figure: Quantity): number[] {
    const values =
      typeof figure === 'string'
        ? this.aggregates().map((measures) => measures[figure] ?? null)
        : this.seeds.map((seed) => meanOf(this.seed(seed).rows.map((row) => figure(row) ?? null)));
    return values.filter((value): value is number => value !== null);
  }

  /** Averages a figure over channels and seeds; NaN where it is nowhere defined. */
  mean(figure: Quantity): number {
    return meanOf(this.over(figure)) ?? NaN;
  }

  /** Averages a figure over seeds on each channel; channels on which it is not defined are left out. */
  byChannel(figure: Quantity): Map<string, number> {
    const value = typeof figure === 'string' ? (row: ResultRow) => row.measures[figure] : figure;
    const means = this.channels.map((channel) => {
      const own = this.rows.filter((row) => row.channel === channel);
      return [channel, meanOf(own.map((row) => value(row) ?? null))] as const;
    });
    return new Map(means.filter((each): each is [string, number] => each[1] !== null));
  }

  /**
   * Takes the only row that is left, as of one channel with one seed.
   *
   * @throws If there is none, or more than one.
   */
  only(): ResultRow {
    if (this.rows.length === 1) return this.rows[0];
    throw new Error(`Results: expected one row, found ${this.rows.length}; narrow them down by row, channel and seed.`);
  }
}
