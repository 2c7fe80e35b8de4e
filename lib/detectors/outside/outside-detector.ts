/** From what a user writes, a command or the name of a file of ONNX, to a detector with its config. */
import path from 'node:path';
import { DataError } from '../../base/index';
import { filesNamed, splitCommand } from './command-line';
import type { OnnxConfig } from './onnx-file';
import type { ProgramConfig } from './program';

/** What a user may say besides; what is not given is not part of the config. */
export type OutsideOptions = Pick<
  ProgramConfig & OnnxConfig,
  'name' | 'version' | 'exchange' | 'windowSize' | 'timeoutSeconds' | 'memoryMb' | 'layout' | 'output'
>;

export interface OutsideDetector {
  /** As a job has it. */
  readonly detector: 'program' | 'onnx';
  readonly config: ReturnType<typeof configOf>;
  /** The label of its row: the name that is given, or that of the program's file. */
  readonly label: string;
}

const ofPrograms: readonly (keyof OutsideOptions)[] = ['exchange', 'timeoutSeconds', 'memoryMb'];
const ofOnnx: readonly (keyof OutsideOptions)[] = ['layout', 'output'];

/**
 * Describes a detector that lies outside this library.
 *
 * @param text    `python my_detector.py --alpha 3`, or `model.onnx`.
 * @param folder  Where a program is started, and what paths are relative to.
 * @throws {DataError} If the text is not a command, or an option does not suit what it names.
 */
export function outsideDetector(text: string, folder: string, options: OutsideOptions = {}): OutsideDetector {
  const words = splitCommand(text);
  const isOnnx = words.length === 1 && /\.onnx$/i.test(words[0]);
  const unused = (isOnnx ? ofPrograms : ofOnnx).find((option) => options[option] !== undefined);
  if (unused !== undefined) {
    const [found, other] = isOnnx ? ['a file of ONNX', 'a program'] : ['a program', 'a file of ONNX'];
    throw new DataError(`detector '${text}': expected no ${unused} for ${found}, as it is for ${other}`);
  }
  const name = options.name ?? (isOnnx ? path.basename(words[0]) : programName(words, folder));
  const what: Pick<OnnxConfig, 'file'> | Pick<ProgramConfig, 'command'> = isOnnx
    ? { file: words[0] }
    : { command: text };
  return {
    detector: isOnnx ? 'onnx' : 'program',
    config: configOf({ ...what, folder, ...options, name }),
    label: name,
  };
}

/** Leaves out what is undefined: a job is plain JSON. */
function configOf(config: Partial<ProgramConfig & OnnxConfig>) {
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Readonly<Record<string, string | number>>;
}

/** Programs that run another file, which is the detector. */
const INTERPRETER =
  /^(python|pypy|node|deno|bun|tsx|r|rscript|julia|ruby|perl|php|lua|octave|java|env|uv|bash|dash|zsh|sh)[\d.]*$/i;

/** Names a program by its file: that of an interpreter's script, or its own; by the whole command where no file is named. */
function programName(words: readonly string[], folder: string): string {
  const [program, ...others] = words;
  const own = path.basename(program);
  if (!INTERPRETER.test(own)) return own;
  const [file] = filesNamed(['', ...others], folder);
  return file === undefined ? words.join(' ') : path.basename(file);
}
