/** A command as people type it: its words, the program that it starts, and the files that it names. */
import fs from 'node:fs';
import path from 'node:path';
import { DataError } from '../../base/index';

/** What a shell would act on, if it is not quoted. */
const OF_A_SHELL = /[|&;<>`$*?~]/;

/**
 * Splits a command into words at blanks, as a shell does; quotes and backslashes keep a blank in a word. The command is
 * started without a shell.
 *
 * @throws {DataError} If there is no word, a quote is not closed, or a sign stands there that only a shell understands.
 */
export function splitCommand(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < command.length; at++) {
    const sign = command[at];
    if (quote !== '') {
      if (sign === quote) quote = '';
      else if (sign === '\\' && quote === '"' && /["\\]/.test(command[at + 1] ?? '')) word += command[++at];
      else word += sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (sign === '\\' && at + 1 < command.length) {
      word = (word ?? '') + command[++at];
    } else if (OF_A_SHELL.test(sign)) {
      const why = 'it is started without a shell; quote the sign, or name a script that holds the command';
      throw new DataError(`detector '${command}': expected a program and its arguments, found '${sign}': ${why}`);
    } else word = (word ?? '') + sign;
  }
  if (quote !== '') throw new DataError(`detector '${command}': expected a closing ${quote}, found none`);
  if (word !== undefined) words.push(word);
  if (words.length === 0)
    throw new DataError(`detector '${command}': expected a program and its arguments, found none`);
  return words;
}

/**
 * Finds the files that a command names, as words of their own or after `=`: the program, unless it is found by PATH, and
 * arguments. What a program opens besides cannot be told.
 *
 * @param folder  What paths are relative to.
 * @returns       Their paths as the command has them, each once.
 */
export function filesNamed([program, ...others]: readonly string[], folder: string): string[] {
  const named = [...(isPath(program) ? [program] : []), ...others.flatMap((word) => [word, afterEquals(word)])];
  const isFile = (name: string) => name !== '' && isRegularFile(path.resolve(folder, name));
  return [...new Set(named)].filter(isFile);
}

/**
 * Finds the file of a program: by PATH, or by its path.
 *
 * @returns  undefined where there is none that may be executed.
 */
export function executableOf(program: string, folder: string, places = process.env.PATH ?? ''): string | undefined {
  const files = isPath(program)
    ? [path.resolve(folder, program)]
    : places.split(path.delimiter).map((place) => path.join(place || '.', program));
  return files.find((file) => isRegularFile(file) && mayBeExecuted(file));
}

const isPath = (word: string) => word.includes('/') || word.includes(path.sep);

const afterEquals = (word: string) => (word.startsWith('-') ? word.slice(word.indexOf('=') + 1 || word.length) : '');

function isRegularFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function mayBeExecuted(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
