import assert from 'node:assert/strict';
import { minimizeInBox, type ValueAndGradient } from '../../lib/scoring/bounded-lbfgs';
import { searchLine } from '../../lib/scoring/line-search';

function rosenbrock([x, y]: number[]): ValueAndGradient {
  const gap = y - x * x;
  return { value: 100 * gap * gap + (1 - x) ** 2, gradient: [-400 * x * gap - 2 * (1 - x), 200 * gap] };
}

/** Computes half the squared distance to a target, with a coupling of all variables. */
function coupledBowl(target: number[]): (x: number[]) => ValueAndGradient {
  return (x) => {
    const offset = x.map((value, i) => value - target[i]);
    const total = offset.reduce((sum, d) => sum + d, 0);
    return {
      value: offset.reduce((sum, d) => sum + d * d, total * total) / 2,
      gradient: offset.map((d) => d + total),
    };
  };
}

describe('minimizeInBox', () => {
  it('finds the bottom of a curved valley', () => {
    const [x, y] = minimizeInBox(rosenbrock, [-1.2, 1], { lower: -5, upper: 5 });
    assert.ok(Math.abs(x - 1) < 1e-4 && Math.abs(y - 1) < 1e-4, `${x}, ${y}`);
  });

  it('stops at the bounds where the minimum lies outside', () => {
    const [x, y] = minimizeInBox(rosenbrock, [-1.2, 0.2], { lower: -2, upper: 0.5 });
    assert.equal(x, 0.5);
    assert.ok(Math.abs(y - 0.25) < 1e-4, `${y}`);
  });

  it('meets the optimality conditions with several variables at bounds', () => {
    const evaluate = coupledBowl([3, -2, 0.2, 0.4, -0.1]);
    const x = minimizeInBox(evaluate, [0, 0.5, 0.1, 0.3, 0.9], { lower: 0, upper: 1 });
    evaluate(x).gradient.forEach((slope, i) => {
      if (x[i] === 0) assert.ok(slope > -1e-5);
      else if (x[i] === 1) assert.ok(slope < 1e-5);
      else assert.ok(Math.abs(slope) < 1e-4, `slope ${slope} at ${x[i]}`);
    });
  });

  it('brings the start inside the box and returns it where the gradient vanishes', () => {
    const flat = (x: number[]) => ({ value: 1, gradient: x.map(() => 0) });
    assert.deepEqual(minimizeInBox(flat, [-1, 0.5, 7], { lower: 0, upper: 1 }), [0, 0.5, 1]);
  });

  it('stops at a gradient that contradicts the values', () => {
    const wrong = ([x]: number[]) => ({ value: x * x, gradient: [-2 * x] });
    assert.deepEqual(minimizeInBox(wrong, [1], { lower: -4, upper: 4 }), [1]);
  });
});

describe('searchLine', () => {
  const search = (f: (t: number) => [value: number, slope: number], maxStep = 100) => {
    const evaluate = (step: number) => ({ step, value: f(step)[0], slope: f(step)[1] });
    return searchLine(evaluate(0), evaluate, { maxStep, maxEvaluations: 20 });
  };

  it('meets the strong Wolfe conditions from a first step that is too long, and one that is too short', () => {
    for (const bottom of [0.05, 40]) {
      const found = search((t) => [(t - bottom) ** 2, 2 * (t - bottom)]);
      assert.ok(found);
      assert.ok(Math.abs(found.slope) <= 0.9 * 2 * bottom && found.value < bottom ** 2);
    }
  });

  it('runs to the longest step on a line that only descends', () => {
    assert.equal(search((t) => [-t, -1], 7)?.step, 7);
  });

  it('returns undefined after the last evaluation allowed', () => {
    assert.equal(
      search((t) => [t, -1]),
      undefined,
    );
  });
});
