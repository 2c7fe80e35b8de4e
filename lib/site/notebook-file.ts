/** An executed notebook as its file holds it: cells with their sources and outputs. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import {
  asSentence,
  DataError,
  isPlainObject,
  messageOf,
  plainMessages,
  readRegularFile,
  zodFault,
} from '../base/index';

export interface Output {
  /** The text that was printed; undefined for a display. */
  readonly stream?: string;
  /** Content by MIME type: text joined to one string, JSON as it is. */
  readonly data: Readonly<Record<string, unknown>>;
}

interface NotebookCell {
  readonly kind: 'markdown' | 'code';
  readonly source: string;
  readonly outputs: readonly Output[];
  /** The place of a code cell in the order in which they ran; undefined if it has not run, or is text. */
  readonly order?: number;
}

export interface Notebook {
  /** The file name without its ending, e.g. 03-lstm-vae, of letters, digits, full stops, hyphens and underscores. */
  readonly name: string;
  readonly cells: readonly NotebookCell[];
  /** When the last cell ran, or where no cell says so, when the file was written. */
  readonly date?: Date;
}

/** Larger than any notebook with its figures; a file beyond it is not read. */
const MOST_BYTES = 256 * 2 ** 20;

const text = z.union([z.string(), z.array(z.string())]);

const RawOutput = z.looseObject({
  output_type: z.string().optional(),
  text: text.optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  evalue: z.string().optional(),
});

const RawCell = z.looseObject({
  cell_type: z.string(),
  source: text.optional(),
  outputs: z.array(RawOutput).optional(),
  execution_count: z.number().nullish(),
  metadata: z.looseObject({ execution: z.record(z.string(), z.unknown()).optional() }).optional(),
});

const RawNotebook = z.looseObject({ nbformat: z.literal(4), cells: z.array(RawCell) });

/**
 * Reads a notebook of format 4. Raw cells are left out.
 *
 * @throws {DataError} If the file is not such a notebook, or a cell of it failed.
 * @see nbformat, "The notebook file format", version 4.5.
 */
export function readNotebook(file: string): Notebook {
  const name = nameOf(file);
  const { cells } = parse(file, name);
  const known = cells.filter(({ cell_type }) => cell_type === 'markdown' || cell_type === 'code');
  return {
    name,
    cells: known.map(({ cell_type, source, outputs = [], execution_count }) => ({
      kind: cell_type as NotebookCell['kind'],
      source: joined(source),
      outputs: outputs.map((output) => readOutput(output, name)),
      ...(typeof execution_count === 'number' ? { order: execution_count } : {}),
    })),
    date: lastRun(cells) ?? fs.statSync(file).mtime,
  };
}

/** Finds the last time that a kernel noted beside a cell. */
function lastRun(cells: readonly z.output<typeof RawCell>[]): Date | undefined {
  const noted = cells.flatMap(({ metadata }) => Object.values(metadata?.execution ?? {}));
  const times = noted.map((time) => Date.parse(String(time))).filter(Number.isFinite);
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}

/** Gives the name of a notebook for addresses, anchors and files; what they do not hold becomes a hyphen. */
function nameOf(file: string): string {
  const name = path.basename(file, '.ipynb').replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return name.replace(/^[.-]+/, '') || 'notebook';
}

function parse(file: string, name: string): z.output<typeof RawNotebook> {
  let json: unknown;
  try {
    json = JSON.parse(readRegularFile(file, MOST_BYTES).toString('utf8'));
  } catch (error) {
    throw new DataError(`${path.basename(file)} could not be read as a notebook: ${asSentence(messageOf(error))}`);
  }
  const { nbformat, cells } = (isPlainObject(json) ? json : {}) as { nbformat?: unknown; cells?: unknown };
  if (nbformat !== 4 || !Array.isArray(cells)) {
    const format = typeof nbformat === 'object' ? 'none' : String(nbformat);
    const found = `format ${format} and ${Array.isArray(cells) ? 'cells' : 'no cells'}`;
    throw new DataError(`${name}.ipynb is not a notebook of format 4: it has ${found}.`);
  }
  const notebook = RawNotebook.safeParse(json, plainMessages);
  if (notebook.success) return notebook.data;
  throw new DataError(`${name}.ipynb is damaged (${zodFault(notebook.error, 'notebook')}); run it again.`);
}

function readOutput(output: z.output<typeof RawOutput>, notebook: string): Output {
  if (output.output_type === 'error') {
    throw new DataError(`${notebook}.ipynb holds a cell that failed (${output.evalue}); run the notebook again.`);
  }
  if (output.output_type === 'stream') return { stream: joined(output.text), data: {} };
  const entries = Object.entries(output.data ?? {});
  const data = entries.map(([type, content]) => [type, isText(content) ? joined(content) : content] as const);
  return { data: Object.fromEntries(data) };
}

/** Whether content is text, which the file holds as a string or a list of lines. */
function isText(content: unknown): content is string | string[] {
  return typeof content === 'string' || (Array.isArray(content) && content.every((line) => typeof line === 'string'));
}

function joined(text: string | string[] = ''): string {
  return Array.isArray(text) ? text.join('') : text;
}
