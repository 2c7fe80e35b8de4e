/** Tables as readers meet them: those of a Markdown page, and cells looked up in tables that are kept as data. */
import { formatCells, fullColumns, type Table } from '../../lib/tables/table';

/** The cells of one row by the heading of their column; the first cell apart, since it names the row. */
export interface PageRow {
  readonly label: string;
  readonly cells: Readonly<Record<string, string>>;
}

const cellsOf = (line: string) =>
  line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim().replaceAll('**', ''));

/** Reads the tables of a page, without bold. */
export function pageTables(markdown: string): PageRow[][] {
  const blocks = markdown.match(/^\|.*\|\n\|[-:| ]+\|\n(?:\|.*\|\n)+/gm) ?? [];
  return blocks.map((block) => {
    const [head, , ...lines] = block.trim().split('\n');
    const headings = cellsOf(head);
    return lines.map((line) => {
      const [label, ...cells] = cellsOf(line);
      return { label, cells: Object.fromEntries(cells.map((cell, i) => [headings[i + 1], cell])) };
    });
  });
}

/**
 * Gives a cell as its table prints it.
 *
 * @param caption  How the caption of the table begins.
 * @param row      Text of the row's first cell.
 * @throws If there is not one such table, row or column.
 */
export function printedCell(tables: readonly Table[], caption: string, row: string, heading: string): string {
  const table = only(tables, (each) => each.caption?.startsWith(caption) ?? false, caption);
  const i = table.rows.indexOf(only(table.rows, ([first]) => first === row, row));
  const columns = fullColumns(table);
  const j = columns.indexOf(only(columns, (column) => column.heading === heading, heading));
  return formatCells(table)[i][j].text;
}

function only<T>(all: readonly T[], isWanted: (each: T) => boolean, name: string): T {
  const found = all.filter(isWanted);
  if (found.length !== 1) throw new Error(`expected one "${name}", found ${found.length}`);
  return found[0];
}
