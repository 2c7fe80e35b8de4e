import assert from 'node:assert/strict';
import { column, makeSeries, type Series } from '../../lib/data';
import { prepareSeries, scalePair, smapMslProtocol } from '../../lib/experiments';
import { wavePair } from '../support/wave-pair';

const { train, test } = wavePair();

/** The series without the values of some steps and columns. */
const without = (series: Series, isMissing: (step: number, feature: number) => boolean): Series => ({
  ...series,
  values: series.values.map((value, i) => (isMissing(i >> 1, i % 2) ? NaN : value)),
});

const scaled = (parts: { train?: Series; test?: Series; kinds?: readonly string[] }) =>
  scalePair({ train, test, warnings: ['as it came'], ...parts }, 'telemetry', 'first');

describe('scalePair', () => {
  it('scales by the training series and leaves nothing out where nothing is missing', () => {
    const pair = scaled({});
    const first = column(pair.train, 0);
    assert.ok(Math.abs(first.reduce((sum, value) => sum + value, 0)) < 1e-6);
    assert.ok(Math.abs(first.reduce((sum, value) => sum + value ** 2, 0) / 800 - 1) < 1e-6);
    assert.ok(Math.max(...column(pair.test, 0)) > 1.5, 'by the training series, not by its own');
    assert.deepEqual([pair.train.length, pair.test.length, pair.loadedLength], [800, 2400, 2400]);
    assert.deepEqual([pair.targets, pair.places[0], pair.places[2399]], ['first', 0, 2399]);
    assert.deepEqual([pair.warnings, pair.kinds], [['as it came'], undefined]);
  });

  it('knows three ways to scale', () => {
    const values = Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 10);
    const pair = { train: makeSeries({ name: 'x', values, features: 1 }), test, warnings: [] };
    const last = (scaling: 'telemetry' | 'z-score' | 'none') => {
      const far = makeSeries({ name: 'far', values: Float64Array.of(100), features: 1, labels: Uint8Array.of(1) });
      return scalePair({ ...pair, test: far }, scaling).test.values[0];
    };
    assert.deepEqual([last('none'), Math.round(last('z-score')), last('telemetry')], [100, 33, 5]);
  });

  it('drops steps with missing values, says so, and finds the way back to the steps of the file', () => {
    const kinds = Array.from({ length: 2400 }, (_, step) => (step === 150 ? 'jump' : 'normal'));
    const gap = without(test, (step, feature) => feature === 1 && step >= 100 && step < 150);
    const pair = scaled({ test: gap, kinds, train: without(train, (step) => step === 7) });
    assert.deepEqual([pair.train.length, pair.test.length, pair.loadedLength], [799, 2350, 2400]);
    assert.deepEqual(Array.from(pair.places.subarray(98, 102)), [98, 99, 150, 151]);
    assert.deepEqual(pair.kinds!.slice(99, 102), ['normal', 'jump', 'normal']);
    assert.equal(
      pair.test.labels!.reduce<number>((sum, label) => sum + label, 0),
      180,
    );
    assert.deepEqual(pair.warnings, [
      'as it came',
      'wave: 1 time step with missing values dropped; windows run on over the gaps',
      'wave: 50 time steps with missing values dropped; windows run on over the gaps',
    ]);
  });

  for (const [what, parts, message] of [
    [
      'with a test column without a value',
      { test: without(test, (_, feature) => feature === 1) },
      /wave: column 'command' has no value/,
    ],
    [
      'with a training column without a value',
      { train: without(train, (_, feature) => feature === 0) },
      /column 'telemetry' has no value/,
    ],
    [
      'without a complete time step',
      { train: without(train, (step, feature) => step % 2 === feature) },
      /each of its 800 time steps lacks a value/,
    ],
  ] as const) {
    it(`refuses a pair ${what}`, () => assert.throws(() => scaled(parts), message));
  }
});

describe('prepareSeries', () => {
  it('cuts windows, of which it holds out a share of the normal ones', () => {
    const kinds = Array.from(test.labels!, (label, step) => (label ? (step < 480 ? 'jump' : 'noise') : 'normal'));
    const prepared = prepareSeries({ train, test, kinds, warnings: [] }, { seed: 0 });
    const { windows } = prepared;
    // (800 - 10) / 5 + 1 training windows, a fifth of them held out.
    assert.deepEqual([windows.train.count, windows.validation.count, windows.test.count], [127, 32, 479]);
    assert.deepEqual([prepared.kinds!.length, new Set(prepared.kinds).size], [479, 3]);
    const other = prepareSeries({ train, test, warnings: [] }, { seed: 1 });
    assert.notDeepEqual(other.windows.train.values, windows.train.values, 'the seed decides which');
    assert.deepEqual(other.windows.test.values, windows.test.values);
  });

  it('leaves windows out that hold a step which is labelled anomalous, and says so', () => {
    const labels = new Uint8Array(800).fill(1, 300, 360);
    const source = { train: { ...train, labels }, test, warnings: [] };
    const { windows, warnings } = prepareSeries(source, { seed: 0, protocol: smapMslProtocol });
    // Those that begin at 295, 300, ..., 355.
    assert.equal(windows.train.count + windows.validation.count, 159 - 13);
    assert.deepEqual(warnings, ['wave: 13 windows labelled anomalous are not trained on']);
  });

  it('is refused a series that is too short for a window', () => {
    const short = { ...test, length: 4, values: test.values.slice(0, 8), labels: test.labels!.slice(0, 4) };
    assert.throws(() => prepareSeries({ train, test: short, warnings: [] }, { seed: 0 }), /wave.*10/);
  });
});
