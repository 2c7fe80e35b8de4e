/** Makes a report of one notebook: a page and a PDF with a title page, for readers who do not run it. */
import fs from 'node:fs';
import path from 'node:path';
import { DataError, makeFolder, writeFileAtomic } from '../base/index';
import { escapeHtml } from '../tables/table-html';
import { readContents } from './contents';
import { environmentTable } from './environment';
import { htmlPage } from './html';
import { readNotebook, type Notebook } from './notebook-file';
import { notebookBody } from './notebook-page';
import { copyAssets, renderAll, writeFigures, writeTables } from './parts';
import { printPdf } from './print';

export interface ReportOptions {
  /** An executed notebook. */
  readonly notebook: string;
  /** Default the notebook's first heading. */
  readonly title?: string;
  readonly author?: string;
  /** Whether the code is shown, default true. */
  readonly code?: boolean;
  /** Folder of the report; files of the same names there are replaced. */
  readonly output: string;
  /** Default true. */
  readonly pdf?: boolean;
  readonly onProgress?: (message: string) => void;
}

export interface BuiltReport {
  readonly page: string;
  /** undefined if it was not asked for, or could not be made. */
  readonly pdf?: string;
  readonly figures: number;
  readonly tables: number;
  /** What a reader should know of how the notebook was run, a sentence each; they stand on the title page, too. */
  readonly notes: readonly string[];
  /** What could not be made, and why. */
  readonly missing: readonly string[];
}

/** Rows of the table of the environment that a title page names. */
const NAMED = ['Telltale', 'Commit', 'Node', '@tensorflow/tfjs', '@tensorflow/tfjs-node-gpu', 'tslab', 'System'];

/**
 * Builds the report.
 *
 * @throws {DataError} If the notebook cannot be read, has not been run, or holds a cell that failed.
 * @throws If set-up was not run.
 */
export async function buildReport(options: ReportOptions): Promise<BuiltReport> {
  const { author, code = true, output, onProgress: say = () => undefined } = options;
  const given = readNotebook(options.notebook);
  const notes = notesOn(given);
  const heading = readContents(given).title;
  const title = options.title ?? heading;
  // The title page stands for the first heading where both say the same.
  const repeats = title === heading;
  const contents = readContents(repeats ? withoutHeading(given) : given);
  const { name } = given;
  makeFolder(output);
  say(`rendering the text of ${name}.ipynb`);
  const [{ markup }] = renderAll([contents]);
  const { svg, reason } = await writeFigures([contents], { output, say });
  const missing = reason ? [`figures/*.svg (${reason})`] : [];
  writeTables([...contents.tables.values()], output);
  const head = titlePage({ title, author, notebook: given, notes });
  const body = (interactive: boolean) => {
    const text = notebookBody(contents, markup, { interactive, svg, code, headingShift: repeats ? 0 : 1 });
    return `${head}\n<article id="report">${text}</article>`;
  };
  const write = (file: string, interactive: boolean) => {
    const page = { title, body: body(interactive), links: [], file, interactive };
    writeFileAtomic(path.join(output, file), htmlPage(page));
    return path.join(output, file);
  };
  const page = write(`${name}.html`, true);
  copyAssets(output);
  const counts = { figures: contents.figures.size, tables: contents.tables.size };
  if (options.pdf === false) return { page, ...counts, notes, missing };
  say(`printing ${name}.pdf`);
  const printed = write(`${name}.print.html`, false);
  const pdf = path.join(output, `${name}.pdf`);
  const obstacle = await printPdf(printed, pdf).finally(() => fs.rmSync(printed, { force: true }));
  if (obstacle) return { page, ...counts, notes, missing: [...missing, `${name}.pdf (${obstacle})`] };
  return { page, pdf, ...counts, notes, missing };
}

/**
 * Says what is to be known of the order in which the cells ran.
 *
 * @throws {DataError} If none ran.
 */
function notesOn({ name, cells }: Notebook): string[] {
  const code = cells.filter(({ kind, source }) => kind === 'code' && source.trim() !== '');
  const left = code.flatMap(({ order }, i) => (order === undefined ? [i + 1] : []));
  if (left.length === code.length) {
    // nbconvert counts no cell of this kernel, which does not tell it that a cell begins; JupyterLab counts.
    if (code.some(({ outputs }) => outputs.length > 0)) return [];
    throw new DataError(
      `${name}.ipynb: expected an executed notebook, found no cell that has run; run all and save it.`,
    );
  }
  const orders = code.flatMap(({ order }) => order ?? []);
  const isOrdered = orders.every((order, i) => i === 0 || order > orders[i - 1]);
  const which = left.length === 1 ? `Code cell ${left[0]} has` : `Code cells ${left.join(', ')} have`;
  return [
    ...(left.length > 0 ? [`${which} not been run.`] : []),
    ...(isOrdered ? [] : ['The cells were not run in their order; running all again may give other results.']),
  ];
}

/** Leaves out the notebook's first heading. */
function withoutHeading(notebook: Notebook): Notebook {
  const first = notebook.cells.findIndex(({ kind, source }) => kind === 'markdown' && /^# .+$/m.test(source));
  const cells = notebook.cells.map((cell, i) => {
    return i === first ? { ...cell, source: cell.source.replace(/^# .+$/m, '').trimStart() } : cell;
  });
  return { ...notebook, cells };
}

function titlePage(parts: { title: string; author?: string; notebook: Notebook; notes: readonly string[] }): string {
  const { title, author, notebook, notes } = parts;
  const { date = new Date() } = notebook;
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }); // prettier-ignore
  const rows = environmentTable().rows.filter(([what]) => NAMED.includes(String(what)));
  const versions = rows.map(([what, version]) => `${String(what)} ${String(version)}`).join('; ');
  return [
    '<header class="title-page">',
    `<h1>${escapeHtml(title)}</h1>`,
    ...(author === undefined ? [] : [`<p class="author">${escapeHtml(author)}</p>`]),
    `<p>Run on <time datetime="${date.toISOString().slice(0, 10)}">${day}</time></p>`,
    ...notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`),
    `<p class="made">${escapeHtml(`Made of ${notebook.name}.ipynb with ${versions}.`)}</p>`,
    '</header>',
  ].join('\n');
}
