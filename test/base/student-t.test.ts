import assert from 'node:assert/strict';
import { studentT, studentTails } from '../../lib/base';

describe('studentTails', () => {
  it("gives SciPy's probabilities", () => {
    // 2 * scipy.stats.t.sf(value, degrees) of SciPy 1.14.
    const expected: readonly (readonly [value: number, degrees: number, tails: number])[] = [
      [0.5, 1, 0.7048327646991335],
      [12.706, 1, 0.05000080235813319],
      [2.776, 4, 0.05002277831997642],
      [0, 5, 1],
      [3, 10, 0.01334365502256957],
      [8, 30, 6.265822475700759e-9],
    ];
    for (const [value, degrees, tails] of expected) {
      assert.ok(Math.abs(studentTails(value, degrees) - tails) < 1e-12, `${value}, ${degrees}`);
      assert.equal(studentTails(-value, degrees), studentTails(value, degrees));
    }
  });

  it('is .05 at the percentiles of the table', () => {
    for (let degrees = 1; degrees <= 30; degrees++) {
      assert.ok(Math.abs(studentTails(studentT(degrees), degrees) - 0.05) < 2e-5 * degrees ** 0.5, `${degrees}`);
    }
  });

  it('is 0 for an infinite value, as of a difference that never varies', () => {
    assert.equal(studentTails(Infinity, 4), 0);
  });
});
