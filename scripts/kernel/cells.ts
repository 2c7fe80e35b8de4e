/** Runs cells: tslab's executor with the mended converter, and with errors and interrupts that a reader understands. */
import { format } from 'node:util';
import type { Converter } from 'tslab/dist/converter';
import { createExecutor, type Executor } from 'tslab/dist/executor';
import { describeError, scriptOf, type CompiledCell } from './cell-errors';
import { loadMendedConverter } from './mended-converter';

/** Where cells say what is not the output of their code. */
export interface CellSpeech {
  /** Says that a cell begins, and as which one. */
  readonly begun: (source: string, number: number) => void;
  /** Says why a cell failed. */
  readonly failed: (text: string) => void;
  /** Prints a note beside the outputs. */
  readonly note: (text: string) => void;
  /** Says that the first cell that imports lib/ takes a few seconds, and returns when that is sent. */
  readonly reading: () => Promise<void>;
  /** Takes that back, when the cell is compiled. */
  readonly compiled: () => void;
}

/** Makes an executor of cells for the current folder. */
export function makeCells(speech: CellSpeech): Executor {
  const folder = process.cwd();
  // What the running cell and lib/runtime tell each other, see RunningCell there.
  const running = { interrupted: false, hearing: new Set<object>() };
  Object.assign(globalThis, { [Symbol.for('telltale.cell')]: running });
  const compiled = new Map<number, CompiledCell>();
  const edited = new Set<string>();
  let [number, libraryRead] = [0, false];

  const converter = loadMendedConverter().createConverter({
    isJS: false,
    isBrowser: false,
    _fileWatcher: (file) => {
      if (!file.startsWith(`${folder}/lib/`) || edited.has(file)) return;
      edited.add(file);
      speech.note(`${file.slice(folder.length + 1)} was edited: restart the kernel to run it.`);
    },
  });
  /** tslab's converter, which also names the script of each cell and keeps what its errors need. */
  const naming: Converter = {
    ...converter,
    convert(prevDecl, source) {
      const made = converter.convert(prevDecl, source) as ReturnType<Converter['convert']> & { esOutput?: string };
      speech.compiled();
      const { output, esOutput } = made;
      if (!output || !esOutput) return made;
      compiled.set(number, { source, esOutput });
      const script = output.replace(/\n\/\/# sourceMappingURL=.*/, '');
      return { ...made, output: `${script}\n//# sourceURL=${scriptOf(number)}` };
    },
  };
  // tslab prints a compiler's message by a format, and what was thrown as it is.
  const complaints: string[] = [];
  const printError = (first: unknown, ...rest: unknown[]) => {
    complaints.push(typeof first === 'string' ? format(first, ...rest) : describeError(first, compiled, number));
  };
  const executor = createExecutor(
    folder,
    { node: naming, browser: naming, close: () => converter.close() },
    { log: console.log, error: printError },
  );

  return {
    ...executor,
    /** Runs a cell. @returns Whether it succeeded, uninterrupted: the cells that wait behind it run only then. */
    async execute(source) {
      number++;
      speech.begun(source, number);
      complaints.length = 0;
      running.interrupted = false;
      running.hearing.clear();
      const reads = !libraryRead && /from\s+['"]\.\/lib\//.test(source);
      if (reads) await speech.reading();
      const succeeded = await executor.execute(source);
      libraryRead ||= reads && succeeded;
      if (complaints.length > 0) (succeeded ? speech.note : speech.failed)(complaints.join('\n'));
      return succeeded && !running.interrupted;
    },
    /** Ends the cell, unless work in it ends by itself; a second interrupt ends it all the same. */
    interrupt() {
      const again = running.interrupted;
      running.interrupted = true;
      if (running.hearing.size === 0 || again) executor.interrupt();
    },
  };
}
