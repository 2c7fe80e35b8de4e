/**
 * A detector that is a program, in whatever language: started once for each job, with a folder as its last argument. It finds
 * the series there and leaves its scores there (./exchange, ./answer). It is not given labels.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError, messageOf, numberWhere, oneOf, optional, positiveSize, type Check } from '../../base/index';
import { requireSettings, type Checks } from '../../models/config-checks';
import type { Facts } from '../facts';
import { normalPair } from '../scored-series';
import type { ScoreOptions, SeriesPair, SeriesScores } from '../series-detector';
import { readAnswer } from './answer';
import { runBounded, type Ended } from './bounded-process';
import { executableOf, filesNamed, splitCommand } from './command-line';
import { exchangeForms, writeExchange, type ExchangeForm } from './exchange';
import { contentOf } from './file-content';

export interface ProgramConfig {
  /** As it would be typed; it is started without a shell. */
  readonly command: string;
  /** Where it is started. Default: the working directory, also where this machine has no such folder. */
  readonly folder?: string;
  /** Names it in messages and tables. Default: the command. */
  readonly name?: string;
  /** Set by the user where something changes that no file in the command shows. */
  readonly version?: string;
  /** How the series are written. Default `npy`. */
  readonly exchange?: ExchangeForm;
  /** Steps of a window, for a program that asks; default none. */
  readonly windowSize?: number;
  /** Default an hour. */
  readonly timeoutSeconds?: number;
  /** With the processes that it starts. Default: 80 % of the machine's memory. */
  readonly memoryMb?: number;
}

const HOUR = 3600;
const MEMORY_SHARE = 0.8;

const text: Check = { expected: 'a text', holds: (value) => typeof value === 'string' && value.trim() !== '' };

const checks: Checks<ProgramConfig> = {
  command: text,
  folder: optional(text),
  name: optional(text),
  version: optional(text),
  exchange: optional(oneOf(...exchangeForms)),
  windowSize: optional(positiveSize),
  timeoutSeconds: optional(numberWhere('a number of seconds above 0', (value) => value > 0)),
  memoryMb: optional(positiveSize),
};

/** What a config may hold; none of it has a value that is the same for all programs. */
const defaults: { readonly [Setting in keyof Required<ProgramConfig>]: undefined } = {
  command: undefined,
  folder: undefined,
  name: undefined,
  version: undefined,
  exchange: undefined,
  windowSize: undefined,
  timeoutSeconds: undefined,
  memoryMb: undefined,
};

export const program: Facts = {
  detector: {
    score: (pair, options) => scoreBy(configOf(options.config), pair, options),
    check: (_, { config }) => void wordsOf(configOf(config)),
  },
  kind: 'outside',
  defaults,
  trained: false,
  seeded: true, // it is told the seed
  outside: {
    nameOf: (config) => nameOf(config as unknown as ProgramConfig),
    // Bounds do not decide figures, and the content stands for the folder.
    identityOf: ({ folder: _folder, name: _name, timeoutSeconds: _time, memoryMb: _memory, ...identity }) => identity,
    contentOf: (config) => {
      const { command, folder } = configOf(config);
      const here = folderHere(folder);
      return contentOf(filesNamed(splitCommand(command), here), here);
    },
  },
};

const nameOf = ({ name, command }: ProgramConfig) => name ?? command;

function configOf(config: ScoreOptions['config']): ProgramConfig {
  return requireSettings('program', (config ?? {}) as unknown as ProgramConfig, checks);
}

function folderHere(folder: string | undefined): string {
  return folder !== undefined && fs.existsSync(folder) ? folder : process.cwd();
}

/** @throws {DataError} If the command cannot be read, or there is no such program. */
function wordsOf({ command, folder }: ProgramConfig): readonly string[] {
  const [first, ...rest] = splitCommand(command);
  const here = folderHere(folder);
  const executable = executableOf(first, here);
  if (executable !== undefined) return [executable, ...rest];
  const where = first.includes('/') ? here : 'the folders of PATH';
  const versioned = executableOf(`${first}3`, here) === undefined ? '' : `, where there is ${first}3`;
  throw new DataError(
    `detector '${command}': expected a program that can be started, found no '${first}' in ${where}${versioned}`,
  );
}

