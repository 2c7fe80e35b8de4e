/** Reading an executed notebook: cells and outputs as plain strings. */
import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../base/index';
import { ReportError } from '../tables/table-error';

export interface Output {
  /** Text that was printed; undefined for a display. */
  readonly stream?: string;
  /** By MIME type: text joined to one string, JSON as it is. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface NotebookCell {
  readonly kind: 'markdown' | 'code';
  readonly source: string;
  readonly outputs: readonly Output[];
}

export interface Notebook {
  /** File name without ending, e.g. 03-lstm-vae. */
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
 * @throws {ReportError} If the file is no such notebook, or a cell of it ended in an error.
 * @see     nbformat, "The notebook file format", version 4.5.
 */
export function readNotebook(file: string): Notebook {
  const name = path.basename(file, '.ipynb');
  const { cells, nbformat } = parse(file);
  if (nbformat !== 4 || !Array.isArray(cells)) {
    throw new ReportError(`${name}.ipynb is no notebook of format 4: it has format ${String(nbformat)} and ${Array.isArray(cells) ? 'cells' : 'no cells'}.`); // prettier-ignore
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
    throw new ReportError(`${path.basename(file)} could not be read as a notebook: ${messageOf(error)}.`);
  }
}

function readOutput(output: RawOutput, notebook: string): Output {
  if (output.output_type === 'error') {
    throw new ReportError(
      `${notebook}.ipynb holds a cell that failed (${output.evalue}); run npm run reproduce first.`,
    );
  }
  if (output.output_type === 'stream') return { stream: joined(output.text), data: {} };
  const data = Object.entries(output.data ?? {}).map(([type, content]) => [type, isText(content) ? joined(content) : content]); // prettier-ignore
  return { data: Object.fromEntries(data) as Record<string, unknown> };
}

/** Text is a string or a list of lines in the file. */
function isText(content: unknown): content is string | string[] {
  return typeof content === 'string' || (Array.isArray(content) && content.every((line) => typeof line === 'string'));
}

function joined(text: string | string[] = ''): string {
  return Array.isArray(text) ? text.join('') : text;
}
