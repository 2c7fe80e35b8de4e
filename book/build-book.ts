/** Builds the book: notebooks, documents, API and live pages as one site that opens from disk and from any host of files. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError, makeFolder, REPOSITORY_ROOT, writeFileAtomic } from '../lib/base/index';
import { readContents, type NotebookContents } from '../lib/site/contents';
import { readNotebook } from '../lib/site/notebook-file';
import { copyMath, copyPlotly, writeTables } from '../lib/site/parts';
import { bundlePages } from './bundle';
import { readDocuments, withLinks, type BookDocument } from './documents';
import { generateSite } from './generate';
import { liveDocuments } from './live-documents';
import { notebookDocument, Parts } from './notebook-document';
import { readKeptScores } from './kept-scores';

interface BookOptions {
  /** Emptied first. */
  readonly output: string;
  /** Executed notebooks; default: all in notebooks/. */
  readonly notebooks?: readonly string[];
  /** Whether the pages of the API are made, default true; without them a build takes seconds. */
  readonly api?: boolean;
  readonly onProgress?: (message: string) => void;
}

export interface BuiltBook {
  /** Files of the pages that are documents, from the output folder. */
  readonly documents: readonly string[];
  readonly live: readonly string[];
  readonly figures: number;
}

/**
 * Builds the book.
 *
 * @throws {DataError} If a notebook or a file of scores cannot be read.
 * @throws             If the live pages would need more than a browser, or TypeDoc fails.
 */
export async function buildBook({
  output,
  notebooks = allNotebooks(),
  api = true,
  onProgress,
}: BookOptions): Promise<BuiltBook> {
  const say = onProgress ?? (() => undefined);
  requireBookFolder(output);
  const kept = readKeptScores();
  const contents = notebooks.map((file) => readContents(readNotebook(file)));
  const parts = new Parts();
  say('computing what the live pages show at first');
  const live = liveDocuments(kept);
  const documents = [...live, ...contents.map((each) => notebookDocument(each, parts)), ...readDocuments()];
  requireDistinct(documents);
  const script = await bundlePages();
  const staged = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-book-'));
  try {
    say(api ? 'writing documents and API: about a minute' : 'writing documents');
    await generateSite({
      output,
      api,
      ...stage(documents, staged),
      names: new Map(documents.map(({ title, name }) => [title, name])),
      finish: (html, toRoot) => withLandmarks(withAssets(parts.fill(withScrollingTables(html)), toRoot)),
    });
  } finally {
    fs.rmSync(staged, { recursive: true });
  }
  writeFileAtomic(path.join(output, 'assets', 'live.js'), script);
  writeFileAtomic(path.join(output, 'assets', 'scores.js'), `var telltaleScores = ${JSON.stringify(kept)};\n`);
  contents.forEach((each) => writeOutputs(each, path.join(output, 'documents')));
  const assets = path.join(output, 'assets');
  copyPlotly(assets);
  makeFolder(path.join(assets, 'katex'));
  copyMath(path.join(assets, 'katex'));
  const page = ({ name }: BookDocument) => path.join('documents', `${name}.html`);
  const figures = contents.reduce((sum, each) => sum + each.figures.size, 0);
  return { documents: documents.map(page), live: live.map(page), figures };
}

function allNotebooks(): string[] {
  const folder = path.join(REPOSITORY_ROOT, 'notebooks');
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
  return names.sort().map((name) => path.join(folder, name));
}

/** @throws {DataError} If a folder holds something else than an earlier book: it would be lost. */
function requireBookFolder(folder: string): void {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  if (names.length === 0 || fs.existsSync(path.join(folder, 'assets', 'live.js'))) return;
  throw new DataError(`${folder}: expected an empty folder or an earlier book, which is emptied; found ${names[0]}.`);
}

/** @throws {DataError} If two documents would be one page, or have one title. */
function requireDistinct(documents: readonly BookDocument[]): void {
  for (const key of ['name', 'title'] as const) {
    const all = documents.map((each) => each[key]);
    const again = all.find((each, i) => all.indexOf(each) < i);
    if (again !== undefined)
      throw new DataError(`The book: expected each document to have its own ${key}, found "${again}" twice.`);
  }
}

/** Writes the documents to where the generator reads them. */
function stage(documents: readonly BookDocument[], staged: string): { documents: string[]; readme: string } {
  const pages = new Map(documents.map(({ file, name }) => [file, `./${name}.md`]));
  const write = (file: string, text: string) => {
    writeFileAtomic(path.join(staged, file), text);
    return path.join(staged, file);
  };
  const places = { pages, root: REPOSITORY_ROOT, staged };
  const files = documents.map((document) => {
    const { title, group, name } = document;
    const matter = `---\ntitle: ${JSON.stringify(title)}\ngroup: ${group}\n---\n`;
    return write(`${name}.md`, `${matter}\n${withLinks(document, places)}`);
  });
  const start = fs.readFileSync(path.join(REPOSITORY_ROOT, 'book', 'pages', 'start.md'), 'utf8');
  const lists = (group: BookDocument['group']) =>
    documents
      .filter((each) => each.group === group)
      .map(({ title, name }) => `- [${title}](./${name}.md)`)
      .join('\n');
  const filled = start
    .replace('{live}', lists('Live pages'))
    .replace('{notebooks}', lists('Notebooks'))
    .replace('{documents}', lists('Documents'));
  return { documents: files, readme: write('start.md', filled) };
}

/** Lets the tables of a document scroll by themselves on a narrow page, also by the keyboard. */
function withScrollingTables(html: string): string {
  const group = '<div class="table" tabindex="0" role="group" aria-label="Table">';
  return html.replace(/<table>/g, `${group}<table>`).replace(/<\/table>/g, '</table></div>');
}

/** Adds what a page with figures, formulas or controls loads; all of it lies beside the pages. */
function withAssets(html: string, toRoot: string): string {
  const script = (name: string) => `<script src="${toRoot}assets/${name}" defer></script>`;
  const live = html.includes('data-live-page=');
  const figures = html.includes('<figure class="plot"');
  const loaded = [
    ...(html.includes('class="katex') ? [`<link rel="stylesheet" href="${toRoot}assets/katex/katex.min.css">`] : []),
    ...(live || figures ? [script('plotly.js')] : []),
    ...(figures ? [script('figures.js')] : []),
    ...(live ? [script('scores.js'), script('live.js')] : []),
  ];
  return html.replace('</head>', `${loaded.join('')}</head>`);
}

/**
 * Names the regions of a page for screen readers, which the generator leaves without, and takes the titles of its menus out
 * of the order of headings. Icons are taken from the page itself, where a script of the generator puts them: a browser takes
 * none from another file on disk.
 */
function withLandmarks(html: string): string {
  return html
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    .replace(
      '<div class="col-sidebar">',
      '<div class="col-sidebar" role="complementary" aria-label="This page and all pages">',
    )
    .replace(/<h3>(Settings|On This Page)<\/h3>/g, '<span class="menu-title">$1</span>')
    .replace(/(<use href=")[^"#]*(#icon-)/g, '$1$2');
}

/** Writes the figures and tables of a notebook as files, beside its page. */
function writeOutputs({ figures, tables }: NotebookContents, folder: string): void {
  makeFolder(path.join(folder, 'figures'));
  for (const { id, png } of figures.values()) if (png) writeFileAtomic(path.join(folder, 'figures', `${id}.png`), png);
  writeTables([...tables.values()], folder);
}
