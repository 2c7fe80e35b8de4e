/** What a site and a report are made of: rendered notebooks, figures and tables as files, and what their pages load. */
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder, REPOSITORY_ROOT, writeFileAtomic } from '../base/index';
import { renderSvg } from '../plots/render';
import { toCsv } from '../tables/table-csv';
import { toLatex } from '../tables/table-latex';
import type { NotebookContents, SiteTable } from './contents';
import { renderMarkup, type Markup } from './markup';
import { mathAssets } from './math';
import { markupOf } from './notebook-page';

const here = path.join(REPOSITORY_ROOT, 'lib', 'site');

export interface RenderedNotebook {
  readonly markup: Markup;
  /** The notebook's answer as HTML. */
  readonly answer: string;
}

/** Renders all notebooks in one call. */
export function renderAll(contents: readonly NotebookContents[]): RenderedNotebook[] {
  const sources = contents.map(markupOf);
  const answers = contents.map(({ answer }) => answer ?? '');
  const rendered = renderMarkup({
    markdown: [...sources.flatMap(({ markdown }) => markdown), ...answers],
    code: sources.flatMap(({ code }) => code),
  });
  const [markdown, code] = [[...rendered.markdown], [...rendered.code]];
  const each = sources.map((source) => ({
    markdown: markdown.splice(0, source.markdown.length),
    code: code.splice(0, source.code.length),
  }));
  return each.map((markup, i) => ({ markup, answer: markdown[i] }));
}

/**
 * Writes the figures of notebooks to `figures/`: the pictures that the notebooks hold, and SVG, drawn again.
 *
 * @returns Which figures were drawn as SVG, and why the others were not.
 */
export async function writeFigures(
  contents: readonly NotebookContents[],
  { output, say }: { output: string; say: (message: string) => void },
): Promise<{ svg: Set<string>; reason?: string }> {
  makeFolder(path.join(output, 'figures'));
  const svg = new Set<string>();
  const figures = contents.flatMap((each) => [...each.figures.values()]);
  let obstacle: string | undefined;
  for (const [i, figure] of figures.entries()) {
    const file = path.join(output, 'figures', figure.id);
    if (figure.png) writeFileAtomic(`${file}.png`, figure.png);
    if (obstacle) continue;
    say(`drawing figure ${i + 1} of ${figures.length}`);
    const { image, reason } = await renderSvg(figure);
    if (image) {
      writeFileAtomic(`${file}.svg`, image);
      svg.add(figure.id);
    } else obstacle = reason ?? 'no Chromium was found';
  }
  return { svg, reason: obstacle };
}

/** Writes tables to `tables/` as CSV and LaTeX. */
export function writeTables(tables: readonly SiteTable[], output: string): void {
  makeFolder(path.join(output, 'tables'));
  for (const table of tables) {
    const file = path.join(output, 'tables', table.id);
    writeFileAtomic(`${file}.csv`, toCsv(table));
    writeFileAtomic(`${file}.tex`, toLatex(table, { label: `tab:${table.id}` }));
  }
}

/** Copies what all pages load: plotly.js, the script that draws with it, the style, and the fonts of formulas. */
export function copyAssets(output: string): void {
  fs.copyFileSync(path.join(here, 'style.css'), path.join(output, 'style.css'));
  copyPlotly(output);
  copyMath(output);
}

/** Copies plotly.js, and the script that draws figures with it. */
export function copyPlotly(output: string): void {
  fs.copyFileSync(require.resolve('plotly.js-dist'), path.join(output, 'plotly.js'));
  fs.copyFileSync(path.join(here, 'figures.js'), path.join(output, 'figures.js'));
}

/** Copies the style and the fonts of formulas. */
export function copyMath(output: string): void {
  const math = mathAssets();
  makeFolder(path.join(output, 'fonts'));
  fs.copyFileSync(path.join(math, 'katex.min.css'), path.join(output, 'katex.min.css'));
  const fonts = fs.readdirSync(path.join(math, 'fonts')).filter((name) => name.endsWith('.woff2'));
  for (const name of fonts) fs.copyFileSync(path.join(math, 'fonts', name), path.join(output, 'fonts', name));
}
