/** What the site takes from a notebook: figures, tables, judged claims and the answer, all from the data of its outputs. */
import { z } from 'zod';
import { DataError, zodFault } from '../base/index';
import { claimsMimeType, type JudgedClaim } from '../claims/claims-table';
import type { Figure } from '../plots/figure';
import { plotlyMimeType } from '../plots/show';
import { answerMimeType } from '../plots/show-answer';
import { tableMimeType } from '../plots/show-table';
import type { Table } from '../tables/table';
import { slug } from './html';
import type { Notebook, Output } from './notebook-file';

export interface SiteFigure extends Figure {
  /** Anchor and file name, e.g. 03-lstm-vae-02. */
  readonly id: string;
  /** The picture that the notebook holds. */
  readonly png?: Buffer;
}

export interface SiteTable extends Table {
  /** Anchor and file name. */
  readonly id: string;
  readonly caption: string;
}

export interface NotebookContents {
  readonly notebook: Notebook;
  /** The first heading, without its number. */
  readonly title: string;
  /** Markdown. */
  readonly answer?: string;
  readonly figures: ReadonlyMap<Output, SiteFigure>;
  readonly tables: ReadonlyMap<Output, SiteTable>;
  readonly claims: readonly JudgedClaim[];
}

const number = z.number();
const cell = z.union([
  z.string(),
  number,
  z.array(number),
  z.object({ value: number, low: number, high: number }),
  z.null(),
]);
const column = z.object({
  heading: z.string(),
  best: z.enum(['highest', 'lowest']).optional(),
  align: z.enum(['left', 'right']).optional(),
  digits: number.int().min(0).max(20).optional(),
});
const tableSchema = z.object({
  caption: z.string().optional(),
  columns: z.array(z.union([z.string(), column])),
  rows: z.array(z.array(cell)),
  unranked: z.array(number).optional(),
});

/**
 * Reads the data of a notebook's outputs. A table or an answer that an output holds as Markdown alone stays Markdown.
 *
 * @throws {DataError} If the data of a table is damaged.
 */
export function readContents(notebook: Notebook): NotebookContents {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs);
  const figures = new Map<Output, SiteFigure>();
  const tables = new Map<Output, SiteTable>();
  for (const output of outputs) {
    const place = (count: number) => String(count + 1).padStart(2, '0');
    const figure = readFigure(output, `${notebook.name}-${place(figures.size)}`);
    if (figure) figures.set(output, figure);
    const table = readTable(output, notebook.name);
    if (table) {
      const given = table.caption ?? `Table ${tables.size + 1} of ${notebook.name}`;
      // Names of regions are distinct on a page; a notebook may show a kept table and its own of the same name.
      const again = [...tables.values()].some((each) => each.caption === given);
      const caption = again ? `${given} (table ${tables.size + 1})` : given;
      tables.set(output, { ...table, caption, id: `${notebook.name}-table-${place(tables.size)}-${slug(caption)}` });
    }
  }
  const heading = notebook.cells.map(({ source }) => /^# (.+)$/m.exec(source)?.[1]).find((text) => text !== undefined);
  const found = <Data>(type: string) => outputs.flatMap(({ data }) => (type in data ? [data[type] as Data] : []));
  return {
    notebook,
    figures,
    tables,
    title: heading?.replace(/^\d+\.\s*/, '') ?? notebook.name,
    answer: found<{ markdown: string }>(answerMimeType).at(-1)?.markdown,
    claims: found<{ claims: JudgedClaim[] }>(claimsMimeType).flatMap(({ claims }) => claims),
  };
}

function readFigure(output: Output, id: string): SiteFigure | undefined {
  const plotly = output.data[plotlyMimeType] as Pick<Figure, 'data' | 'layout'> | undefined;
  if (!plotly) return undefined;
  const png = textOf(output, 'image/png');
  const alt = textOf(output, 'text/plain');
  return { id, alt, data: plotly.data, layout: plotly.layout, ...(png ? { png: Buffer.from(png, 'base64') } : {}) };
}

function readTable({ data }: Output, notebook: string): Table | undefined {
  const content = data[tableMimeType];
  if (content === undefined) return undefined;
  const { data: table, error } = tableSchema.safeParse(content);
  if (error)
    throw new DataError(`${notebook}.ipynb holds a damaged table (${zodFault(error, 'table')}); run it again.`);
  return table;
}

/** Gives the text that an output has of a MIME type, empty if it has none. */
export function textOf({ data }: Output, type: string): string {
  const content = data[type];
  return typeof content === 'string' ? content : '';
}
