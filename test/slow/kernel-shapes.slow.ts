import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { requireKernels } from '../support/native-kernels';

const CALLS = 10_000;

interface Outcome {
  readonly refused: number;
  readonly returned: number;
  /** A hash of all that was returned. */
  readonly digest: string;
}

/** Makes the calls in one new process, in which new memory is filled with a byte. */
function callInProcess(seed: number, byte: number): Outcome {
  const script = path.join(__dirname, '..', 'support', 'random-calls.ts');
  const { stdout, stderr, status, signal } = spawnSync(
    process.execPath,
    [...RUN_TYPESCRIPT, script, String(CALLS), String(seed)],
    { encoding: 'utf8', env: { ...process.env, MALLOC_PERTURB_: String(byte ^ 0xff) } },
  );
  assert.equal(signal ?? status, 0, stderr);
  return JSON.parse(stdout) as Outcome;
}

describe(`native operations, called ${CALLS} times with random shapes, types and attributes`, () => {
  before(requireKernels);

  it('return finite numbers or are refused by name, without a crash, whatever was in memory before', () => {
    const outcome = callInProcess(1, 0x7f); // four such bytes are almost the largest float
    process.stdout.write(`    ${JSON.stringify(outcome)}\n`);
    assert.equal(outcome.refused + outcome.returned, CALLS);
    assert.ok(Math.min(outcome.refused, outcome.returned) > CALLS / 5);
    assert.deepEqual(callInProcess(1, 0xaa), outcome);
  });
});