async function scoreBy(config: ProgramConfig, pair: SeriesPair, options: ScoreOptions): Promise<SeriesScores> {
  const words = wordsOf(config);
  const { timeoutSeconds: seconds = HOUR, memoryMb = mostMemoryMb(), exchange: form = 'npy', windowSize } = config;
  const { channel = pair.test.name, seed, profile, signal } = options;
  const normal = normalPair(pair);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-detector-'));
  try {
    writeExchange(scratch, normal, {
      form,
      channel,
      windowSize: windowSize ?? null,
      seed,
      profile,
      secondsAllowed: seconds,
      memoryMbAllowed: memoryMb,
    });
    const bounds = { seconds, memoryMb };
    const run = { ...bounds, folder: folderHere(config.folder), scratch, env: environment(), signal };
    const ended = await runBounded([...words, scratch], run);
    const fault = faultOf(ended, bounds);
    if (fault !== undefined) throw new Error(sentence(config, fault, ended));
    const { train, test } = answerOf(config, scratch, { normal, ended });
    const warning =
      `${nameOf(config)} gives no scores of the training series (train_scores): a threshold that comes from training ` +
      'scores comes from its test scores instead';
    return { steps: { train: train ?? test, test }, ...(!train && { warnings: [warning] }) };
  } finally {
    remove(scratch);
  }
}

/** Removes the folder, unless the program has left there what this user may not remove. */
function remove(scratch: string): void {
  try {
    fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // What has come of the job says more.
  }
}

function answerOf(
  config: ProgramConfig,
  scratch: string,
  { normal, ended }: { readonly normal: SeriesPair; readonly ended: Ended },
) {
  try {
    return readAnswer(scratch, normal);
  } catch (error) {
    throw new Error(sentence(config, messageOf(error), ended), { cause: error });
  }
}

function mostMemoryMb(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  const total = constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
  return Math.floor((MEMORY_SHARE * total) / 2 ** 20);
}

/** Says why a program's scores are not read; undefined where it ended well. */
function faultOf(
  { code, signal, endedFor, residentBytes = 0 }: Ended,
  { seconds, memoryMb }: { readonly seconds: number; readonly memoryMb: number },
): string | undefined {
  switch (endedFor) {
    case 'time':
      return `expected scores within ${seconds} s (--detector-timeout); it was ended then, with all that it had started`;
    case 'memory': {
      const found = Math.ceil(residentBytes / 2 ** 20);
      return `expected at most ${memoryMb} MB of memory (--detector-memory), found ${found} MB; it was ended`;
    }
    case 'abort':
      return 'it was ended, as the run was stopped';
    case undefined:
      if (signal === 'SIGKILL') return 'expected exit code 0; it was ended by SIGKILL, as a system out of memory does';
      if (signal !== null) return `expected exit code 0; it was ended by ${signal}`;
      return code === 0 ? undefined : `expected exit code 0, found ${code}`;
  }
}

function sentence(config: ProgramConfig, fault: string, { said }: Ended): string {
  const last = said.length > 0 ? `; it said last: ${said.join(' / ')}` : '; the program printed nothing';
  return `${nameOf(config)}: ${fault}${last}`;
}

/** The variables by which libraries of numbers are told how many threads to take, beside other jobs. */
const THREADS = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMEXPR_NUM_THREADS'];

/** Gives a program in a worker process the threads of that process, unless the user has set them. */
function environment(): NodeJS.ProcessEnv {
  const threads = process.env.TF_NUM_INTRAOP_THREADS;
  if (threads === undefined) return process.env;
  return { ...Object.fromEntries(THREADS.map((name) => [name, threads])), ...process.env };
}
