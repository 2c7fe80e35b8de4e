/** What a cell's error prints: a sentence, and the lines of cells that led to it. */
import { SourceMap } from 'node:module';
import { inspect } from 'node:util';
import * as ts from '@tslab/typescript-for-tslab';

/** A cell as it was written and as tslab compiled it. */
export interface CompiledCell {
  readonly source: string;
  /** With a map to the source, one line further down, at its end. */
  readonly esOutput: string;
}

/** A line of a cell, counted from 1. */
interface CellLine {
  readonly cell: number;
  readonly line: number;
}

/** The name of a cell's script in stack traces. */
export const scriptOf = (cell: number): string => `telltale-cell-${cell}`;

/** Most characters of a printed line. */
const WIDTH = 100;

const INTERRUPTED = 'Interrupted.';

/**
 * Describes what was thrown, without a stack: the message, and the line of the cell that runs, after the line of an earlier
 * cell whose function threw. TELLTALE_DEBUG=1 adds the stack.
 *
 * @param running  The number of the cell that runs.
 */
export function describeError(thrown: unknown, cells: ReadonlyMap<number, CompiledCell>, running: number): string {
  if (!(thrown instanceof Error) && !isErrorLike(thrown)) return `Thrown: ${inspect(thrown)}`;
  const { code, message, name, stack = '' } = thrown as NodeJS.ErrnoException;
  if (message === 'Interrupted asynchronously' || code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return INTERRUPTED;
  if (message === INTERRUPTED) return INTERRUPTED;
  const named = name in globalThis && name !== 'Error' ? `${name}: ${message}` : message || name;
  const lines = linesOf(stack, cells);
  const shown = [lines[0], lines.find(({ cell }) => cell === running)].filter(
    (line, i, all) => line && all.indexOf(line) === i,
  );
  return [
    named,
    ...shown.map((line) => describeLine(line!, cells.get(line!.cell)!, running)),
    ...(process.env.TELLTALE_DEBUG === '1' ? [stack] : []),
  ].join('\n');
}

/** Errors of another realm are no instances of this one's class. */
function isErrorLike(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'stack' in thrown;
}

function describeLine({ cell, line }: CellLine, { source }: CompiledCell, running: number): string {
  const text = source.split('\n')[line - 1]?.trim() ?? '';
  const cut = text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;
  return `  ${cell === running ? 'line' : `cell [${cell}], line`} ${line}: ${cut}`;
}

/** Lists the lines of cells in a stack, the innermost first. */
function linesOf(stack: string, cells: ReadonlyMap<number, CompiledCell>): CellLine[] {
  return [...stack.matchAll(/telltale-cell-(\d+):(\d+):(\d+)/g)].flatMap(([, cell, line, column]) => {
    const compiled = cells.get(Number(cell));
    const found = compiled && sourceLine(compiled.esOutput, Number(line) - 1, Number(column) - 1);
    return found === undefined ? [] : [{ cell: Number(cell), line: found }];
  });
}

/** tslab's second step, from ES modules to CommonJS, as in its converter. */
const toCommonJs: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  target: ts.ScriptTarget.ES2022,
  newLine: ts.NewLineKind.LineFeed,
  noImplicitUseStrict: true,
  sourceMap: true,
};

/**
 * Finds the line of the cell behind a place in its compiled script.
 *
 * @param line  Counted from 0.
 * @returns     Counted from 1; undefined if the place is not of the cell.
 */
function sourceLine(esOutput: string, line: number, column: number): number | undefined {
  const { sourceMapText } = ts.transpileModule(esOutput, { fileName: 'custom.js', compilerOptions: toCommonJs });
  const inline = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)/.exec(esOutput);
  if (!sourceMapText || !inline) return undefined;
  const toEs = new SourceMap(JSON.parse(sourceMapText)).findEntry(line, column);
  if (!('originalLine' in toEs)) return undefined;
  const own = new SourceMap(JSON.parse(Buffer.from(inline[1], 'base64').toString()));
  const toCell = own.findEntry(toEs.originalLine, toEs.originalColumn);
  // tslab puts one line before each cell.
  return 'originalLine' in toCell && toCell.originalLine > 0 ? toCell.originalLine : undefined;
}
