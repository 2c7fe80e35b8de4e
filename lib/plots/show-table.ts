/** Tables in a notebook: as data, and as text to read. */
import { asTable, type TableOptions, type TableRecord } from '../tables/records-table';
import { isOverSeeds, type Cell, type Table } from '../tables/table';
import { toHtml } from '../tables/table-html';
import { toMarkdown } from '../tables/table-markdown';
import { type DisplayBundle, emit } from './notebook';

/** A `Table` in a cell's output as data, with every number in full. The site writes its CSV and LaTeX from it. */
export const tableMimeType = 'application/vnd.telltale.table+json';

/**
 * Shows a table in the running cell.
 *
 * @param table    A table, or plain records, one a row.
 * @param options  Caption; digits of numbers, which the columns of a `Table` may state themselves.
 * @returns        Nothing in a notebook, elsewhere the bundle.
 * @throws {DataError} If `tableBundle` does.
 */
export function showTable(
  table: Table | readonly TableRecord[],
  options: TableOptions = {},
): DisplayBundle | undefined {
  const bundle = tableBundle(asTable(table, options));
  return emit(bundle) ? undefined : bundle;
}

/**
 * Bundles a table as data, HTML, Markdown and text. JupyterLab, VS Code, nbconvert and GitHub show the HTML, in which each cell
 * is aligned by a style: their own rules align all cells to the right, and win over what Markdown becomes.
 *
 * @throws {DataError} If a number is NaN or infinite, or a row has more cells than there are columns.
 */
export function tableBundle(table: Table): DisplayBundle {
  const markdown = toMarkdown(table);
  const rows = table.rows.map((row) => row.map(plainCell));
  return {
    [tableMimeType]: { ...table, rows },
    'text/html': toHtml(table, { alignBy: 'style' }),
    'text/markdown': markdown,
    'text/plain': markdown,
  };
}

/** JSON has no typed arrays and no undefined. */
function plainCell(cell: Cell): Cell {
  return isOverSeeds(cell) ? Array.from(cell) : (cell ?? null);
}
