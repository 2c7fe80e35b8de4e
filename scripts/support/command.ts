/** What the commands share: paths relative to where the user called npm, and errors as one sentence. */
import type { Command } from 'commander';
import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../lib/base';
import { makeFolder } from '../../lib/base/index';
import { isDeep } from '../../lib/data/parse-json';

/** Resolves a path from the command line, relative to the folder in which npm was called. */
export function fromInvocation(file: string): string;
export function fromInvocation(file: string | undefined): string | undefined;
export function fromInvocation(file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

/**
 * Checks before long work that a file can be written.
 *
 * @throws If its folder does not exist or cannot be written to.
 */
export function requireWritable(option: string, file: string): void {
  const folder = path.dirname(file);
  try {
    fs.accessSync(folder, fs.constants.W_OK);
  } catch {
    throw new Error(`${option} ${file}: the folder ${folder} does not exist or cannot be written to.`);
  }
}

/**
 * Makes a folder if it does not exist.
 *
 * @throws If files cannot be written to it.
 */
export function requireFolder(option: string, folder: string): void {
  try {
    makeFolder(folder);
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    throw new Error(`${option} ${folder}: expected a folder to write to (${messageOf(error)}).`, { cause: error });
  }
}

/**
 * Reads a file of JSON.
 *
 * @param what  What the file should hold, for the message.
 * @throws      If it cannot be read; the message names the file.
 */
export function readJson(file: string, what: string): unknown {
  try {
    const text = fs.readFileSync(file, 'utf8');
    if (isDeep(text)) throw new Error('it has more than 64 levels of brackets');
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: expected ${what}, which cannot be read (${messageOf(error)}).`, { cause: error });
  }
}

/**
 * Takes a step with what a file holds, and makes an error of it name the file.
 *
 * @param file  undefined where no file decides the step.
 */
export async function inFile<T>(file: string | undefined, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (file === undefined || messageOf(error).startsWith(file)) throw error;
    throw new Error(`${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** Explains options that came before `--`: npm takes them for its own and passes on only what follows them. */
function forgottenDashes(command: Command): string {
  const names = command.options.flatMap(({ long }) => long ?? []);
  const taken = names.filter((long) => process.env[`npm_config_${long.slice(2).replace(/-/g, '_')}`] !== undefined);
  if (taken.length === 0) return '';
  return `npm took ${taken.join(', ')} for its own: write options after --, as in ${command.name()} ${taken[0]} ...\n`;
}

/** How a write fails if the reader has closed its end of the pipe, as `head` does after its last line. */
const READER_GONE = ['EPIPE', 'ERR_STREAM_DESTROYED'];

/**
 * Lets a command finish its work, and write its files, if nobody reads what it prints. Any other failure to print (a full
 * disk) is said once and makes the exit status 1.
 */
function outliveReaders(): void {
  let told = false;
  process.stdout.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
    if (told || READER_GONE.includes(code)) return;
    told = true;
    process.exitCode = 1;
    console.error(`standard output: cannot be written to (${message}).`);
  });
  process.stderr.on('error', () => undefined);
}

/**
 * Parses the arguments and runs `main`. A failure prints its message (and its stack with TELLTALE_DEBUG=1) and exits
 * with 1. A closed pipe (`| head -1`) is not a failure: the command finishes its work in silence.
 */
export function runCommand(command: Command, main: () => Promise<void>): void {
  outliveReaders();
  for (const each of [command, ...command.commands]) {
    each.configureOutput({ outputError: (text, write) => write(text + forgottenDashes(command)) });
  }
  const run = async () => {
    command.parse();
    await main();
  };
  run().catch((error: unknown) => {
    const known = error instanceof Error;
    console.error(`\n${known ? error.message : String(error)}`);
    if (known && process.env.TELLTALE_DEBUG === '1') console.error(error.stack);
    process.exitCode = 1;
  });
}
