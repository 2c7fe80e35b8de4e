/** Builds the folder of the site from executed notebooks. */
import fs from 'node:fs';
import path from 'node:path';
import { DataError, makeFolder, REPOSITORY_ROOT, writeFileAtomic } from '../base/index';
import { renderSvg } from '../plots/render';
import { toCsv } from '../tables/table-csv';
import { toLatex } from '../tables/table-latex';
import { readContents, type NotebookContents, type SiteTable } from './contents';
import { environmentTable } from './environment';
import { htmlPage } from './html';
import { indexBody, ledgerCsv, indexTables } from './index-page';
import { renderMarkup, type Markup } from './markup';
import { mathAssets } from './math';
import { readNotebook } from './notebook-file';
import { markupOf, notebookBody } from './notebook-page';
import { printPdf } from './print';

/** The whole site on paper. */
export const PDF_NAME = 'telltale.pdf';

interface BuildOptions {
  /** Executed notebooks. */
  readonly notebooks: readonly string[];
  /** Folder of the site; files of the same names there are replaced. */
  readonly output: string;
  /** Default true. */
  readonly pdf?: boolean;
  readonly onProgress?: (message: string) => void;
}

export interface BuiltSite {
  readonly pages: readonly string[];
  readonly figures: number;
  readonly tables: number;
  /** What could not be made, and why, e.g. `telltale.pdf (no Chromium was found)`. */
  readonly missing: readonly string[];
}

/**
 * Builds the site: a page for each notebook, an index, figures and tables as files, and a PDF.
 *
 * @throws {DataError} If there are no notebooks, two have one name, or one cannot be read or holds a failed cell.
 * @throws If set-up was not run.
 */
export async function buildSite({ notebooks, output, pdf = true, onProgress }: BuildOptions): Promise<BuiltSite> {
  if (notebooks.length === 0) throw new DataError('There are no notebooks to show; expected at least one .ipynb.');
  const say = onProgress ?? (() => undefined);
  const contents = notebooks.map((file) => readContents(readNotebook(file)));
  requirePageNames(contents.map(({ notebook: { name } }) => name));
  for (const folder of ['figures', 'tables']) makeFolder(path.join(output, folder));
  say(`rendering the text of ${contents.length} notebooks`);
  const markup = renderAll(contents);
  const { svg, reason } = await writeFigures(contents, { output, say });
  const missing = reason ? [`figures/*.svg (${reason})`] : [];
  const tables = [
    ...contents.flatMap((each) => [...each.tables.values()]),
    ...indexTables({ contents, environment: environmentTable() }),
  ];
  tables.forEach((table) => writeTable(table, output));
  writeFileAtomic(path.join(output, 'tables', 'claims.csv'), ledgerCsv(contents));
  const pages = writePages(contents, { markup, svg, output });
  if (pdf) {
    say(`printing ${PDF_NAME}`);
    const obstacle = await printPdf(path.join(output, 'print.html'), path.join(output, PDF_NAME));
    if (obstacle) missing.push(`${PDF_NAME} (${obstacle})`);
  }
  return { pages, figures: contents.reduce((sum, each) => sum + each.figures.size, 0), tables: tables.length, missing };
}

/** @throws {DataError} If two notebooks would be one page, or one would be a page of the site's own. */
function requirePageNames(names: readonly string[]): void {
  const seen = new Set(['index', 'print']);
  const taken = names.find((name) => seen.size === seen.add(name.toLowerCase()).size);
  if (taken === undefined) return;
  throw new DataError(`${taken}.html: expected a page of its own for each notebook; this name is taken, rename one.`);
}

interface RenderedNotebook {
  readonly markup: Markup;
  /** The notebook's answer as HTML. */
  readonly answer: string;
}

/** Renders all notebooks in one call. */
function renderAll(contents: readonly NotebookContents[]): RenderedNotebook[] {
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

async function writeFigures(
  contents: readonly NotebookContents[],
  { output, say }: { output: string; say: (message: string) => void },
): Promise<{ svg: Set<string>; reason?: string }> {
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

function writeTable(table: SiteTable, output: string): void {
  const file = path.join(output, 'tables', table.id);
  writeFileAtomic(`${file}.csv`, toCsv(table));
  writeFileAtomic(`${file}.tex`, toLatex(table, { label: `tab:${table.id}` }));
}

function writePages(
  contents: readonly NotebookContents[],
  { markup, svg, output }: { markup: readonly RenderedNotebook[]; svg: ReadonlySet<string>; output: string },
): string[] {
  const links = [
    { href: 'index.html', text: 'Overview' },
    ...contents.map(({ notebook: { name } }) => ({ href: `${name}.html`, text: name })),
  ];
  const write = (file: string, page: Omit<Parameters<typeof htmlPage>[0], 'file'>) => {
    writeFileAtomic(path.join(output, file), htmlPage({ ...page, file }));
    return file;
  };
  const parts = { contents, answers: markup.map(({ answer }) => answer), environment: environmentTable() };
  const index = indexBody({ ...parts, printed: false, hrefOf: (name) => `${name}.html` });
  const pages = [write('index.html', { title: 'Telltale', body: index, links, interactive: false })];
  contents.forEach((each, i) => {
    const body = notebookBody(each, markup[i].markup, { interactive: true, svg });
    pages.push(write(`${each.notebook.name}.html`, { title: each.title, body, links, interactive: true }));
  });
  const chapters = contents.map((each, i) => {
    const body = notebookBody(each, markup[i].markup, { interactive: false, headingShift: 1, svg });
    return `<article id="chapter-${each.notebook.name}">${body}</article>`;
  });
  const printed = [indexBody({ ...parts, printed: true, hrefOf: (name) => `#chapter-${name}` }), ...chapters].join(
    '\n',
  );
  write('print.html', { title: 'Telltale', body: printed, links: [], interactive: false });
  copyAssets(output);
  return pages;
}

/** Copies what all pages load: plotly.js, the script that draws with it, the style, and the fonts of formulas. */
function copyAssets(output: string): void {
  const here = path.join(REPOSITORY_ROOT, 'lib', 'site');
  fs.copyFileSync(require.resolve('plotly.js-dist'), path.join(output, 'plotly.js'));
  for (const name of ['figures.js', 'style.css']) fs.copyFileSync(path.join(here, name), path.join(output, name));
  const math = mathAssets();
  makeFolder(path.join(output, 'fonts'));
  fs.copyFileSync(path.join(math, 'katex.min.css'), path.join(output, 'katex.min.css'));
  const fonts = fs.readdirSync(path.join(math, 'fonts')).filter((name) => name.endsWith('.woff2'));
  for (const name of fonts) fs.copyFileSync(path.join(math, 'fonts', name), path.join(output, 'fonts', name));
}
