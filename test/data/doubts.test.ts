import assert from 'node:assert/strict';
import { doubtsOf } from '../../lib/data/doubts';
import { makeSeries } from '../../lib/data';

const steps = Array.from({ length: 40 }, (_, i) => i);
/** A series of measurements beside one more column. */
function series(name: string, of: (step: number) => number, labels?: Uint8Array) {
  const values = Float64Array.from(steps.flatMap((i) => [of(i), Math.sin(i)]));
  return makeSeries({ name: 's', values, features: 2, names: [name, 'a'], ...(labels && { labels }) });
}
const taken = { hasTime: false, isChosen: false, isArray: false };

describe('doubts about what was taken', () => {
  it('name a feature that grows in every row, whatever its steps', () => {
    const grown = series('meter', (i) => i * i);
    assert.deepEqual(doubtsOf(grown, taken), [
      "column 'meter' grows in every row, as a time or a counter does, and is taken as a feature; " +
        "--time-column 'meter' takes it as the time, --ignore 'meter' leaves it out",
    ]);
    assert.match(doubtsOf(grown, { ...taken, hasTime: true })[0], /as a feature; --ignore 'meter' leaves it out$/);
    assert.deepEqual(doubtsOf(grown, { ...taken, isChosen: true }), []);
    assert.deepEqual(
      doubtsOf(
        series('meter', (i) => (i === 30 ? 29 * 29 : i * i)),
        taken,
      ),
      [],
    );
    assert.deepEqual(
      doubtsOf(
        series('meter', (i) => (i === 30 ? NaN : i * i)),
        taken,
      ),
      [],
    );
  });

  it('name a column of 0 and 1 that may hold labels, unless the file has labels', () => {
    const flags = (name: string) => series(name, (i) => Number(i > 30));
    assert.deepEqual(doubtsOf(flags('is_normal'), taken), [
      "column 'is_normal' holds only 0 and 1 and is taken as a feature; " +
        "if these are labels, --label-column 'is_normal' takes them",
    ]);
    assert.deepEqual(doubtsOf(flags('valve'), taken), []);
    assert.deepEqual(doubtsOf(flags('y'), { ...taken, label: 'anomaly' }), []);
    assert.deepEqual(
      doubtsOf(
        series('y', (i) => i % 3),
        taken,
      ),
      [],
    );
  });

  it('say where most steps are labelled anomalous', () => {
    const labels = Uint8Array.from(steps, (i) => Number(i > 3));
    const labelled = series('b', (i) => Math.cos(i), labels);
    assert.match(
      doubtsOf(labelled, { ...taken, label: 'label' }).join(),
      /^36 of 40 time steps are labelled anomalous; .*'label'.*--anomalous-label/,
    );
    const few = series('b', (i) => Math.cos(i), labels.map((label) => 1 - label)); // prettier-ignore
    assert.deepEqual(doubtsOf(few, { ...taken, label: 'label' }), []);
  });

  it('say where an array may be turned', () => {
    const wide = makeSeries({ name: 's', values: Float64Array.of(1, 2, 3, 4, 6, 5), features: 3 });
    assert.match(doubtsOf(wide, { ...taken, isArray: true })[0], /fewer time steps \(2\) than features \(3\)/);
    assert.deepEqual(doubtsOf(wide, taken), []);
  });
});
