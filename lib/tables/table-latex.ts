/** Tables as LaTeX with the rules of booktabs, ready for a thesis. */
import { formatCells, fullColumns, type Table } from './table';

/** LaTeX's own commands for characters: they need no package and no particular encoding. */
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

/** Escapes what LaTeX would take for markup. */
function escapeLatex(text: string): string {
  return text
    .replace(/[\\~^<>|"±×≤≥–βλμσ]|[&%$#_{}]/g, (character) => commands[character] ?? `\\${character}`)
    .replace(/\s*\n\s*/g, ' ');
}

/**
 * Writes a `table` environment; the preamble needs `\usepackage{booktabs}`. The best values are in bold.
 *
 * @param options  `label`: for `\ref`, e.g. `tab:smap-msl`; default none.
 * @throws {DataError} If `formatCells` does.
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
