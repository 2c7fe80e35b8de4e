/** What the site takes from a notebook: figures, tables, judged claims and the answer, all from the data of its outputs. */
import { z } from 'zod';
import { DataError, plainMessages, zodFault } from '../base/index';
import { claimsMimeType, type JudgedClaim } from '../claims/claims-table';
import { captionMimeType } from '../plots/caption';
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
  /** The numbered caption that the notebook shows beneath it. */
  readonly caption?: FigureCaption;
}

interface FigureCaption {
  readonly number: number;
  readonly sentence: string;
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
  /** Captions that stand with their figures, and so are not shown by themselves. */
  readonly captions: ReadonlySet<Output>;
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

/** Figures pass what Plotly knows on; only what a page is written of is checked. */
const figureSchema = z
  .looseObject({
    data: z.array(z.looseObject({})),
    layout: z.looseObject({
      height: number.min(1).max(10_000).default(380),
      // A picture elsewhere would be loaded from there, or from the reader's own disk.
      images: z.array(z.looseObject({ source: z.string().startsWith('data:image/') })).optional(),
    }),
  })
  .refine((figure) => hasLevels(figure, 32), 'expected at most 32 levels of brackets');

/** Whether a value has at most so many levels of arrays and objects. */
function hasLevels(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return most > 0 && Object.values(value).every((each) => hasLevels(each, most - 1));
}

const captionSchema = z.looseObject({ number: number.int().min(1), sentence: z.string() });
const answerSchema = z.looseObject({ markdown: z.string() });
const claimsSchema = z.looseObject({
  claims: z.array(
    z.object({
      id: z.string(),
      claim: z.string(),
      measure: z.string().optional(),
      measured: z.string(),
      interval: z.string(),
      verdict: z.string(),
    }),
  ),
});

/**
 * Reads the data of a notebook's outputs. A table or an answer that an output holds as Markdown alone stays Markdown.
 *
 * @throws {DataError} If the data of a figure, a table, an answer or a claim is damaged.
 */
export function readContents(notebook: Notebook): NotebookContents {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs);
  const figures = new Map<Output, SiteFigure>();
  const captions = new Set<Output>();
  const tables = new Map<Output, SiteTable>();
  for (const [i, output] of outputs.entries()) {
    const place = (count: number) => String(count + 1).padStart(2, '0');
    const figure = readFigure(output, notebook.name, `${notebook.name}-${place(figures.size)}`);
    const below = outputs[i + 1];
    const caption = figure && below && readCaption(below, notebook.name);
    if (caption) captions.add(below);
    if (figure) figures.set(output, { ...figure, ...(caption ? { caption } : {}) });
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
  const found = <Data>(schema: z.ZodType<Data>, what: string, type: string) =>
    outputs.flatMap(({ data }) =>
      Object.hasOwn(data, type) ? [checked(schema, data[type], [what, notebook.name])] : [],
    );
  return {
    notebook,
    figures,
    captions,
    tables,
    title: heading?.replace(/^\d+\.\s*/, '') ?? notebook.name,
    answer: found(answerSchema, 'answer', answerMimeType).at(-1)?.markdown,
    claims: found(claimsSchema, 'list of claims', claimsMimeType).flatMap(({ claims }) => claims as JudgedClaim[]),
  };
}

/** @throws {DataError} If content does not have the form; the message names it and the notebook. */
function checked<Data>(schema: z.ZodType<Data>, content: unknown, [what, notebook]: readonly [string, string]): Data {
  const { data, error } = schema.safeParse(content, plainMessages);
  if (!error) return data;
  throw new DataError(`${notebook}.ipynb holds a damaged ${what} (${zodFault(error, what)}); run it again.`);
}

function readFigure(output: Output, notebook: string, id: string): SiteFigure | undefined {
  if (!Object.hasOwn(output.data, plotlyMimeType)) return undefined;
  const { data, layout } = checked(figureSchema, output.data[plotlyMimeType], ['figure', notebook]);
  const png = textOf(output, 'image/png');
  const alt = textOf(output, 'text/plain');
  const figure = { data, layout } as unknown as Pick<Figure, 'data' | 'layout'>;
  return { id, alt, ...figure, ...(png ? { png: Buffer.from(png, 'base64') } : {}) };
}

function readCaption({ data }: Output, notebook: string): FigureCaption | undefined {
  if (!Object.hasOwn(data, captionMimeType)) return undefined;
  const { number, sentence } = checked(captionSchema, data[captionMimeType], ['caption', notebook]);
  return { number, sentence };
}

function readTable({ data }: Output, notebook: string): Table | undefined {
  return Object.hasOwn(data, tableMimeType)
    ? checked(tableSchema, data[tableMimeType], ['table', notebook])
    : undefined;
}

/** Gives the text that an output has of a MIME type, empty if it has none. */
export function textOf({ data }: Output, type: string): string {
  const content = data[type];
  return typeof content === 'string' ? content : '';
}
