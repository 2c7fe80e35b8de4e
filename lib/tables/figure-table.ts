/** Tables of any figures of a suite's rows, beside its measures: what a look inside found, times, losses. */
import type { Quantity, Results } from '../experiments/index';
import { seedValues } from './suite-table';
import type { Column, Table } from './table';

/** A column: its figure, and where it is not shown as usual, how. */
export interface FigureColumn extends Omit<Column, 'heading'> {
  readonly figure: Quantity;
}

/**
 * Makes a table with a line for each row, named by its label, and mean and deviation over seeds in each column.
 *
 * @param columns  By heading.
 */
export function figureTable(
  rows: readonly Results[],
  columns: Readonly<Record<string, Quantity | FigureColumn>>,
  { caption, first = 'Row' }: { readonly caption?: string; readonly first?: string } = {},
): Table {
  const full = Object.entries(columns).map(([heading, column]) => {
    return typeof column === 'object' ? { heading, ...column } : { heading, figure: column };
  });
  return {
    ...(caption !== undefined && { caption }),
    columns: [first, ...full.map(({ figure: _, ...column }) => column)],
    rows: rows.map((row) => [row.labels.join(', '), ...full.map(({ figure }) => seedValues(row, figure))]),
  };
}
