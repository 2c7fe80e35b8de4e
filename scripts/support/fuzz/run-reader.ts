/** Tries a reader on many damaged files, in a process of its own: one that hangs or ends is told and replaced. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import type { Trial } from './try-mutant';

/** Seconds without a word from the process before it is ended, if it has used a third of them on a processor. */
const PATIENCE = 60;

/** After so many times as long it is ended in any case: it may wait for something that never comes. */
const LONGEST_PATIENCE = 10;

/** Linux counts the time of the processor in hundredths of a second. */
const TICKS = 100;

/** Faults that are kept of a reader. */
const MOST_FAULTS = 100;

export interface ReaderReport {
  readonly name: string;
  readonly mutants: number;
  taken: number;
  refused: number;
  /** Seconds of the processor, and which mutant took them. */
  slowest: { seconds: number; mutant: number };
  /** Bytes by which one mutant raised the peak of memory. */
  largest: { bytes: number; mutant: number };
  faults: { mutant: number; fault: string }[];
  faulty: number;
}

/** What the process says: that it begins with a mutant, or what came of it. */
export type Word =
  { readonly begins: number } | { readonly done: Trial } | { readonly end: true } | { readonly broken: string };

/**
 * Tries a reader.
 *
 * @param options.script  The command that tries mutants from a number on, as {@link Word} says.
 * @throws If the reader refuses its own good files.
 */
export async function runReader(
  name: string,
  options: { readonly count: number; readonly seed: number; readonly script: string; readonly onProgress?: () => void },
): Promise<ReaderReport> {
  const report: ReaderReport = {
    name,
    mutants: options.count,
    taken: 0,
    refused: 0,
    slowest: { seconds: 0, mutant: -1 },
    largest: { bytes: 0, mutant: -1 },
    faults: [],
    faulty: 0,
  };
  const blame = (mutant: number, fault: string) => {
    report.faulty++;
    if (report.faults.length < MOST_FAULTS) report.faults.push({ mutant, fault });
  };
  let next = 0;
  while (next < options.count) {
    const { at, reason } = await runFrom(next, { name, ...options, record: (trial) => record(report, trial, blame) });
    if (reason === undefined) break;
    blame(at, reason);
    next = at + 1;
  }
  return report;
}

function record(report: ReaderReport, trial: Trial, blame: (mutant: number, fault: string) => void): void {
  const { mutant, outcome, fault, seconds, memory } = trial;
  if (outcome === 'fault') blame(mutant, fault ?? 'unknown');
  else report[outcome]++;
  if (seconds > report.slowest.seconds) report.slowest = { seconds, mutant };
  if (memory > report.largest.bytes) report.largest = { bytes: memory, mutant };
}

/** Runs a process from a mutant on, to the end or to a mutant that ends it. */
function runFrom(
  start: number,
  options: {
    readonly name: string;
    readonly count: number;
    readonly seed: number;
    readonly script: string;
    readonly record: (trial: Trial) => void;
    readonly onProgress?: () => void;
  },
): Promise<{ at: number; reason?: string }> {
  const { name, count, seed, script, record: keep, onProgress } = options;
  return new Promise((resolve, reject) => {
    const args = ['--reader', name, '--count', String(count), '--seed', String(seed), '--child', String(start)];
    const child: ChildProcess = fork(script, args, { execArgv: [...process.execArgv, '--max-old-space-size=4096'] });
    let at = start;
    let reason: string | undefined;
    let isDone = false;
    let used = 0;
    let looks = 0;
    const watch = () => {
      // On a machine that is busy with other work it may not have had its turn.
      const isStarved = processorSeconds(child) - used < PATIENCE / 3;
      if (isStarved && ++looks < LONGEST_PATIENCE) timer = setTimeout(watch, PATIENCE * 1000);
      else {
        reason = `hangs for more than ${PATIENCE} s`;
        child.kill('SIGKILL');
      }
    };
    let timer = setTimeout(watch, 3 * PATIENCE * 1000);
    child.on('message', (word: Word) => {
      clearTimeout(timer);
      timer = setTimeout(watch, PATIENCE * 1000);
      if ('begins' in word) {
        at = word.begins;
        used = processorSeconds(child);
        looks = 0;
      } else if ('done' in word) {
        keep(word.done);
        onProgress?.();
      } else if ('broken' in word) reject(new Error(`${name}: ${word.broken}`));
      else isDone = true;
    });
    // What the process said may be read after it has ended, but not after its channel has closed.
    const closed = once(child, 'disconnect');
    child.on('exit', (code, signal) => {
      void closed.then(() => {
        clearTimeout(timer);
        if (isDone) resolve({ at });
        else resolve({ at, reason: reason ?? `ends the process (${signal ?? `exit ${code}`})` });
      });
    });
  });
}

/** The seconds of the processor that a process has used, by what Linux says; NaN elsewhere. */
function processorSeconds({ pid }: ChildProcess): number {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return NaN;
  }
}
