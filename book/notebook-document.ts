/** An executed notebook as a document of the book: its prose and code as Markdown, its outputs as parts that are put in later. */
import { escapeHtml } from '../lib/tables/table-html';
import { textOf, type NotebookContents } from '../lib/site/contents';
import { renderMath } from '../lib/site/math';
import type { Output } from '../lib/site/notebook-file';
import { figureHtml, tableHtml } from '../lib/site/notebook-page';
import type { BookDocument } from './documents';

/**
 * HTML that takes the place of a mark in the finished page. The generator sees the mark alone, so that neither its Markdown
 * nor its search reads a figure's data.
 */
export class Parts {
  private readonly html: string[] = [];

  /** Keeps HTML and returns the mark that stands for it: in a line, or as a block. */
  mark(html: string, tag: 'span' | 'div'): string {
    return `<${tag} data-part="${this.html.push(html) - 1}"></${tag}>`;
  }

  /** Puts all parts in their places. */
  fill(page: string): string {
    return page.replace(/<(span|div) data-part="(\d+)"><\/\1>/g, (_, __, part: string) => this.html[Number(part)]);
  }
}

/** Writes a notebook as a document. */
export function notebookDocument(contents: NotebookContents, parts: Parts): BookDocument {
  const { name, cells } = contents.notebook;
  const blocks = cells.flatMap(({ kind, source, outputs }) => {
    if (kind === 'markdown') return [withMath(source, parts)];
    return [`\`\`\`ts\n${source}\n\`\`\``, ...outputs.map((output) => outputBlock(output, contents, parts))];
  });
  const markdown = blocks.filter(Boolean).join('\n\n');
  const profile = profileOf(contents);
  const options = profile === undefined || profile === 'quick' ? '' : ` --profile ${profile}`;
  const run = `\`npm run reproduce -- --data DIR --only ${name}${options}\``;
  const hint =
    `<div class="run-this">\n\n**Run this page**: ${run} makes it again from the telemetry; \`npm run lab\` opens it to ` +
    `change a cell. The cells are those of \`notebooks/${name}.ipynb\`.\n\n</div>`;
  return {
    file: `notebooks/${name}.ipynb`,
    name,
    group: 'Notebooks',
    title: `${name.slice(0, 2)}. ${contents.title}`,
    markdown: markdown.replace(/^# .+$/m, (heading) => `${heading}\n\n${hint}`),
  };
}

/** Finds the profile that the outputs name; undefined if they name none. */
function profileOf({ notebook }: NotebookContents): string | undefined {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs);
  const said = outputs.map((output) => output.stream ?? textOf(output, 'text/markdown')).join('\n');
  return /\bprofile (smoke|quick|full)\b/i.exec(said)?.[1];
}

function outputBlock(output: Output, contents: NotebookContents, parts: Parts): string {
  const figure = contents.figures.get(output);
  const options = { interactive: true, svg: new Set<string>() };
  if (figure) return parts.mark(figureHtml(figure, options), 'div');
  if (contents.captions.has(output)) return '';
  const table = contents.tables.get(output);
  if (table) return parts.mark(tableHtml(table, { scrolls: true }), 'div');
  const text = textOf(output, 'text/markdown');
  if (text) return withMath(text, parts);
  const plain = output.stream ?? textOf(output, 'text/plain');
  return plain.trim() ? parts.mark(`<pre class="stream">${escapeHtml(plain)}</pre>`, 'div') : '';
}

// Code comes first, so that a dollar in it begins no formula.
const formulas = /(```[^]*?```|`[^`\n]*`)|\$\$([^]+?)\$\$|\$([^\s$](?:[^$\n]*[^\s$\\])?)\$/g;

/** Replaces formulas by the marks of their HTML. */
function withMath(markdown: string, parts: Parts): string {
  return markdown.replace(formulas, (all, code?: string, block?: string, inline?: string) => {
    if (code !== undefined) return all;
    const kind = block === undefined ? 'inline' : 'block';
    const tex = (block ?? inline ?? '').replace(
      /[&<>]/g,
      (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign,
    );
    // A long formula scrolls, also by the keyboard.
    const scrolls = '<div class="formula" tabindex="0" role="group" aria-label="Formula">';
    const html = renderMath(`<tex-${kind}>${tex}</tex-${kind}>`).replace('<div class="formula">', scrolls);
    return block === undefined ? parts.mark(html, 'span') : `\n\n${parts.mark(html, 'div')}\n\n`;
  });
}
