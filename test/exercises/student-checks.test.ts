import assert from 'node:assert/strict';
import { expectNumber, expectNumbers, expectSame } from '../../lib/exercises/student-checks';

describe('the checks of exercises', () => {
  const says = (check: () => void, message: string) => assert.throws(check, { name: 'Check', message });

  it('pass what is expected', () => {
    expectNumber('f', 1 + 1e-9, 1);
    expectNumber('f', 1e6 + 0.5, 1e6);
    expectNumber('f', 1.05, 1, 0.1);
    expectNumbers('f', Float32Array.of(1, 2), [1, 2]);
    expectNumbers('f', [], []);
    expectSame('f', [{ end: 2, start: 1 }], [{ start: 1, end: 2 }]);
    expectSame('f', Uint8Array.of(1), [1]);
  });

  it('say of a number what was expected and found', () => {
    says(() => expectNumber('f(1)', 1.00001, 1), 'f(1): expected 1, found 1.00001.');
    says(() => expectNumber('f(1)', 1e-5, 0), 'f(1): expected 0, found 0.00001.');
    says(() => expectNumber('f(1)', NaN, 0.5), 'f(1): expected 0.5, found NaN.');
    says(() => expectNumber('f(1)', undefined, 0.5), 'f(1): expected the number 0.5, found nothing.');
    says(() => expectNumber('f(1)', '1', 1), 'f(1): expected the number 1, found "1".');
  });

  it('say of an array which number is the first that differs', () => {
    says(() => expectNumbers('f()', [1, 2, 4, 9], [1, 2, 3, 4]), 'f()[2]: expected 3, found 4.');
    says(() => expectNumbers('f()', [1], [1, 2]), 'f().length: expected 2, found 1.');
    says(() => expectNumbers('f()', 7, [1, 2]), 'f(): expected an array of 2 numbers, found 7.');
    says(() => expectNumbers('f()', () => 1, [1]), 'f(): expected an array of 1 numbers, found a function.');
  });

  it('say of other content what was expected and found', () => {
    says(() => expectSame('f()', [], [{ start: 1 }]), 'f(): expected [{"start":1}], found [].');
    says(() => expectSame('f()', undefined, []), 'f(): expected [], found nothing.');
    says(() => expectSame('f()', 'x'.repeat(90), 'y'), `f(): expected "y", found "${'x'.repeat(76)}....`);
  });
});
