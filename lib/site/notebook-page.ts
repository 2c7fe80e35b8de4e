/** A notebook as the body of a page: prose, code, and its outputs with the best format that a page can show. */
import { textOf, type NotebookContents, type ReportFigure, type ReportTable } from './contents';
import { escapeHtml, slug } from './html';
import type { Markup } from './markup';
import type { Output } from './notebook-file';

export interface BodyOptions {
  /** Figures as data beside their picture, for figures.js; a printed page has the picture alone. */
  readonly interactive: boolean;
  /** How many levels all headings go down: 1 where the notebook is a chapter of a larger document. */
  readonly headingShift?: number;
  /** Figures that were also drawn as SVG. */
  readonly svg: ReadonlySet<string>;
}

/** What `notebookBody` needs rendered, in the order in which it takes it. */
export function markupOf({ notebook }: NotebookContents): Markup {
  const { cells } = notebook;
  return {
    markdown: cells.flatMap(({ kind, source, outputs }) =>
      kind === 'markdown' ? [source] : outputs.map((output) => textOf(output, 'text/markdown')).filter(Boolean),
    ),
    code: cells.filter(({ kind }) => kind === 'code').map(({ source }) => source),
  };
}

/**
 * The notebook as HTML.
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
      const rendered = textOf(output, 'text/markdown') ? markdown.shift() : undefined;
      return outputHtml(output, { contents, options, rendered });
    });
    const source = `<pre class="code"><code>${code.shift()}</code></pre>`;
    return `${source}\n<div class="outputs">${shown.join('\n')}</div>`;
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
  const table = contents.tables.get(output);
  if (table) return tableHtml(table, { scrolls: options.interactive });
  if (rendered !== undefined) return `<div class="prose">${rendered}</div>`;
  return `<pre class="stream">${escapeHtml(textOf(output, 'text/plain'))}</pre>`;
}

/** The picture, which figures.js replaces by the interactive figure, and the files to take away. */
export function figureHtml(figure: ReportFigure, { interactive, svg }: BodyOptions): string {
  const { id, alt, png, data, layout } = figure;
  const files = [...(svg.has(id) ? ['svg'] : []), ...(png ? ['png'] : [])];
  const picture = files.length > 0 ? `<img src="figures/${id}.${files[0]}" alt="${escapeHtml(alt)}">` : '';
  const links = files.map((ending) => {
    return `<a href="figures/${id}.${ending}" aria-label="Figure ${id} as ${ending.toUpperCase()}">${ending.toUpperCase()}</a>`;
  });
  const height = layout.height;
  const plot = [
    `<div class="interactive" role="group" aria-label="${escapeHtml(alt)}" style="min-height:${height}px" hidden></div>`,
    // A closing script tag within a text would end the script.
    `<script type="application/json">${JSON.stringify({ data, layout }).replace(/</g, '\\u003c')}</script>`,
  ];
  const caption = `<figcaption>${escapeHtml(alt)} <span class="files">${links.join(' ')}</span></figcaption>`;
  return `<figure class="plot" id="${id}">${picture}${interactive ? plot.join('') : ''}${caption}</figure>`;
}

/**
 * A table with its caption and the files to take away.
 *
 * @param options  `scrolls`: by itself where the page is narrow, also by the keyboard. `anchor`: default true; false where
 *                 the table is repeated on one page.
 */
export function tableHtml(table: ReportTable, options: { scrolls: boolean; anchor?: boolean }): string {
  const { id, caption, columns, rows } = table;
  const heads = columns.map((column) => (typeof column === 'string' ? { heading: column, align: 'left' } : column));
  const cell = (tag: string, text: string, i: number) =>
    `<${tag} class="${heads[i]?.align ?? 'left'}">${text}</${tag}>`;
  const head = heads.map(({ heading }, i) => cell('th', escapeHtml(heading), i).replace('<th', '<th scope="col"'));
  const body = rows.map(
    (row) => `<tr>${row.map((text, i) => cell('td', cellHtml(String(text ?? '')), i)).join('')}</tr>`,
  );
  const anchor = options.anchor === false ? '' : ` id="${id}"`;
  const scroll = options.scrolls ? ` role="region" aria-label="${escapeHtml(caption)}" tabindex="0"` : '';
  const links = ['csv', 'tex'].map((ending) => {
    const kind = ending === 'csv' ? 'CSV' : 'LaTeX';
    return `<a href="tables/${id}.${ending}" aria-label="${escapeHtml(caption)}, as ${kind}">${kind}</a>`;
  });
  return [
    `<div class="table"${anchor}${scroll}><table>`,
    `<caption>${escapeHtml(caption)} <span class="files">${links.join(' ')}</span></caption>`,
    `<thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>${body.join('\n')}</tbody></table></div>`,
  ].join('\n');
}

/** A best value comes in Markdown's bold. */
function cellHtml(text: string): string {
  return escapeHtml(text).replace(/^\*\*(.*)\*\*$/, '<strong>$1</strong>');
}

/** Headings with anchors, at most at level 6. */
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
