import assert from 'node:assert/strict';
import { compareLosses, type Losses } from '../../../scripts/support/gpu-check/compare-losses';

describe('compareLosses', () => {
  const cpu = [[1], [0.8], [0.6], [2]];
  const game = [[1, 0.5], [0.8, 0.25], [0.6, 2], [0.5, 1]]; // prettier-ignore
  const changed = (losses: Losses, step: number, phase: number, value: number | null) =>
    losses.map((row, i) => row.map((loss, j) => (i === step && j === phase ? value : loss)));

  it('finds no difference between equal losses', () => {
    assert.deepEqual(compareLosses(cpu, cpu), { difference: 0 });
    assert.deepEqual(compareLosses(game, game), { difference: 0 });
  });

  it('gives the largest difference as a share of the largest loss of its phase', () => {
    // .0001 is 5e-5 of the largest loss, 2, though 1.7e-4 of the loss of its own step.
    const { difference, fault } = compareLosses(changed(cpu, 2, 0, 0.6001), cpu);
    assert.ok(Math.abs(difference - 5e-5) < 1e-12, String(difference));
    assert.equal(fault, undefined);
    const inGame = compareLosses(changed(game, 1, 1, 0.251), game);
    assert.ok(Math.abs(inGame.difference - 5e-4) < 1e-12, String(inGame.difference));
    assert.equal(inGame.fault, undefined);
  });

  it('reports a planted difference as a fault, with its step and both losses', () => {
    const { difference, fault } = compareLosses(changed(cpu, 2, 0, 0.606), cpu);
    assert.ok(Math.abs(difference - 3e-3) < 1e-12);
    const values = '0.606 on the device and 0.6 on the CPU.';
    assert.equal(fault, `the losses of step 3 differ by 3.0e-3, more than 0.0001: ${values}`);
    assert.equal(compareLosses(changed(cpu, 3, 0, 2 + 1.9e-4), cpu).fault, undefined);
    assert.match(compareLosses(changed(cpu, 3, 0, 2 - 2.1e-4), cpu).fault ?? '', /^the losses of step 4 differ/);
  });

  it('allows a game more, and counts only its first three steps', () => {
    assert.equal(compareLosses(changed(game, 0, 0, 1.009), game).fault, undefined);
    assert.match(
      compareLosses(changed(game, 0, 0, 1.011), game).fault ?? '',
      /step 1 differ by 1\.1e-2, more than 0\.01:/,
    );
    assert.deepEqual(compareLosses(changed(game, 3, 0, 9), game), { difference: 0 });
  });

  it('reports a loss that is not finite, and where', () => {
    const device = compareLosses(changed(cpu, 1, 0, null), cpu).fault;
    assert.equal(device, 'the loss of step 2 is not a finite number on the device.');
    const there = compareLosses(game, changed(game, 3, 1, null)).fault;
    assert.equal(there, 'the loss of step 4 is not a finite number on the CPU.');
  });

  it('reports losses that are not as many, or none', () => {
    const fewer = compareLosses(cpu.slice(1), cpu).fault;
    assert.equal(fewer, "expected the losses of the CPU's 4 steps of 1 losses, found 3 steps of 1 losses.");
    assert.match(compareLosses([], []).fault ?? '', /found 0 steps/);
  });

  it('takes zero for equal to zero', () => {
    assert.deepEqual(compareLosses([[0]], [[0]]), { difference: 0 });
    assert.match(compareLosses([[0.1]], [[0]]).fault ?? '', /differ by/);
  });
});
