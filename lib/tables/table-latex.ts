/** Tables as LaTeX with the rules of booktabs, ready for a thesis. */
import { oneLine } from './plain-text';
import { asTable, type TableOptions, type TableRecord } from './records-table';
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
  '`': '\\textquoteleft{}',
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

/** Escapes what LaTeX would take for markup. Puts the text on one line; a blank line would end a paragraph. */
function escapeLatex(text: string): string {
  return oneLine(text)
    .replace(/\t/g, ' ')
    .replace(/[\\~^<>|"`±×≤≥–βλμσ]|[&%$#_{}]|-(?=-)/g, (character) =>
      character === '-' ? '-{}' : (commands[character] ?? `\\${character}`),
    );
}

/** After the end of a row or a rule, LaTeX would take a bracket or a star for an argument of that command. */
const guarded = (latex: string) => (/^[[*(]/.test(latex) ? `{}${latex}` : latex);

/**
 * Writes a `table` environment; the preamble needs `\usepackage{booktabs}`. The best values are in bold.
 *
 * @param given    A table, or plain records, one a row.
 * @param options  Caption and digits; `label`: for `\ref`, e.g. `tab:smap-msl`; what no label may hold becomes a hyphen. Default none.
 * @throws {DataError} If `formatCells` does.
 */
export function toLatex(
  given: Table | readonly TableRecord[],
  { label, ...options }: TableOptions & { label?: string } = {},
): string {
  const table = asTable(given, options);
  const columns = fullColumns(table);
  const row = (cells: readonly string[]) => `    ${guarded(cells.join(' & '))} \\\\`;
  const cells = formatCells(table).map((each) =>
    each.map(({ text, best }) => (best ? `\\textbf{${escapeLatex(text)}}` : escapeLatex(text))),
  );
  return [
    '\\begin{table}[htbp]',
    '  \\centering',
    ...(table.caption ? [`  \\caption{${escapeLatex(table.caption)}}`] : []),
    ...(label ? [`  \\label{${label.replace(/[^\w:.-]+/g, '-')}}`] : []),
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
