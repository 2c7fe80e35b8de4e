import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import {
  column,
  fillMissing,
  head,
  makeSeries,
  meanAbsoluteCorrelation,
  selectRows,
  seriesFromRows,
  sliceSeries,
} from '../../lib/data';

const rows = [
  [1, 10],
  [2, 20],
  [3, 30],
  [4, 40],
];
const series = seriesFromRows('s', rows, { labels: Uint8Array.of(0, 0, 1, 1), timestamps: [5, 6, 7, 8] });

describe('series', () => {
  it('are built from rows with default names', () => {
    assert.equal(series.length, 4);
    assert.deepEqual(series.names, ['feature 0', 'feature 1']);
    assert.deepEqual([...column(series, 1)], [10, 20, 30, 40]);
  });

  it('are sliced with labels and timestamps, with the bounds of an array', () => {
    for (const [start, end] of [
      [1, 3],
      [-2, undefined],
      [0, -1],
      [2, 99],
      [3, 1],
      [-9, 2],
    ] as const) {
      const slice = sliceSeries(series, start, end);
      assert.deepEqual([...column(slice, 0)], [1, 2, 3, 4].slice(start, end));
      assert.deepEqual(slice.timestamps, [5, 6, 7, 8].slice(start, end));
      assert.equal(slice.labels?.length, slice.length);
    }
  });

  it('give selected rows in the given order', () => {
    const chosen = selectRows(series, Int32Array.of(3, 0));
    assert.deepEqual([...chosen.values], [4, 40, 1, 10]);
    assert.deepEqual([...chosen.labels!], [1, 0]);
    assert.deepEqual(chosen.timestamps, [8, 5]);
  });

  it('refuse parts that do not fit together', () => {
    const values = new Float64Array(6);
    assert.throws(() => seriesFromRows('s', [[1, 2], [3]]), /s: expected 2 values in row 1 as in row 0, found 1/);
    assert.throws(() => seriesFromRows('s', []), /at least one feature/);
    assert.throws(() => makeSeries({ name: 's', values, features: 4 }), /6 values do not fill rows of 4/);
    assert.throws(() => makeSeries({ name: 's', values, features: 2, names: ['a'] }), /2 features but 1 name$/);
    assert.throws(
      () => makeSeries({ name: 's', values, features: 2, labels: new Uint8Array(2) }),
      /3 time steps but 2 labels/,
    );
    assert.throws(() => column(series, 2), /s: expected a feature from 0 to 1, found 2/);
  });
});

describe('meanAbsoluteCorrelation', () => {
  it('averages over pairs of features, without what never changes', () => {
    const of = (rows: number[][]) => meanAbsoluteCorrelation(seriesFromRows('x', rows));
    assert.ok(Math.abs(of([[1, -2, 5], [2, -4, 5], [4, -8, 5]]) - 1) < 1e-12); // prettier-ignore
    // Of (0, 1, 2) and (0, 1, 0) the correlation is 0; of (0, 1, 2) and (0, 2, 4) it is 1; of the last two 0.
    assert.ok(Math.abs(of([[0, 0, 0], [1, 1, 2], [2, 0, 4]]) - 1 / 3) < 1e-12); // prettier-ignore
    assert.ok(Number.isNaN(of([[1, 2], [1, 3]]))); // prettier-ignore
  });
});

describe('the summary of a series', () => {
  const lines = [
    's: 4 time steps of 2 features, 2 anomalous (50.0 %)',
    'time  feature 0  feature 1  label',
    '   5          1         10      0',
    '   6          2         20      0',
    '   7          3         30      1',
    '   8          4         40      1',
  ];

  it('holds name, shape, share of anomalies, times, values and labels', () => {
    assert.equal(head(series), lines.join('\n'));
    assert.equal(head(series, 1), [...lines.slice(0, 3), '... 3 more'].join('\n'));
  });

  it('is what a cell that ends with the series prints, also with one that was sliced or filled', () => {
    assert.equal(inspect(series), lines.join('\n'));
    assert.equal(
      inspect(sliceSeries(series, 0, 2)).split('\n')[0],
      's: 2 time steps of 2 features, 0 anomalous (0.0 %)',
    );
    const filled = fillMissing('forward-fill').fit(series).transform(series);
    assert.equal(inspect(filled), lines.join('\n'));
  });

  it('shows steps without times, six features at most, and no labels where there are none', () => {
    const wide = makeSeries({ name: 'w', values: Float64Array.from({ length: 8000 }, (_, i) => i / 8), features: 8 });
    assert.deepEqual(inspect(wide).split('\n').slice(0, 3), [
      'w: 1,000 time steps of 8 features, without labels',
      'step  feature 0  feature 1  feature 2  feature 3  feature 4  feature 5  ...',
      '   0          0     0.1250     0.2500     0.3750     0.5000     0.6250  ...',
    ]);
    assert.equal(inspect(wide).split('\n').at(-1), '... 995 more');
  });
});
