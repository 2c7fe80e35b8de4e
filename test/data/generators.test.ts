import assert from 'node:assert/strict';
import {
  column,
  correlatedSamples,
  gaussianImages,
  labelsToSegments,
  periodicSeries,
  sensorSequences,
  type Series,
} from '../../lib/data';

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
const mean = (values: ArrayLike<number>) => sum(values) / values.length;
const deviation = (values: Float64Array) => {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
};

describe("report 1's periodic series", () => {
  const series = periodicSeries({ seed: 1 });

  it('has 10 features, 10,000 steps and exactly 5% anomalies', () => {
    assert.deepEqual([series.features, series.length, sum(series.labels!)], [10, 10_000, 500]);
    for (const [length, anomalyFraction, anomalyLength, expected] of [
      [997, 0.05, 7, 50],
      [100, 1, 3, 100],
      [100, 0, 5, 0],
      [10, 0.2, 100, 2],
    ] as const) {
      const { labels } = periodicSeries({ length, anomalyFraction, anomalyLength, seed: 2 });
      assert.equal(sum(labels!), expected);
    }
  });

  it('is periodic in every feature, except for noise', () => {
    const { values, features, length } = periodicSeries({ seed: 1, anomalyFraction: 0 });
    for (let feature = 0; feature < features; feature++) {
      const wave = column({ values, features, length, name: '', names: [] }, feature);
      const correlations = Array.from({ length: 81 }, (_, i) => autocorrelation(wave, i + 20));
      assert.ok(Math.max(...correlations) > 0.9, `feature ${feature}: ${Math.max(...correlations)}`);
    }
  });

  it('is shifted in its anomalies and unchanged outside them', () => {
    const clean = periodicSeries({ seed: 1, anomalyFraction: 0 });
    const difference = series.values.map((value, i) => Math.abs(value - clean.values[i]));
    for (let time = 0; time < series.length; time++) {
      const changed = difference.subarray(time * 10, time * 10 + 10).filter((value) => value > 0.7).length;
      assert.equal(changed, series.labels![time] ? 5 : 0, `time step ${time}`);
    }
  });

  it('repeats with the seed', () => {
    assert.deepEqual(periodicSeries({ seed: 1 }), series);
    assert.notDeepEqual(periodicSeries({ seed: 2 }).labels, series.labels);
    assert.ok(labelsToSegments(series.labels!).length > 30);
    assert.throws(() => periodicSeries({ seed: 1, anomalyFraction: 2 }), /anomalyFraction must lie between 0 and 1/);
  });
});

function autocorrelation(wave: Float64Array, lag: number): number {
  const rest = wave.length - lag;
  let product = 0;
  for (let i = 0; i < rest; i++) product += wave[i] * wave[i + lag];
  return product / rest / mean(wave.map((value) => value ** 2));
}

describe("report 2's correlated samples", () => {
  const { train, test, types } = correlatedSamples({ seed: 1, train: 4000 });
  const rowsOf = (type: string): Series => {
    const rows = types.flatMap((kind, i) => (kind === type ? [i] : []));
    const values = Float64Array.from(rows.flatMap((row) => [...test.values.subarray(row * 30, row * 30 + 30)]));
    return { ...test, values, length: rows.length };
  };
  const shifts = (type: string) => Array.from({ length: 30 }, (_, i) => Math.abs(mean(column(rowsOf(type), i))));
  const deviations = (type: string) => Array.from({ length: 30 }, (_, i) => deviation(column(rowsOf(type), i)));

  it('have 30 features of variance 1 plus noise', () => {
    assert.deepEqual([train.features, train.length, test.length, types.length], [30, 4000, 1300, 1300]);
    for (let i = 0; i < 30; i++) assert.ok(Math.abs(deviation(column(train, i)) - Math.hypot(1, 0.1)) < 0.06);
    assert.equal(sum(train.labels!), 0);
  });

  it('come with the kind of every sample', () => {
    types.forEach((type, i) => assert.equal(test.labels![i], type === 'normal' ? 0 : 1));
    for (const kind of ['mean shift', 'correlation break', 'variance explosion']) {
      assert.equal(types.filter((type) => type === kind).length, 100);
    }
    assert.ok(types.indexOf('mean shift') < 200, 'in random order');
  });

  it('shift the mean of a fifth of the features', () => {
    assert.equal(shifts('mean shift').filter((shift) => shift > 1.5).length, 6);
    assert.equal(shifts('correlation break').filter((shift) => shift > 0.5).length, 0);
  });

  it('have one feature whose variance explodes', () => {
    assert.equal(deviations('variance explosion').filter((value) => value > 3).length, 1);
    assert.equal(deviations('correlation break').filter((value) => value > 1.5).length, 0);
  });

  it('have one feature that loses its correlations and keeps its variance', () => {
    const strongest = (type: string) => {
      const rows = rowsOf(type);
      return Array.from({ length: 30 }, (_, i) => {
        const others = Array.from({ length: 30 }, (_, j) => (j === i ? 0 : Math.abs(correlation(rows, i, j))));
        return Math.max(...others);
      });
    };
    assert.ok(Math.min(...strongest('normal')) > 0.45);
    assert.equal(strongest('correlation break').filter((value) => value < 0.4).length, 1);
  });

  it('are of the given kinds, the same for the same seed', () => {
    const some = correlatedSamples({ seed: 1, train: 10, testNormal: 5, testAnomalous: 3, anomalies: ['mean shift'] });
    assert.deepEqual([...some.types].sort(), [...Array(3).fill('mean shift'), ...Array(5).fill('normal')]);
    assert.deepEqual(correlatedSamples({ seed: 1, train: 4000 }).test, test);
    assert.throws(
      () => correlatedSamples({ seed: 1, anomalies: ['drift' as 'mean shift'] }),
      /anomalies: expected mean shift, correlation break, variance explosion, found 'drift'/,
    );
  });
});

