import assert from 'node:assert/strict';
import { ProgramError } from '../../../bench/side-by-side';
import type { TorchMeasurement } from '../../../bench/steps';
import type { StepMeasurement } from '../../../bench/step-worker';
import { checkSteps, type CheckedStep, type Measures } from '../../../scripts/support/gpu-check/check-steps';
import { checkAsJson, checkTable } from '../../../scripts/support/gpu-check/report';

const backend = { backend: 'tensorflow', device: 'GPU', tfjs: '4', node: '20', reason: 'asked' } as const;

/** Makes what a program of ours printed. */
function measured(more: Partial<StepMeasurement> = {}): StepMeasurement {
  const losses = [[1], [0.9]];
  const sizes = { gflop: 1, matmulGflops: 2, parameters: 3, residentMb: 400, peakMb: 500, gpuMb: 600 };
  return { backend, losses, ranAs: 'graph', msPerStep: 2, ...sizes, ...more };
}

const torch: TorchMeasurement = { msPerStep: 4, peakMb: 700, gpuMb: 800 };

const steps = { first: { shape: [32, 10, 25], torch: 'theirs' }, second: { shape: [8, 1, 30] } };

interface Case {
  readonly measures?: Partial<Measures>;
  readonly withoutTorch?: string;
  readonly budget?: number;
}

/** Runs the check on made-up measurements, each of which takes a second. */
function check({ measures = {}, withoutTorch, budget = 1000 }: Case = {}) {
  const said: string[] = [];
  const written: number[] = [];
  let clock = 0;
  const all: Measures = { device: () => measured(), cpu: () => measured(), ours: () => measured(), torch: () => torch, ...measures }; // prettier-ignore
  const timed = <Result>(measure: (name: string, timeout: number) => Result) => {
    return (name: string, timeout: number) => {
      clock++;
      return measure(name, timeout);
    };
  };
  const rows = checkSteps({
    steps,
    measures: { device: timed(all.device), cpu: timed(all.cpu), ours: timed(all.ours), torch: timed(all.torch) },
    budget,
    spent: () => clock,
    withoutTorch,
    say: (what) => said.push(what),
    onRow: (some) => written.push(some.length),
  });
  return { rows, said, written };
}

/** Makes the error of a program that failed. */
const failure = (reason: string, late = false) => new ProgramError('node worker', `at x\n${reason}`, reason, late);

const machine = { device: 'GPU', gpu: { name: 'H', driver: '1', memoryMb: 9 } } as const;
const lastCells = (rows: readonly CheckedStep[]) => checkTable({ machine, steps: rows }).rows.map((row) => row.at(-1));

