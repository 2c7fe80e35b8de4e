/** Builds the folder of the site from executed notebooks. */
import path from 'node:path';
import { DataError, writeFileAtomic } from '../base/index';
import { readContents, type NotebookContents } from './contents';
import { environmentTable } from './environment';
import { htmlPage } from './html';
import { indexBody, ledgerCsv, indexTables } from './index-page';
import { readNotebook } from './notebook-file';
import { notebookBody } from './notebook-page';
import { copyAssets, renderAll, writeFigures, writeTables, type RenderedNotebook } from './parts';
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
  say(`rendering the text of ${contents.length} notebooks`);
  const markup = renderAll(contents);
  const { svg, reason } = await writeFigures(contents, { output, say });
  const missing = reason ? [`figures/*.svg (${reason})`] : [];
  const tables = [
    ...contents.flatMap((each) => [...each.tables.values()]),
    ...indexTables({ contents, environment: environmentTable() }),
  ];
  writeTables(tables, output);
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
