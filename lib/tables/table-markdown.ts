/** Tables as GitHub's Markdown. */
import { formatCells, fullColumns, type Table } from './table';

/**
 * Writes a table in GitHub's Markdown. Its columns are padded to one width so that it also reads in a terminal. The caption
 * stands above it in bold; the best values are in bold.
 *
 * @throws {DataError} If `formatCells` does.
 */
export function toMarkdown(table: Table): string {
  const columns = fullColumns(table);
  const heads = columns.map(({ heading }) => escapeMarkdown(heading));
  const rows = formatCells(table).map((row) =>
    row.map(({ text, best }) => (best ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text))),
  );
  const widths = heads.map((head, i) => Math.max(3, head.length, ...rows.map((row) => row[i].length)));
  const pad = (cell: string, i: number) =>
    columns[i].align === 'left' ? cell.padEnd(widths[i]) : cell.padStart(widths[i]);
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, i) =>
    columns[i].align === 'left' ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const caption = table.caption ? [`**${escapeMarkdown(table.caption)}**`, ''] : [];
  return [...caption, line(heads), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Escapes what would end a cell or begin markup. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\|*<]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}