describe('npm run gpu-check, on made-up measurements', () => {
  it('makes a row of each step, timed beside PyTorch where there is a yardstick', () => {
    let turn = 0;
    const ours = () => measured({ msPerStep: [9, 1, 2, 3, 100][turn++] });
    const { rows, said, written } = check({ measures: { ours } });
    const table = checkTable({ machine, steps: rows });
    assert.deepEqual(table.rows, [
      ['first', 'graph', '0', '3.00', '4.00', '0.75', '600', '800', 'ok'],
      ['second', 'graph', '0', '2.00', '', '', '600', '', 'ok'],
    ]);
    assert.deepEqual(said, [
      '1 of 2, first: captures and trains on the device',
      '1 of 2, first: trains on the CPU',
      '2 of 2, second: captures and trains on the device',
      '2 of 2, second: trains on the CPU',
      'first: timed beside PyTorch, 5 pairs',
    ]);
    assert.equal(written.length, 3); // whenever a row is done
  });

  it('writes all of it as JSON that says its form, its tolerances and the number of faults', () => {
    const { rows } = check();
    const given = { machine, versions: { torch: '2' }, selfTest: 'passed', steps: rows, budget: 540, seconds: 7 };
    const json = JSON.parse(JSON.stringify(checkAsJson(given))) as Record<string, unknown> & { steps: object[] };
    const { steps: written, ...rest } = json;
    assert.deepEqual(rest, {
      form: 1,
      tolerances: { oneLoss: { steps: 10, share: 1e-4 }, game: { steps: 3, share: 1e-2 } },
      faults: 0,
      machine,
      versions: { torch: '2' },
      selfTest: 'passed',
      budget: 540,
      seconds: 7,
    });
    const pairs = { ours: [2, 2, 2, 2, 2], theirs: [4, 4, 4, 4, 4], medianOurs: 2, medianTheirs: 4, ratio: 0.5 };
    const common = { ranAs: 'graph', peakMb: 500, gpuMb: 600, msPerStep: 2, difference: 0 };
    const losses = { device: [[1], [0.9]], cpu: [[1], [0.9]] };
    const backends = { device: backend, cpu: backend };
    assert.deepEqual(written, [
      {
        name: 'first',
        shape: [32, 10, 25],
        ...common,
        losses,
        backends,
        ratio: 0.5,
        torch: { ...pairs, peakMb: 700, gpuMb: 800 },
      },
      {
        name: 'second',
        shape: [8, 1, 30],
        ...common,
        losses,
        backends,
        ratio: null,
        torch: { missing: 'no yardstick' },
      },
    ]);
  });

  it('reports losses that differ from those of the CPU as a fault', () => {
    const { rows } = check({ measures: { device: () => measured({ losses: [[1], [0.91]] }) } });
    assert.equal(rows[0].difference?.toFixed(6), '0.010000');
    const fault = /^FAULT: the losses of step 2 differ by 1\.0e-2, more than 0\.0001: 0\.91 on the device and 0\.9 on/;
    assert.match(String(lastCells(rows)[0]), fault);
  });

  it('says why a step is not captured', () => {
    const { rows } = check({ measures: { device: () => measured({ ranAs: 'eager', reason: 'it reads a value' }) } });
    assert.deepEqual(lastCells(rows), ['ok; not captured: it reads a value', 'ok; not captured: it reads a value']);
  });

  it('makes a row of a step that fails, with its sentence, and checks the next one', () => {
    const device = (name: string) => {
      if (name === 'first') throw failure('OOM when allocating tensor');
      return measured();
    };
    const { rows } = check({ measures: { device } });
    assert.deepEqual(checkTable({ machine, steps: rows }).rows, [
      ['first', '', '', '', '', '', '', '', 'FAULT: the step on the device: OOM when allocating tensor.'], // prettier-ignore
      ['second', 'graph', '0', '2.00', '', '', '600', '', 'ok'],
    ]);
  });

  it('keeps what was measured of a step whose training on the CPU fails', () => {
    const cpu = () => {
      throw failure('it ended with SIGKILL');
    };
    const { rows } = check({ measures: { cpu } });
    assert.equal(rows[1].fault, 'its losses on the CPU: it ended with SIGKILL.');
    assert.equal(rows[1].msPerStep, 2);
  });

  it('says why PyTorch was not measured', () => {
    const theirs = () => {
      throw failure("ModuleNotFoundError: No module named 'torch'");
    };
    const { rows } = check({ measures: { torch: theirs } });
    assert.deepEqual(lastCells(rows), ["ok; ModuleNotFoundError: No module named 'torch'", 'ok']);
    assert.equal(rows[0].msPerStep, 2);
    assert.deepEqual(lastCells(check({ withoutTorch: 'PyTorch 2 sees no GPU' }).rows), [
      'ok; PyTorch 2 sees no GPU',
      'ok',
    ]);
  });

  it('begins nothing once the budget is spent, and says so in the rows', () => {
    // Two measurements of a second each, and then fewer than five seconds are left.
    const { rows, said } = check({ budget: 6.5 });
    const spent = 'the budget of 6.5 s was spent';
    assert.deepEqual(lastCells(rows), [`ok; ${spent}`, `not measured: the step on the device: ${spent}.`]);
    assert.ok(said.length > 0);
  });

  it('gives each program what is left of the budget, and calls one that takes longer not measured', () => {
    const given: number[] = [];
    const device = (_: string, timeout: number) => {
      given.push(timeout);
      throw failure('it took longer than 30 s', true);
    };
    const { rows } = check({ budget: 31, measures: { device } });
    assert.deepEqual(given, [31_000, 30_000]);
    assert.deepEqual(
      rows.map(({ fault, unmeasured }) => [fault, unmeasured]),
      new Array(2).fill([undefined, 'the step on the device: it took longer than 30 s.']),
    );
  });
});
