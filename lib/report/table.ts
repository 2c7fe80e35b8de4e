/** Tables as plain data, and as Markdown that is also readable in a terminal. */

export interface Table {
  readonly columns: readonly string[];
  /** One array of cells per row, in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
}

/** A table in GitHub's Markdown, its columns padded to one width; the first is aligned left, the others right. */
export function toMarkdown({ columns, rows }: Table): string {
  const widths = columns.map((column, i) => Math.max(3, column.length, ...rows.map((row) => (row[i] ?? '').length)));
  const pad = (cell: string, i: number) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!));
  const line = (cells: readonly string[]) => `| ${columns.map((_, i) => pad(cells[i] ?? '', i)).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(columns), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** A measure in [0, 1] with three digits and no leading zero, as papers print it: .657; a dash where undefined. */
export function formatMeasure(value: number | null): string {
  return value === null ? '–' : value.toFixed(3).replace(/^0\./, '.');
}
