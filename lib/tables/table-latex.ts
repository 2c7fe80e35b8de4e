/** Tables as LaTeX with the rules of booktabs, ready for a thesis. */
import { formatCells, fullColumns, type Table } from './table';

/** Outside ASCII, LaTeX's own commands: they need no package and no particular encoding. */
const commands: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '"': "''",
  '±': '$\\pm$',
  '×': '$\\times$',
  '≤': '$\\le$',
  '≥': '$\\ge$',
  '–': '--',
  β: '$\\beta$',
  λ: '$\\lambda$',
  μ: '$\\mu$',
  σ: '$\\sigma$',
};

/** Text with all that LaTeX would take for markup escaped. */
export function escapeLatex(text: string): string {
  return text
    .replace(/[\\~^<>|"±×≤≥–βλμσ]|[&%$#_{}]/g, (character) => commands[character] ?? `\\${character}`)
    .replace(/\s*\n\s*/g, ' ');
}

/**
 * A `table` environment; `\usepackage{booktabs}` in the preamble. The best values are in bold.
 *
 * @param label  For `\ref`, e.g. `tab:smap-msl`; default none.
 * @throws       As `formatCells`.
 */
export function toLatex(table: Table, options: { label?: string } = {}): string {
  const columns = fullColumns(table);
  const row = (cells: readonly string[]) => `    ${cells.join(' & ')} \\\\`;
  const cells = formatCells(table).map((each) =>
    each.map(({ text, best }) => (best ? `\\textbf{${escapeLatex(text)}}` : escapeLatex(text))),
  );
  return [
    '\\begin{table}[htbp]',
    '  \\centering',
    ...(table.caption ? [`  \\caption{${escapeLatex(table.caption)}}`] : []),
    ...(options.label ? [`  \\label{${options.label}}`] : []),
    `  \\begin{tabular}{${columns.map(({ align }) => align[0]).join('')}}`,
    '    \\toprule',
    row(columns.map(({ heading }) => escapeLatex(heading))),
    '    \\midrule',
    ...cells.map(row),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}