function correlation(series: Series, i: number, j: number): number {
  const [a, b] = [column(series, i), column(series, j)];
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(a.map((value, k) => (value - meanA) * (b[k] - meanB))) / (deviation(a) * deviation(b));
}

describe("the chapter's sensor sequences", () => {
  const { train, test } = sensorSequences({ seed: 1 });

  it('are 500 for training, 50 normal and 50 anomalous for the test, of 50 steps and 5 sensors', () => {
    assert.deepEqual([train.count, train.windowSize, train.features, sum(train.labels)], [500, 50, 5, 0]);
    assert.deepEqual([test.count, sum(test.labels.subarray(0, 50)), sum(test.labels.subarray(50))], [100, 0, 50]);
    assert.equal(train.values.length, 500 * 50 * 5);
  });

  it('follow two periods of a sine if normal, and are noise if anomalous', () => {
    const error = (start: number, end: number) => {
      let total = 0;
      for (let i = start * 250; i < end * 250; i++) {
        total += (test.values[i] - Math.sin((4 * Math.PI * Math.floor((i % 250) / 5)) / 49)) ** 2;
      }
      return total / ((end - start) * 250);
    };
    // Noise 0.1 and phase noise 0.1 on a sine: 0.01 + 0.01 / 2. Standard normal against a sine: 1 + 0.5.
    assert.ok(Math.abs(error(0, 50) - 0.015) < 0.002, `${error(0, 50)}`);
    assert.ok(Math.abs(error(50, 100) - 1.5) < 0.1, `${error(50, 100)}`);
  });

  it('are different for training and test, and repeat with the seed', () => {
    assert.notDeepEqual(test.values.slice(0, 250), train.values.slice(0, 250));
    assert.deepEqual(sensorSequences({ seed: 1 }), { train, test });
  });
});

describe("the chapter's images of noise", () => {
  const { train, test } = gaussianImages({ seed: 1, train: 200 });
  const variance = (values: Float64Array) => deviation(values) ** 2;
  const of = (label: number) => test.values.filter((_, i) => test.labels![Math.floor(i / 784)] === label);

  it('are images of 784 pixels in [0, 1], of which the first 100 of the test are normal and 50 are not', () => {
    assert.deepEqual([train.length, train.features, sum(train.labels!)], [200, 784, 0]);
    assert.deepEqual([test.length, sum(test.labels!.subarray(0, 100)), sum(test.labels!.subarray(100))], [150, 0, 50]);
    assert.ok(train.values.every((value) => value >= 0 && value <= 1));
    assert.equal(gaussianImages({ seed: 1 }).train.length, 1000);
  });

  it('are clipped Gaussians if normal, uniform otherwise, with the smaller variance', () => {
    const black = train.values.filter((value) => value === 0).length / train.values.length;
    // P(Z < -1) = .1587; a quarter of (1 - P(|Z| > 1) - 2 phi(1) + P(|Z| > 1)), phi(1) = .24197, is .12902.
    assert.ok(Math.abs(black - 0.1587) < 0.005, `${black}`);
    for (const values of [train.values, of(0)]) {
      assert.ok(Math.abs(mean(values) - 0.5) < 0.005);
      assert.ok(Math.abs(variance(values) - 0.129) < 0.002, `${variance(values)}`);
    }
    assert.ok(Math.abs(mean(of(1)) - 0.5) < 0.01);
    assert.ok(Math.abs(variance(of(1)) - 1 / 12) < 0.002, `${variance(of(1))}`);
  });

  it('repeat with the seed, and are new in the test', () => {
    assert.deepEqual(gaussianImages({ seed: 1, train: 200 }), { train, test });
    assert.notDeepEqual(test.values.slice(0, 784), train.values.slice(0, 784));
    assert.throws(() => gaussianImages({ seed: 1, train: 0 }), /train must be a whole number of at least 1/);
  });
});
