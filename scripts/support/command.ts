/** What the commands share: paths as the user meant them, and errors as one sentence. */
import type { Command } from 'commander';
import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../lib/base';
import { makeFolder } from '../../lib/base/index';

/** A path from the command line, relative to the folder in which npm was called. */
export function fromInvocation(file: string): string;
export function fromInvocation(file: string | undefined): string | undefined;
export function fromInvocation(file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

/** @throws If a file could not be written there: said before long work, not after it. */
export function requireWritable(option: string, file: string): void {
  const folder = path.dirname(file);
  try {
    fs.accessSync(folder, fs.constants.W_OK);
  } catch {
    throw new Error(`${option} ${file}: the folder ${folder} does not exist or cannot be written to.`);
  }
}

/** Makes a folder, or finds it. @throws If files could not be written there. */
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
 * @param what  What is expected there, for the message.
 * @throws      If it cannot be read; the message names the file.
 */
export function readJson(file: string, what: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: expected ${what}, which cannot be read (${messageOf(error)}).`, { cause: error });
  }
}

/** What npm made of options that came before `--`: it takes them for its own, and keeps only what stood behind them. */
function forgottenDashes(command: Command): string {
  const names = command.options.flatMap(({ long }) => long ?? []);
  const taken = names.filter((long) => process.env[`npm_config_${long.slice(2).replace(/-/g, '_')}`] !== undefined);
  if (taken.length === 0) return '';
  return `npm kept ${taken.join(', ')} to itself: options go behind --, as in ${command.name()} ${taken[0]} ...\n`;
}

/** Parses the arguments and runs; a failure prints its message (with TELLTALE_DEBUG=1 also its stack) and exits with 1. */
export function runCommand(command: Command, main: () => Promise<void>): void {
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
    if (known && process.env.TELLTALE_DEBUG) console.error(error.stack);
    process.exitCode = 1;
  });
}
