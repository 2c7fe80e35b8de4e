/**
 * npm run fuzz [-- --reader csv --count 10000 --seed 0]: tries every reader on damaged files.
 *
 * None may end in a wrong number, in another error than a sentence of the library's own, in five seconds of work or in
 * a gigabyte of memory. `--reader csv --only 17 --keep FILE` tries one damaged file again and keeps it.
 */
import { Command } from 'commander';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { messageOf } from '../lib/base';
import { toMarkdown, type Table } from '../lib/tables';
import { fromInvocation, runCommand } from './support/command';
import type { FuzzedReader } from './support/fuzz/reader';
import { readers } from './support/fuzz/readers';
import { runReader, type ReaderReport, type Word } from './support/fuzz/run-reader';
import { mutantOf, tryMutant } from './support/fuzz/try-mutant';
import { wholeNumber } from './support/numbers';

interface Options {
  readonly reader?: readonly string[];
  readonly count: number;
  readonly seed: number;
  readonly only?: number;
  readonly keep?: string;
  readonly child?: number;
}

const command = new Command('npm run fuzz --')
  .description('Tries every reader on damaged files: none may end in a wrong number, a crash, a hang or a bomb.')
  .option('--reader <names...>', `one or more of ${Object.keys(readers).join(', ')}`)
  .option('--count <number>', 'damaged files for each reader', wholeNumber(1, 1e9), 10_000)
  .option('--seed <number>', 'another seed damages the files in other ways', wholeNumber(0, 2 ** 31), 0)
  .option('--only <number>', 'try one damaged file alone, as the table of faults numbers it', wholeNumber(0, 1e9))
  .option('--keep <file>', 'with --only: write that file here')
  .option('--child <number>', 'used by the command itself: from which damaged file on', wholeNumber(0, 1e9));

runCommand(command, async () => {
  const options = command.opts<Options>();
  const names = options.reader ?? Object.keys(readers);
  const unknown = names.find((name) => !Object.hasOwn(readers, name));
  if (unknown !== undefined)
    throw new Error(`--reader ${unknown}: expected one of ${Object.keys(readers).join(', ')}.`);
  if (options.child !== undefined) return inChild(names[0], options, options.child);
  if (options.only !== undefined) return tryOne(names, options, options.only);
  const reports: ReaderReport[] = [];
  for (const name of names) {
    const report = await runReader(name, { ...options, script: __filename });
    reports.push(report);
    console.error(`${name}: ${report.taken} taken, ${report.refused} refused, ${report.faulty} faults`);
  }
  console.log(toMarkdown(reportTable(reports)));
  for (const { name, faults } of reports) {
    for (const { mutant, fault } of faults) console.log(`${name} ${mutant}: ${fault}`);
  }
  const faulty = reports.reduce((sum, report) => sum + report.faulty, 0);
  if (faulty > 0) throw new Error(`${faulty} damaged files end badly; --reader NAME --only NUMBER tries one again.`);
});

/** Makes a reader, checks that it takes its good files, and calls `use`. */
async function withReader<Result>(name: string, use: (reader: FuzzedReader) => Promise<Result>): Promise<Result> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `telltale-fuzz-${name}-`));
  try {
    const reader = await readers[name](folder);
    for (const sample of reader.samples) {
      const fault = await reader.read(sample);
      if (fault !== undefined) throw new Error(`${name}: a good file gives ${fault}.`);
    }
    return await use(reader);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function inChild(name: string, { count, seed }: Options, start: number): Promise<void> {
  // Each word is waited for: what is still queued when the process ends is lost, and would be told of the wrong file.
  const say = (word: Word) => new Promise((resolve) => process.send?.(word, resolve));
  try {
    await withReader(name, async (reader) => {
      for (let mutant = start; mutant < count; mutant++) {
        await say({ begins: mutant });
        await say({ done: await tryMutant(reader, seed, mutant) });
      }
    });
    await say({ end: true });
  } catch (error) {
    await say({ broken: messageOf(error) });
  }
  process.disconnect?.();
  // TensorFlow's threads would keep the process.
  setTimeout(() => process.exit(0), 100);
}

async function tryOne(names: readonly string[], { seed, keep }: Options, mutant: number): Promise<void> {
  if (names.length !== 1) throw new Error('--only needs one --reader.');
  await withReader(names[0], async (reader) => {
    const file = mutantOf(reader, seed, mutant);
    if (keep !== undefined) fs.writeFileSync(fromInvocation(keep), file);
    console.log(JSON.stringify(await tryMutant(reader, seed, mutant)));
  });
}

function reportTable(reports: readonly ReaderReport[]): Table {
  const columns = ['Reader', 'Damaged files', 'Taken', 'Refused', 'Slowest (s)', 'Largest (MB)', 'Faults'];
  const rows = reports.map(({ name, mutants, taken, refused, slowest, largest, faulty }) => [
    name,
    String(mutants),
    String(taken),
    String(refused),
    slowest.seconds.toFixed(2),
    (largest.bytes / 1e6).toFixed(0),
    String(faulty),
  ]);
  return { columns, rows };
}
