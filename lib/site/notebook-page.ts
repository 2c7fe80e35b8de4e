/** A notebook as the body of a page: prose, code, and each output in the best format that a page can show. */
import type { Layout, Trace } from '../plots/figure';
import { fitFigure } from '../plots/fit-layout';
import { escapeHtml, toHtml } from '../tables/table-html';
import { textOf, type NotebookContents, type SiteFigure, type SiteTable } from './contents';
import { slug } from './html';
import type { Markup } from './markup';
import type { Output } from './notebook-file';

interface BodyOptions {
  /** Whether figures.js draws the figures; a printed page has their pictures alone. */
  readonly interactive: boolean;
  /** Whether the code is shown, default true; its outputs are in any case. */
  readonly code?: boolean;
  /** By how many levels all headings are lowered: 1 for a chapter of a larger document. */
  readonly headingShift?: number;
  /** Figures that were also drawn as SVG. */
  readonly svg: ReadonlySet<string>;
}

/** Pixels of a figure on a page of 390. */
const COLUMN = 340;

/** A table of more rows may fill half a printed page. */
const MOST_ROWS_UNBROKEN = 25;

/** Collects what `notebookBody` needs rendered, in the order in which it takes it. */
export function markupOf(contents: NotebookContents): Markup {
  const { cells } = contents.notebook;
  return {
    markdown: cells.flatMap(({ kind, source, outputs }) =>
      kind === 'markdown' ? [source] : outputs.map((output) => proseOf(output, contents)).filter(Boolean),
    ),
    code: cells.filter(({ kind }) => kind === 'code').map(({ source }) => source),
  };
}

/** Gives the Markdown that an output is shown by; empty if it is shown by something else. */
function proseOf(output: Output, { tables, captions }: NotebookContents): string {
  return tables.has(output) || captions.has(output) ? '' : textOf(output, 'text/markdown');
}

/**
 * Writes a notebook as HTML.
 *
 * @param markup  `markupOf(contents)`, rendered.
 */
export function notebookBody(contents: NotebookContents, markup: Markup, options: BodyOptions): string {
  const { name, cells } = contents.notebook;
  const markdown = [...markup.markdown];
  const code = [...markup.code];
  const ids = new Set<string>();
  const prose = (html: string) => withHeadings(html, { prefix: name, shift: options.headingShift ?? 0, ids });
  const parts = cells.map(({ kind, outputs }) => {
    if (kind === 'markdown') return `<section class="prose">${prose(markdown.shift()!)}</section>`;
    const shown = outputs.map((output) => {
      const rendered = proseOf(output, contents) ? markdown.shift() : undefined;
      return outputHtml(output, { contents, options, rendered });
    });
    const source = `<pre class="code"><code>${code.shift()}</code></pre>`;
    if (options.code === false && shown.length === 0) return '';
    return `${options.code === false ? '' : `${source}\n`}<div class="outputs">${shown.join('\n')}</div>`;
  });
  return parts.join('\n');
}

function outputHtml(
  output: Output,
  { contents, options, rendered }: { contents: NotebookContents; options: BodyOptions; rendered?: string },
): string {
  if (output.stream !== undefined) return `<pre class="stream">${escapeHtml(output.stream)}</pre>`;
  const figure = contents.figures.get(output);
  if (figure) return figureHtml(figure, options);
  if (contents.captions.has(output)) return '';
  const table = contents.tables.get(output);
  if (table) return tableHtml(table, { scrolls: options.interactive });
  if (rendered !== undefined) return `<div class="prose">${rendered}</div>`;
  return `<pre class="stream">${escapeHtml(textOf(output, 'text/plain'))}</pre>`;
}

/** Writes a figure: its picture, which figures.js replaces by the interactive figure, and links to its files. */
export function figureHtml(figure: SiteFigure, { interactive, svg }: BodyOptions): string {
  const { id, alt, png, data, layout, caption: given } = figure;
  const files = [...(svg.has(id) ? ['svg'] : []), ...(png ? ['png'] : [])];
  const picture = files.length > 0 ? `<img src="figures/${id}.${files[0]}" alt="${escapeHtml(alt)}">` : '';
  const links = files.map((ending) => {
    return `<a href="figures/${id}.${ending}" aria-label="Figure ${id} as ${ending.toUpperCase()}">${ending.toUpperCase()}</a>`;
  });
  const height = layout.height;
  const plot = [
    `<div class="interactive" role="group" aria-label="${escapeHtml(alt)}" style="min-height:${height}px" hidden></div>`,
    // A closing tag in a text of the figure would end the script.
    `<script type="application/json">${JSON.stringify({ data, layout, narrow: forColumn(figure) }).replace(/</g, '\\u003c')}</script>`,
  ];
  const text = given ? `<b>Figure ${given.number}.</b> ${escapeHtml(given.sentence)}` : escapeHtml(alt);
  const caption = `<figcaption>${text} <span class="files">${links.join(' ')}</span></figcaption>`;
  return `<figure class="plot" id="${id}">${picture}${interactive ? plot.join('') : ''}${caption}</figure>`;
}

/** Fits a figure to a phone, without its title: its caption begins with it. One that is not ours stays as it is. */
function forColumn({ data, layout, alt }: SiteFigure): { layout: Layout; traces: Partial<Trace>[] } | undefined {
  const titles = [layout, layout.xaxis, layout.yaxis].map((part) => (part as Partial<Layout> | undefined)?.title);
  if (titles.some((title) => typeof title === 'string') || titles[0]?.text === undefined) return undefined;
  const narrow = fitFigure({ data, layout, alt }, { width: COLUMN, title: false });
  // What else a trace holds is the same, and large.
  return { layout: narrow.layout, traces: narrow.data.map(({ name, theta }) => ({ name, theta })) };
}

/**
 * Writes a table with links to its files.
 *
 * @param options  `scrolls`: whether the table scrolls by itself on a narrow page, also by the keyboard. `anchor`: whether it
 *                 has one, default true; a table that is repeated on a page has none.
 */
export function tableHtml(
  table: SiteTable,
  { scrolls, anchor = true }: { scrolls: boolean; anchor?: boolean },
): string {
  const { id } = table;
  const caption = escapeHtml(table.caption);
  const links = [
    { ending: 'csv', kind: 'CSV' },
    { ending: 'tex', kind: 'LaTeX' },
  ].map(({ ending, kind }) => `<a href="tables/${id}.${ending}" aria-label="${caption}, as ${kind}">${kind}</a>`);
  const region = scrolls ? ` role="region" aria-label="${caption}" tabindex="0"` : '';
  // A short table is not broken between pages; a long one keeps its head with its first rows.
  const fits = table.rows.length <= MOST_ROWS_UNBROKEN ? ' unbroken' : '';
  const html = toHtml(table, { captionEnd: ` <span class="files">${links.join(' ')}</span>` });
  return `<div class="table${fits}"${anchor ? ` id="${id}"` : ''}${region}>${html}</div>`;
}

/** Gives headings an anchor and lowers them, at most to level 6. */
function withHeadings(
  html: string,
  { prefix, shift, ids }: { prefix: string; shift: number; ids: Set<string> },
): string {
  return html.replace(/<h([1-6])>(.*?)<\/h\1>/gs, (_, level: string, text: string) => {
    const lower = Math.min(6, Number(level) + shift);
    let id = `${prefix}-${slug(text.replace(/<[^>]*>/g, ''))}`;
    while (ids.has(id)) id += '-2';
    ids.add(id);
    return `<h${lower} id="${id}">${text}</h${lower}>`;
  });
}
