/** Tables as GitHub's Markdown, and back. */
import { formatCells, fullColumns, type Table } from './table';

/**
 * A table in GitHub's Markdown, its columns padded to one width so that it also reads in a terminal; the caption in bold
 * above it. The best values are in bold.
 *
 * @throws  As `formatCells`.
 */
export function toMarkdown(table: Table): string {
  const columns = fullColumns(table);
  const heads = columns.map(({ heading }) => escapeCell(heading));
  const rows = formatCells(table).map((row) =>
    row.map(({ text, best }) => (best ? `**${escapeCell(text)}**` : escapeCell(text))),
  );
  const widths = heads.map((head, i) => Math.max(3, head.length, ...rows.map((row) => row[i].length)));
  const pad = (cell: string, i: number) =>
    columns[i].align === 'left' ? cell.padEnd(widths[i]) : cell.padStart(widths[i]);
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, i) =>
    columns[i].align === 'left' ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const caption = table.caption ? [`**${escapeCell(table.caption)}**`, ''] : [];
  return [...caption, line(heads), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** What would end a cell or begin markup. */
function escapeCell(text: string): string {
  return text.replace(/[\\|*<]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}

/**
 * Reads a table as `showTable` prints it: an optional caption in bold, heads, a rule, rows. Cells are text.
 *
 * @returns  undefined if the text is no such table.
 */
export function fromMarkdown(markdown: string): Table | undefined {
  const lines = markdown.split('\n').filter((line) => line.trim() !== '');
  const caption = /^\*\*(.*)\*\*$/.exec(lines[0] ?? '')?.[1];
  const [heads, rule, ...rows] = caption === undefined ? lines : lines.slice(1);
  if (!heads?.startsWith('|') || !/^\|[\s:|-]+\|$/.test(rule ?? '')) return undefined;
  const alignments = splitRow(rule).map((cell): 'left' | 'right' => (cell.endsWith(':') ? 'right' : 'left'));
  return {
    columns: splitRow(heads).map((heading, i) => ({ heading, align: alignments[i] ?? 'left' })),
    rows: rows.map((row) => splitRow(row).map((cell) => cell || null)),
    ...(caption === undefined ? {} : { caption: unescape(caption) }),
  };
}

function splitRow(line: string): string[] {
  const inner = line.trim().replace(/^\||\|$/g, '');
  return inner.split(/(?<!\\)\|/).map((cell) => unescape(cell.trim()));
}

function unescape(text: string): string {
  return text.replace(/\\([\\|*<])/g, '$1');
}
