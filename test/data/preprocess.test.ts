import assert from 'node:assert/strict';
import {
  clip,
  column,
  dropMissing,
  fillMissing,
  minMax,
  preprocess,
  preprocessFromJson,
  robust,
  seriesFromRows,
  smapMslPreprocess,
  type Step,
  zScore,
} from '../../lib/data';
import { DataError } from '../../lib/base';
import reference from '../fixtures/windows-and-scaling.json';

const train = seriesFromRows('train', reference.train);
const test = seriesFromRows('test', reference.test);

function assertClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < 1e-9, `${i}: ${actual[i]} against ${value}`));
}

describe('scaling', () => {
  const cases: [string, Step[], number[][]][] = [
    ['z-score clipped at 5 sigma', [zScore(), clip(-5, 5)], reference.zScoreClipped],
    ['robust', [robust()], reference.robust],
    ['min-max', [minMax()], reference.minMax],
  ];
  for (const [name, steps, expected] of cases) {
    it(`agrees with NumPy: ${name}, one feature constant`, () => {
      assertClose(preprocess(steps).fit(train).transform(test).values, expected.flat());
    });
  }

  it('is that of report 3 in smapMslPreprocess', () => {
    assertClose(smapMslPreprocess().fit(train).transform(test).values, reference.zScoreClipped.flat());
  });

  it('does not change its input', () => {
    const before = [...test.values];
    preprocess([fillMissing('mean'), zScore(), clip(-1, 1)])
      .fit(train)
      .transform(test);
    assert.deepEqual([...test.values], before);
  });

  it('refuses missing values and a wrong number of features', () => {
    const holed = seriesFromRows(
      'holed',
      [
        [1, NaN],
        [2, 3],
      ],
      { names: ['a', 'b'] },
    );
    assert.throws(() => zScore().fit(holed), /holed: b is NaN at time step 0; add a cleaning step before z-score/);
    assert.throws(() => zScore().fit(train).transform(holed), /fitted to 3 features, this series has 2/);
    const empty = dropMissing()
      .fit(holed)
      .transform(seriesFromRows('gaps', [[NaN, 1]]));
    assert.throws(
      () => minMax().fit(empty),
      /gaps: min-max needs at least one time step, but earlier steps dropped all/,
    );
  });

  it('does not depend on the unit of measurement', () => {
    const scaled = (factor: number, step: Step) => {
      const series = seriesFromRows(
        'unit',
        reference.train.map((row) => row.map((value) => value * factor)),
      );
      return step.fit(series).transform(series).values;
    };
    for (const step of [zScore(), minMax(), robust()]) {
      const expected = [...scaled(1, step)];
      assert.ok(expected.some((value) => Math.abs(value) > 0.5));
      for (const factor of [1e-9, 1e-30, 1e12]) {
        const found = scaled(factor, step);
        // The constant feature is only shifted, to 0.
        found.forEach((value, i) =>
          assert.ok(Math.abs(value - expected[i]) < Math.max(1e-9, 1e-15 * factor), step.kind),
        );
      }
    }
  });

  it('names the features without spread and divides them by 1', () => {
    // Naive sums of 0.1 give a standard deviation of about 1e-14.
    const rows = Array.from({ length: 5000 }, (_, time) => [0.1, time % 2 ? 1e-9 : -1e-9, time === 7 ? 1 : 0, 1e9]);
    const flat = seriesFromRows('flat', rows, { names: ['constant', 'small', 'rare', 'large'] });
    const step = zScore().fit(flat);
    const { series, summary } = step.apply(flat);
    assert.deepEqual(summary.constant, ['constant', 'large']);
    assert.ok(column(series, 0).every((value) => Math.abs(value) < 1e-12));
    assert.ok(column(series, 1).every((value) => Math.abs(Math.abs(value) - 1) < 1e-9));
    assert.deepEqual(robust().fit(flat).apply(flat).summary.constant, ['constant', 'rare', 'large']);
    const restored = preprocessFromJson(JSON.parse(JSON.stringify(preprocess([zScore()]).fit(flat))));
    assert.deepEqual(restored.apply(flat).summaries[0].constant, ['constant', 'large']);
  });

  it('refuses values whose spread is beyond float64', () => {
    const huge = seriesFromRows('huge', [[1e200], [-1e308], [1e308]], { names: ['a'] });
    for (const step of [zScore(), minMax()]) {
      assert.throws(() => step.fit(huge), /huge: a has values too large for (z-score|min-max)/);
    }
  });
});

