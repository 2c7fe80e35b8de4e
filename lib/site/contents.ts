/** What a notebook gives the report: figures, tables, judged claims, and its answer. */
import type { Figure } from '../plots/figure';
import { plotlyMimeType } from '../plots/show';
import { claimsMimeType, type JudgedClaim } from '../claims/claims-table';
import type { Table } from '../tables/table';
import { fromMarkdown } from '../tables/table-markdown';
import { slug } from './html';
import type { Notebook, Output } from './notebook-file';

export interface ReportFigure extends Figure {
  /** Anchor and file name, e.g. 03-lstm-vae-02. */
  readonly id: string;
  /** The picture that the notebook holds. */
  readonly png?: Buffer;
}

export interface ReportTable extends Table {
  /** Anchor and file name. */
  readonly id: string;
  readonly caption: string;
}

export interface NotebookContents {
  readonly notebook: Notebook;
  /** From the first heading, without the number in front. */
  readonly title: string;
  /** Markdown of the output that begins with **Answer**. */
  readonly answer?: string;
  readonly figures: ReadonlyMap<Output, ReportFigure>;
  readonly tables: ReadonlyMap<Output, ReportTable>;
  readonly claims: readonly JudgedClaim[];
}

export function readContents(notebook: Notebook): NotebookContents {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs);
  const figures = new Map<Output, ReportFigure>();
  const tables = new Map<Output, ReportTable>();
  for (const output of outputs) {
    const number = (count: number) => String(count + 1).padStart(2, '0');
    const figure = readFigure(output, `${notebook.name}-${number(figures.size)}`);
    if (figure) figures.set(output, figure);
    const table = fromMarkdown(textOf(output, 'text/markdown'));
    if (table) {
      const caption = table.caption ?? `Table ${tables.size + 1} of ${notebook.name}`;
      tables.set(output, { ...table, caption, id: `${notebook.name}-table-${number(tables.size)}-${slug(caption)}` });
    }
  }
  const heading = notebook.cells.map(({ source }) => /^# (.+)$/m.exec(source)?.[1]).find((text) => text !== undefined);
  return {
    notebook,
    figures,
    tables,
    title: heading?.replace(/^\d+\.\s*/, '') ?? notebook.name,
    answer: outputs.map((output) => textOf(output, 'text/markdown')).find((text) => text.startsWith('**Answer')),
    claims: outputs.flatMap(
      ({ data }) => (data[claimsMimeType] as { claims: JudgedClaim[] } | undefined)?.claims ?? [],
    ),
  };
}

function readFigure(output: Output, id: string): ReportFigure | undefined {
  const plotly = output.data[plotlyMimeType] as Pick<Figure, 'data' | 'layout'> | undefined;
  if (!plotly) return undefined;
  const png = textOf(output, 'image/png');
  const alt = textOf(output, 'text/plain');
  return { id, alt, data: plotly.data, layout: plotly.layout, ...(png ? { png: Buffer.from(png, 'base64') } : {}) };
}

/** The output's text of a MIME type, empty where it has none. */
export function textOf({ data }: Output, type: string): string {
  const content = data[type];
  return typeof content === 'string' ? content : '';
}
