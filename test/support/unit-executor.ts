/**
 * Runs units in no time, for tests of the queues: the figures follow from the unit, and the channel's name says what else is
 * to happen. Every start is written to the file TELLTALE_TEST_LOG, so that a test can count, and the process's number to the
 * same with .pids.
 */
import { contentHash } from '../../lib/base/index';
import { planUnits } from '../../lib/runs/store/plan';
import type { Executor } from '../../lib/runs/executor';
import type { PlannedUnit } from '../../lib/runs/store/job-record';
import type { Unit } from '../../lib/experiments/unit';
import fs from 'node:fs';

export const executorModule = __filename;

/** A unit of the test executor. */
export function tinyUnit(channel: string, seed = 0): Unit {
  return { model: 'tiny', channel, seed, source: { kind: 'none' } } as unknown as Unit;
}

export function planTiny(units: readonly Unit[]): PlannedUnit[] {
  return planUnits(units, executor.fingerprint);
}

export const executor: Executor = {
  parse: (value) => {
    if ((value as Partial<Unit>).model !== 'tiny') throw new Error('Not a unit of work: model: expected tiny.');
    return value as Unit;
  },
  prepare: () => Promise.resolve({ backend: 'none', tfjs: '0' }),
  fingerprint: ({ channel }) => (channel === 'other-data' && process.send ? 'elsewhere' : 'data'),
  run: async (unit, { onEpoch }) => {
    const started = performance.now();
    const log = process.env.TELLTALE_TEST_LOG;
    if (log) {
      fs.appendFileSync(log, `${unit.channel} ${unit.seed}\n`);
      fs.appendFileSync(`${log}.pids`, `${process.pid}\n`);
    }
    onEpoch?.({ epoch: 1, loss: 0.5 });
    await behave(unit.channel, log);
    const value = parseInt(contentHash([unit.channel, unit.seed]).slice(0, 8), 16) / 2 ** 32;
    const seconds = (performance.now() - started) / 1000;
    const row = {
      channel: unit.channel,
      precision: value,
      recall: 1,
      f1: value,
      rocAuc: value,
      prAuc: null,
      seconds,
    };
    return { rows: { tiny: { ...row, threshold: 1, epochs: 1, steps: 1 } }, warnings: [] };
  },
};

async function behave(channel: string, log?: string): Promise<void> {
  const [what, amount] = channel.split('-');
  if (what === 'slow') await sleep(Number(amount));
  if (what === 'busy') {
    const used = () => process.cpuUsage().user + process.cpuUsage().system; // asking takes the system's time
    const end = used() + 1000 * Number(amount);
    while (used() < end);
  }
  if (what === 'bad') throw new Error('this channel is bad');
  if (what === 'deadly') process.kill(process.pid, 'SIGKILL');
  if (what === 'once' && count(log, channel) === 1) process.kill(process.pid, 'SIGKILL');
  if (what === 'greedy') {
    const kept: number[][] = [];
    for (;;) kept.push(new Array<number>(1_000_000).fill(0.5));
  }
  if (what === 'large') await takeMemory(Number(amount));
  if (what === 'say') process.stderr.write(`${channel} is said on standard error\n`);
}

const taken: Buffer[] = [];

/** Takes memory outside V8's heap, as tensors do, in small steps; holds it for longer than its parent looks away; and keeps it. */
async function takeMemory(megabytes: number): Promise<void> {
  for (let i = 0; i < megabytes; i += 10) {
    taken.push(Buffer.alloc(10 * 2 ** 20, 1)); // filled: what is only reserved is not resident
    await sleep(1);
  }
  await sleep(600);
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function count(log: string | undefined, channel: string): number {
  return startsIn(log!).filter((line) => line.startsWith(`${channel} `)).length;
}

/** One `channel seed` for each time a unit was begun. */
export function startsIn(log: string): string[] {
  return fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n').filter(Boolean) : [];
}
