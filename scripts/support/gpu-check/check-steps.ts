/** Checks one training step after the other: whether it is captured, its losses beside the CPU's, its time beside PyTorch's. */
import { messageOf } from '../../../lib/base';
import { ProgramError, sideBySide, type Pairs } from '../../../bench/side-by-side';
import type { TorchMeasurement } from '../../../bench/steps';
import type { StepMeasurement, StepRun } from '../../../bench/step-worker';
import { compareLosses } from './compare-losses';

/** Pairs of measurements, ours and PyTorch's in turn, whose medians are compared. */
const PAIRS = 5;
/** Nothing is begun with fewer seconds left. */
const LEAST_SECONDS = 5;

export interface CheckedStep {
  readonly name: string;
  /** [batch, windowSize, features] */
  readonly shape: readonly number[];
  /** What it ran as; absent where it did not run. */
  ranAs?: StepRun['ranAs'];
  /** Why it is not captured. */
  reason?: string;
  /** Where the losses were computed, e.g. with which kernels. */
  backends?: { readonly device: StepRun['backend']; readonly cpu?: StepRun['backend'] };
  losses?: { readonly device: StepRun['losses']; readonly cpu?: StepRun['losses'] };
  /** The largest relative difference of the losses. */
  difference?: number;
  msPerStep?: number;
  /** Times beside PyTorch's, or why there are none. */
  torch?: (Pairs & { readonly peakMb: number; readonly gpuMb?: number }) | { readonly missing: string };
  /** The most that was resident; on a GPU also what the step uses there. */
  peakMb?: number;
  gpuMb?: number;
  /** What is wrong with the step, in one sentence. */
  fault?: string;
  /** What was not measured, in one sentence. */
  unmeasured?: string;
}

/** What runs the programs; each throws where its program fails or takes longer than `timeout` milliseconds. */
export interface Measures {
  readonly device: (name: string, timeout: number) => StepMeasurement;
  readonly cpu: (name: string, timeout: number) => StepRun;
  readonly ours: (name: string, timeout: number) => StepMeasurement;
  readonly torch: (yardstick: string, timeout: number) => TorchMeasurement;
}

export interface CheckOptions {
  readonly steps: Readonly<Record<string, { readonly shape: readonly number[]; readonly torch?: string }>>;
  readonly measures: Measures;
  /** Seconds for all; what is left when they are spent is not measured. */
  readonly budget: number;
  /** Seconds since the command began. */
  readonly spent: () => number;
  /** Why nothing is measured beside PyTorch; undefined if it is. */
  readonly withoutTorch?: string;
  /** Hears what is done next. */
  readonly say: (what: string) => void;
  /** Hears the rows whenever one of them has changed. */
  readonly onRow: (rows: readonly CheckedStep[]) => void;
}

/** Thrown where there is no time for a measurement. */
class BudgetSpent extends Error {}

/**
 * Checks all steps, then times those with a yardstick beside PyTorch. A step that fails is a row with its sentence, and the
 * next one is checked.
 */
export function checkSteps(options: CheckOptions): CheckedStep[] {
  const { steps, measures, budget, spent, withoutTorch, say, onRow } = options;
  const rows = Object.entries(steps).map(([name, { shape }]): CheckedStep => ({ name, shape }));
  /** Runs a measurement with what is left of the budget. */
  const within = <Result>(measure: (timeout: number) => Result): Result => {
    const left = budget - spent();
    if (left < LEAST_SECONDS) throw new BudgetSpent(`the budget of ${budget} s was spent`);
    return measure(Math.round(1000 * left));
  };
  rows.forEach((row, i) => {
    const { name } = row;
    const where = `${i + 1} of ${rows.length}, ${name}`;
    try {
      say(`${where}: captures and trains on the device`);
      const device = within((timeout) => measures.device(name, timeout));
      takeDevice(row, device);
      say(`${where}: trains on the CPU`);
      const cpu = within((timeout) => measures.cpu(name, timeout));
      takeCpu(row, device, cpu);
    } catch (error) {
      takeFailure(row, error);
    }
    onRow(rows);
  });
  for (const row of rows) {
    const yardstick = steps[row.name].torch;
    row.torch = { missing: yardstick === undefined ? 'no yardstick' : (withoutTorch ?? 'the step did not run') };
    if (yardstick === undefined || withoutTorch !== undefined || row.msPerStep === undefined) continue;
    say(`${row.name}: timed beside PyTorch, ${PAIRS} pairs`);
    row.torch = besidePyTorch(row.name, yardstick);
    if ('medianOurs' in row.torch) row.msPerStep = row.torch.medianOurs;
    onRow(rows);
  }
  return rows;

  function besidePyTorch(name: string, yardstick: string): NonNullable<CheckedStep['torch']> {
    const memory: TorchMeasurement[] = [];
    const theirs = () => {
      memory.push(within((timeout) => measures.torch(yardstick, timeout)));
      return memory[memory.length - 1].msPerStep;
    };
    try {
      const pairs = sideBySide(() => within((timeout) => measures.ours(name, timeout)).msPerStep, theirs, PAIRS);
      const { peakMb, gpuMb } = memory[memory.length - 1];
      return { ...pairs, peakMb, gpuMb };
    } catch (error) {
      return { missing: sentenceOf(error) };
    }
  }
}

function takeDevice(row: CheckedStep, run: StepMeasurement): void {
  const { ranAs, reason, backend, losses, msPerStep, peakMb, gpuMb } = run;
  Object.assign(row, { ranAs, reason, msPerStep, peakMb, gpuMb });
  row.backends = { device: backend };
  row.losses = { device: losses };
}

function takeCpu(row: CheckedStep, device: StepRun, cpu: StepRun): void {
  row.backends = { device: device.backend, cpu: cpu.backend };
  row.losses = { device: device.losses, cpu: cpu.losses };
  Object.assign(row, compareLosses(device.losses, cpu.losses));
}

/** A program that fails is a fault; one that the budget kept from running or from ending is not. */
function takeFailure(row: CheckedStep, error: unknown): void {
  const late = error instanceof BudgetSpent || (error instanceof ProgramError && error.late);
  const what = row.ranAs === undefined ? 'the step on the device' : 'its losses on the CPU';
  if (late) row.unmeasured = `${what}: ${sentenceOf(error)}.`;
  else row.fault = `${what}: ${sentenceOf(error)}.`;
}

/** Says in one line why a program failed. */
function sentenceOf(error: unknown): string {
  return (error instanceof ProgramError ? error.reason : messageOf(error)).replace(/\.$/, '');
}
