/**
 * The outputs of a notebook as lines that can be compared: every word, and every number that the same seed repeats.
 *
 * These are left out:
 * - execution metadata, and pictures, which are drawn from the figure's numbers beside them;
 * - a number before a unit of time or in a rate: `12.4 s`, `3 min`, `80 steps/s`, `40 times faster`;
 * - table columns headed seconds, time or ms, or by such a unit in brackets, and rows with a cell that names one;
 * - the heights in figures whose axis is in a unit of time;
 * - the outputs of cells tagged `timing`, for what no rule can recognize.
 */
import { captionMimeType } from '../../lib/plots/caption';
import { tableMimeType } from '../../lib/plots/show-table';
import type { Table } from '../../lib/tables';

export interface Notebook {
  readonly cells: readonly NotebookCell[];
}

interface NotebookCell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly metadata?: { readonly tags?: readonly string[] };
  readonly outputs?: readonly NotebookOutput[];
}

interface NotebookOutput {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface OutputLine {
  /** Unique, e.g. `cell 12, output 2, figure, data.0.y.41`. */
  readonly place: string;
  readonly text: string;
}

const joined = (text: unknown) => (Array.isArray(text) ? text.join('') : String(text));

/** Lists the lines of all outputs, in order. Cells count from 1, text cells included. */
export function outputLines({ cells }: Notebook): OutputLine[] {
  return cells.flatMap((cell, i) => {
    if (cell.cell_type !== 'code' || cell.metadata?.tags?.includes('timing')) return [];
    // A kernel may cut printed text into pieces anywhere.
    const printed = (cell.outputs ?? []).filter((output) => output.text !== undefined);
    const stream = printed.map((output) => joined(output.text)).join('');
    // A cell may show several figures.
    const shown = (cell.outputs ?? []).flatMap(({ data }) => (data ? [data] : []));
    const bundles = shown.flatMap((data, j) => {
      const ofTimes = showsTimes(data) || (Object.hasOwn(data, captionMimeType) && j > 0 && showsTimes(shown[j - 1]));
      return bundleLines(data, { output: `cell ${i + 1}, output ${j + 1}`, ofTimes });
    });
    return [...textLines(stream, `cell ${i + 1}, printed`), ...bundles];
  });
}

/** Finds the settings that a notebook says it was run with; undefined if it does not say. */
export function committedSettings(notebook: Notebook): { profile?: string; seed?: string; simulated?: boolean } {
  const text = outputLines(notebook)
    .map((line) => line.text)
    .join('\n');
  const simulated = /SIMULATED/.test(text) ? true : /Real SMAP\/MSL telemetry/.test(text) ? false : undefined;
  return { profile: /profile (smoke|quick|full)/i.exec(text)?.[1], seed: /seed (\d+)/.exec(text)?.[1], simulated };
}

function bundleLines(
  data: Readonly<Record<string, unknown>>,
  { output, ofTimes }: { output: string; ofTimes: boolean },
): OutputLine[] {
  return Object.entries(data).flatMap(([type, content]) => {
    if (type.startsWith('image/')) return [{ place: `${output}, ${type}`, text: 'a picture' }];
    if (type === tableMimeType) return valueLines(withoutTimes(content as Table), `${output}, table, `);
    if (type.endsWith('json')) {
      const lines = valueLines(content, `${output}, ${type.includes('plotly') ? 'figure' : type}, `);
      return ofTimes ? lines.filter(({ place }) => !/ data\.\d+\.y\.|, sentence$/.test(place)) : lines;
    }
    const text = ofTimes ? joined(content).replace(/\d/g, '') : joined(content);
    // Only words and numbers, one line per row.
    const plain = type === 'text/html' ? htmlTables(text) : text;
    return textLines(plain, `${output}, ${type}`);
  });
}

/** Whether an output holds a figure whose heights are times. */
function showsTimes(data: Readonly<Record<string, unknown>>): boolean {
  const figure = data['application/vnd.plotly.v1+json'] as
    { layout?: { yaxis?: { title?: { text?: string } } } } | undefined;
  return timeHeading.test(figure?.layout?.yaxis?.title?.text ?? '');
}

function htmlTables(html: string): string {
  const cells = html.replace(/<\/tr>/g, '\n').replace(/<\/t[hd]>/g, ' | ');
  return cells.replace(/<[^>]*>/g, '');
}

function textLines(text: string, place: string): OutputLine[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  // The padding of a table follows its widest number, which may be a time.
  const unpadded = (line: string) => line.replace(/-{3,}/g, '---').replace(/ {2,}/g, ' ').trimEnd();
  return maskColumns(lines).map((line, i) => ({
    place: `${place}, line ${i + 1}`,
    text: unpadded(maskTimes(line)),
  }));
}

function valueLines(value: unknown, path: string): OutputLine[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, each]) =>
      valueLines(each, `${path}${path.endsWith(' ') ? '' : '.'}${key}`),
    );
  }
  return [{ place: path, text: typeof value === 'string' ? maskTimes(value) : String(value) }];
}

const number = String.raw`(?<![\w.])[-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?`;
const unit = String.raw`(?:[µu]s|microseconds?|ms|milliseconds?|s|sec|seconds?|min|minutes?|h|hours?)\b(?!\w)`;
const timed = new RegExp(
  String.raw`${number}(\s?${unit}|\s?[A-Za-z]+(?:\/|\sper\s|\sa\s)(?:s|second|min|minute)\b|\stimes (?:faster|slower))`,
  'gi',
);

/** Masks the numbers before a unit of time or in a rate. */
export function maskTimes(text: string): string {
  return text.replace(timed, '(time)$1');
}

const timeHeading =
  /^(?:seconds|time|ms|s|minutes|duration|.*\((?:s|ms|min|seconds|[µu]s|microseconds)(?: an? \w+)?\)|.*\/s|.* per second)$/i;
/** Matches a cell such as `median ms from a point to its score`: the numbers in its row are times. */
const timeRow = /^[^\d|]*\b(?:ms|seconds|microseconds)\b[^\d|()]*$/;

/** Whether a cell's text names a unit of time: then the numbers of its row are times. */
const namesTime = (cell: string) => cell.includes(' ') && timeRow.test(cell);

/** Takes out the numbers of a table's columns and rows of times. */
function withoutTimes(table: Table): Table {
  const headings = table.columns.map((column) => (typeof column === 'string' ? column : column.heading));
  const rows = table.rows.map((row) => {
    const timed = row.some((cell) => typeof cell === 'string' && namesTime(cell));
    return row.map((cell, i) => {
      const hasNumber = typeof cell === 'string' ? /\d/.test(cell) && !timed : cell !== null;
      return hasNumber && (timed || timeHeading.test(headings[i])) ? '(time)' : cell;
    });
  });
  return { ...table, rows };
}

/** Masks the cells of a table's columns of times. Columns are separated by a bar, as in Markdown, or by two blanks. */
function maskColumns(lines: readonly string[]): string[] {
  let columns: number[] = [];
  let width = 0;
  return lines.map((line) => {
    const cells = line.trim().split(/\s*\|\s*|\s{2,}/);
    if (cells.some(namesTime)) {
      return cells.map((cell) => (/^[-\d.,]+$/.test(cell) ? '(time)' : cell)).join('  ');
    }
    if (columns.length > 0 && cells.length === width) {
      return cells.map((cell, i) => (columns.includes(i) && /\d/.test(cell) ? '(time)' : cell)).join('  ');
    }
    columns = cells.flatMap((cell, i) => (timeHeading.test(cell.trim()) ? [i] : []));
    width = columns.length > 0 ? cells.length : 0;
    return line;
  });
}
