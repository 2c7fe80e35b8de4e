/** An executed notebook as its file holds it: cells with their sources and outputs. */
import fs from 'node:fs';
import path from 'node:path';
import { DataError, messageOf } from '../base/index';

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
}

export interface Notebook {
  /** The file name without its ending, e.g. 03-lstm-vae. */
  readonly name: string;
  readonly cells: readonly NotebookCell[];
}

interface RawOutput {
  readonly output_type?: string;
  readonly name?: string;
  readonly text?: string | string[];
  readonly data?: Record<string, unknown>;
  readonly evalue?: string;
}

interface RawCell {
  readonly cell_type?: string;
  readonly source?: string | string[];
  readonly outputs?: RawOutput[];
}

/**
 * Reads a notebook of format 4. Raw cells are left out.
 *
 * @throws {DataError} If the file is not such a notebook, or a cell of it failed.
 * @see nbformat, "The notebook file format", version 4.5.
 */
export function readNotebook(file: string): Notebook {
  const name = path.basename(file, '.ipynb');
  const { cells, nbformat } = parse(file);
  if (nbformat !== 4 || !Array.isArray(cells)) {
    const found = `format ${String(nbformat)} and ${Array.isArray(cells) ? 'cells' : 'no cells'}`;
    throw new DataError(`${name}.ipynb is not a notebook of format 4: it has ${found}.`);
  }
  const known = cells.filter(({ cell_type }) => cell_type === 'markdown' || cell_type === 'code');
  return {
    name,
    cells: known.map(({ cell_type, source, outputs = [] }) => ({
      kind: cell_type as NotebookCell['kind'],
      source: joined(source),
      outputs: outputs.map((output) => readOutput(output, name)),
    })),
  };
}

function parse(file: string): { cells?: RawCell[]; nbformat?: number } {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as { cells?: RawCell[]; nbformat?: number };
  } catch (error) {
    throw new DataError(`${path.basename(file)} could not be read as a notebook: ${messageOf(error)}.`);
  }
}

function readOutput(output: RawOutput, notebook: string): Output {
  if (output.output_type === 'error') {
    throw new DataError(
      `${notebook}.ipynb holds a cell that failed (${output.evalue}); run the notebook again with npm run reproduce.`,
    );
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