describe('cleaning', () => {
  const gaps = seriesFromRows(
    'gaps',
    [
      [NaN, 1],
      [2, 2],
      [3, Infinity],
      [4, 4],
    ],
    {
      labels: Uint8Array.of(0, 1, 0, 1),
      timestamps: ['t0', 't1', 't2', 't3'],
    },
  );

  it('drops time steps with their labels and timestamps, and lists them', () => {
    const { series, summary } = dropMissing().fit(gaps).apply(gaps);
    assert.deepEqual([...series.values], [2, 2, 4, 4]);
    assert.deepEqual([...series.labels!], [1, 1]);
    assert.deepEqual(series.timestamps, ['t1', 't3']);
    assert.deepEqual(summary, { kind: 'drop-missing', nan: 1, infinite: 1, changed: 0, dropped: [0, 2] });
  });

  it('fills with the training mean of the finite values', () => {
    const { series, summary } = fillMissing('mean').fit(gaps).apply(gaps);
    assert.deepEqual([...column(series, 0)], [3, 2, 3, 4]);
    assertClose(column(series, 1), [1, 2, 7 / 3, 4]);
    assert.equal(summary.changed, 2);
  });

  it('fills forward, with the training mean at the start', () => {
    const filled = fillMissing('forward-fill').fit(gaps).transform(gaps);
    assert.deepEqual([...filled.values], [3, 1, 2, 2, 3, 2, 4, 4]);
  });

  it('refuses to fill a feature without a finite value', () => {
    const empty = seriesFromRows('empty', [[1, NaN]], { names: ['a', 'b'] });
    assert.throws(() => fillMissing('mean').fit(empty), /empty: b has no finite value/);
  });

  it('clips and counts the clipped values, also infinities, and keeps NaN', () => {
    const { series, summary } = clip(0, 3).fit(gaps).apply(gaps);
    assert.deepEqual([...series.values], [NaN, 1, 2, 2, 3, 3, 3, 3]);
    assert.deepEqual(summary, { kind: 'clip', nan: 1, infinite: 1, changed: 3, dropped: [] });
    assert.throws(() => clip(1, -1), /clip: high must lie between 1 and/);
    assert.throws(() => clip(NaN, 1), DataError);
  });

  it('summarizes each step of a chain', () => {
    const { summaries } = preprocess([dropMissing(), zScore(), clip(-0.5, 5)])
      .fit(gaps)
      .apply(gaps);
    assert.deepEqual(
      summaries.map(({ kind, nan, changed, dropped }) => [kind, nan, changed, dropped.length]),
      [
        ['drop-missing', 1, 0, 2],
        ['z-score', 0, 0, 0],
        ['clip', 0, 2, 0],
      ],
    );
  });
});

describe('the fitted state as JSON', () => {
  const steps = [dropMissing(), fillMissing('forward-fill'), robust(), zScore(), minMax(), clip(0, 0.5)];

  it('restores an equivalent chain', () => {
    const fitted = preprocess(steps).fit(train);
    const restored = preprocessFromJson(JSON.parse(JSON.stringify(fitted)));
    assert.deepEqual([...restored.transform(test).values], [...fitted.transform(test).values]);
    assert.deepEqual(restored.toJSON(), fitted.toJSON());
  });

  it('is validated when it is loaded', () => {
    const damage = (change: (state: ReturnType<typeof JSON.parse>) => void) => {
      const state = JSON.parse(JSON.stringify(preprocess(steps).fit(train)));
      change(state);
      return () => preprocessFromJson(state, 'state.json');
    };
    assert.throws(
      damage((state) => (state.version = 2)),
      /state\.json: invalid \(version: /,
    );
    assert.throws(
      damage((state) => (state.steps[2].scale[1] = 0)),
      /state\.json: invalid \(steps\.2\.scale\.1: /,
    );
    assert.throws(
      damage((state) => (state.steps[2].kind = 'other')),
      /state\.json: invalid \(steps\.2/,
    );
    assert.throws(
      damage((state) => state.steps[3].offset.pop()),
      /z-score: expected as many offsets as scales, found 2 and 3/,
    );
    assert.throws(
      damage((state) => (state.steps[3].constant = [3])),
      /z-score: expected constant features below 3, found 3/,
    );
    assert.throws(
      damage((state) => (state.steps[5].low = 1)),
      /state\.json: invalid \(steps\.5.*low lies above high/,
    );
    assert.throws(() => preprocessFromJson(null), DataError);
  });

  it('chains steps to the same bits as one step after another, and leaves every series as it was', () => {
    const rows = Array.from({ length: 50 }, (_, i) => [
      i % 7 === 3 ? NaN : Math.sin(i) * 1e3,
      i % 11 === 0 ? Infinity : i / 3,
    ]);
    const series = seriesFromRows('some', rows);
    const before = series.values.slice();
    for (const strategy of ['mean', 'forward-fill'] as const) {
      const steps = [fillMissing(strategy), zScore(), clip(-1, 1), minMax()];
      let wanted = series;
      for (const step of steps) wanted = step.fit(wanted).transform({ ...wanted, values: wanted.values.slice() });
      const chain = preprocess(steps).fit(series);
      assert.deepEqual(chain.transform(series).values, wanted.values);
      assert.deepEqual(chain.transform(series).values, wanted.values);
      assert.deepEqual(series.values, before);
    }
  });
});
