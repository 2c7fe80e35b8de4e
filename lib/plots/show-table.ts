/** Tables in a notebook: one bundle of HTML, Markdown and text. */
import type { NumberArray } from '../base/index';
import { type DisplayBundle, emit } from './notebook';
import { PlotError } from './plot-error';

/** What a cell may hold; undefined and null are left blank. */
export type TableCell = string | number | boolean | null | undefined;

/** One object a row with the same keys, or one array a column. */
export type TableData =
  readonly Readonly<Record<string, TableCell>>[] | Readonly<Record<string, NumberArray | readonly TableCell[]>>;

export interface TableOptions {
  /** One line above the table. */
  readonly caption?: string;
  /** Digits after the decimal point of numbers that are not whole, default 3. */
  readonly digits?: number;
}

/**
 * Shows a table in the running cell.
 *
 * @returns  Nothing in a notebook, elsewhere the bundle.
 * @throws   As `tableBundle`.
 */
export function showTable(table: TableData, options: TableOptions = {}): DisplayBundle | undefined {
  const bundle = tableBundle(table, options);
  return emit(bundle) ? undefined : bundle;
}

/**
 * A table as `text/html`, `text/markdown` and `text/plain`. Columns of numbers are aligned to the right.
 *
 * @throws {PlotError} If there are no rows, or columns differ in length.
 */
export function tableBundle(table: TableData, { caption = '', digits = 3 }: TableOptions = {}): DisplayBundle {
  const { names, rows } = toRows(table);
  const texts = rows.map((row) => row.map((cell) => formatCell(cell, digits)));
  const numeric = names.map((_, column) => rows.every((row) => typeof row[column] === 'number' || row[column] == null));
  return {
    'text/html': htmlTable({ names, texts, numeric }, caption),
    'text/markdown': markdownTable({ names, texts, numeric }, caption),
    'text/plain': plainTable({ names, texts, numeric }, caption),
  };
}

interface Texts {
  readonly names: string[];
  readonly texts: string[][];
  readonly numeric: boolean[];
}

function toRows(table: TableData): { names: string[]; rows: TableCell[][] } {
  if (isRows(table)) {
    if (table.length === 0) throw new PlotError('The table has no rows; expected at least one.');
    // Rows may leave out what does not apply to them.
    const names = [...new Set(table.flatMap((row) => Object.keys(row)))];
    return { names, rows: table.map((row) => names.map((name) => row[name])) };
  }
  const names = Object.keys(table);
  const lengths = names.map((name) => table[name].length);
  if (names.length === 0 || lengths[0] === 0) throw new PlotError('The table has no rows; expected at least one.');
  const odd = lengths.findIndex((length) => length !== lengths[0]);
  if (odd !== -1) {
    throw new PlotError(
      `The column "${names[odd]}" has ${lengths[odd]} values and "${names[0]}" has ${lengths[0]}; expected the same number.`,
    );
  }
  return { names, rows: Array.from({ length: lengths[0] }, (_, row) => names.map((name) => table[name][row])) };
}

function isRows(table: TableData): table is readonly Readonly<Record<string, TableCell>>[] {
  return Array.isArray(table);
}

function formatCell(cell: TableCell, digits: number): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'number') return String(cell);
  return Number.isInteger(cell) ? cell.toLocaleString('en-US') : cell.toFixed(digits);
}

function htmlTable({ names, texts, numeric }: Texts, caption: string): string {
  const align = (column: number): string => ` align="${numeric[column] ? 'right' : 'left'}"`;
  const row = (tag: string, cells: readonly string[]): string =>
    `<tr>${cells.map((cell, column) => `<${tag}${align(column)}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const head = caption ? `<caption>${escapeHtml(caption)}</caption>\n` : '';
  return `<table>\n${head}<thead>${row('th', names)}</thead>\n<tbody>\n${texts.map((cells) => row('td', cells)).join('\n')}\n</tbody>\n</table>`;
}

function markdownTable({ names, texts, numeric }: Texts, caption: string): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\n/g, ' ')).join(' | ')} |`;
  const rule = `|${numeric.map((right) => (right ? '---:' : ':---')).join('|')}|`;
  return [...(caption ? [`**${caption}**`, ''] : []), line(names), rule, ...texts.map(line)].join('\n');
}

function plainTable({ names, texts, numeric }: Texts, caption: string): string {
  const widths = names.map((name, column) => Math.max(name.length, ...texts.map((cells) => cells[column].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (numeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  return [
    ...(caption ? [caption] : []),
    line(names),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...texts.map(line),
  ].join('\n');
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
