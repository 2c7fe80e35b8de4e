/** Tables as GitHub's Markdown. */
import { oneLine } from './plain-text';
import { asTable, type TableOptions, type TableRecord } from './records-table';
import { formatCells, fullColumns, type Table } from './table';

/**
 * Markup inside a line. An underscore within a word is not markup, nor is a bracket without an address: a backslash
 * before it would begin a formula in a notebook, so that one that follows a backslash is escaped too.
 */
const MARKUP =
  /[\\|*<`~$]|&(?=#?\w+;)|(?<=\])\(|(?<=\\)[()[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=\bwww)\.|(?<=\w)@(?=\w)/gu;

/**
 * Writes a table in GitHub's Markdown. Its columns are padded to one width so that it also reads in a terminal. The caption
 * stands above it in bold; the best values are in bold.
 *
 * @param given    A table, or plain records, one a row.
 * @param options  Caption; digits of numbers, which the columns of a `Table` may state themselves.
 * @throws {DataError} If `formatCells` does.
 */
export function toMarkdown(given: Table | readonly TableRecord[], options: TableOptions = {}): string {
  const table = asTable(given, options);
  const columns = fullColumns(table);
  const heads = columns.map(({ heading }) => escapeMarkdown(heading));
  const rows = formatCells(table).map((row) =>
    row.map(({ text, best }) => (best ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text))),
  );
  const widths = heads.map((head, i) =>
    rows.reduce((most, row) => Math.max(most, row[i].length), Math.max(3, head.length)),
  );
  const pad = (cell: string, i: number) =>
    columns[i].align === 'left' ? cell.padEnd(widths[i]) : cell.padStart(widths[i]);
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, i) =>
    columns[i].align === 'left' ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const caption = table.caption ? [`**${escapeMarkdown(table.caption)}**`, ''] : [];
  return [...caption, line(heads), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Escapes what would end a cell or begin markup, HTML, a formula, a link or an entity. Puts the text on one line. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(MARKUP, '\\$&');
}
