import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { makeSeries, segmentsToLabels, sliceSeries, type Segment, type Series } from '../../lib/data';
import { findSeriesDetector, type SeriesPair } from '../../lib/detectors';
import { causalMultiScaleConfig } from '../../lib/detectors/multi-scale';
import { vus } from '../../lib/metrics';

const { detector } = findSeriesDetector('multi-scale');

const windows = { windowSize: 10, stride: 5, validationFraction: 0.2 };

async function score(pair: SeriesPair, config: object = {}): Promise<Record<'train' | 'test', Float64Array>> {
  const { steps } = await detector.score(pair, {
    config: config as never,
    seed: 0,
    profile: 'smoke',
    windows,
    steps: true,
  });
  return steps!;
}

const seriesOf = (length: number, valueAt: (step: number) => number): Series =>
  makeSeries({ name: 'made', values: Float64Array.from({ length }, (_, step) => valueAt(step)), features: 1 });

interface Wave {
  readonly normal: (step: number) => number;
  readonly anomalous: (step: number) => number;
  readonly anomalies: readonly Segment[];
}

/** 2,000 steps for training and 4,000 for the test, with noise. */
function made({ normal, anomalous, anomalies }: Wave): { pair: SeriesPair; labels: Uint8Array } {
  const random = new Random(4);
  const noise = () => random.normal(0, 0.1);
  const labels = segmentsToLabels(anomalies, 4000);
  const train = seriesOf(2000, (step) => normal(step) + noise());
  const test = seriesOf(4000, (step) => (labels[step] === 1 ? anomalous : normal)(step) + noise());
  return { pair: { train, test, targets: 'all' }, labels };
}

const sine = (period: number) => (step: number) => Math.sin((2 * Math.PI * step) / period);
const spans = (...starts: number[]) => starts.map((start) => ({ start, end: start + 200 }));

/** What the ensemble of one setting that was here before fell behind at, and what every one should find. */
const kinds: Readonly<Record<string, Wave>> = {
  'a level between two normal ones': {
    normal: (step) => (Math.floor(step / 150) % 2 === 0 ? -3 : 3),
    anomalous: () => 0,
    anomalies: spans(900, 2700),
  },
  'another frequency': { normal: sine(40), anomalous: sine(25), anomalies: spans(1200, 3100) },
  'spikes of three steps': {
    normal: sine(40),
    anomalous: (step) => sine(40)(step) + 6,
    anomalies: [800, 1900, 3000].map((start) => ({ start, end: start + 3 })),
  },
  'a level that is new': { normal: sine(40), anomalous: (step) => sine(40)(step) + 2, anomalies: spans(1500) },
  'noise in place of a wave': {
    normal: sine(40),
    anomalous: (step) => 2 * Math.sin(step * step),
    anomalies: spans(600, 2500),
  },
};

describe('the multi-scale ensemble', () => {
  for (const [kind, wave] of Object.entries(kinds)) {
    it(`finds ${kind}`, async () => {
      const { pair, labels } = made(wave);
      const { test } = await score(pair);
      const { vusPr } = vus(test, labels, { maxWindow: 100 });
      assert.ok(vusPr > 0.6, `VUS-PR ${vusPr}`);
    });
  }

  it('does not depend on the scale of a feature', async () => {
    const { pair } = made(kinds['another frequency']);
    const scaled = ({ values, ...rest }: Series): Series => ({
      ...rest,
      values: values.map((value) => 8 * value + 64),
    });
    const [own, other] = [
      await score(pair),
      await score({ ...pair, train: scaled(pair.train), test: scaled(pair.test) }),
    ];
    own.test.forEach((value, step) => assert.ok(Math.abs(value - other.test[step]) < 1e-6));
  });

  it('looks at the first feature alone where that is the scored one, else at all', async () => {
    const random = new Random(2);
    const values = Float64Array.from({ length: 1200 }, (_, i) => (i % 2 === 0 ? 0 : random.normal(0, 1)) + sine(20)(i));
    const series = makeSeries({ name: 'two', values, features: 2 });
    const pair = { train: series, test: series } as const;
    const first = seriesOf(600, (step) => values[2 * step]);
    const alone = await score({ train: first, test: first, targets: 'first' });
    assert.deepEqual((await score({ ...pair, targets: 'first' })).test, alone.test);
    assert.notDeepEqual((await score({ ...pair, targets: 'all' })).test, alone.test);
  });

  for (const pool of ['past', 'training'] as const) {
    it(`with the pool '${pool}' scores a step by no later one, to the last bit`, async () => {
      const { pair } = made(kinds['another frequency']);
      const config = { ...causalMultiScaleConfig, pool };
      const whole = await score(pair, config);
      for (const length of [1000, 1373, 2600]) {
        const { train, test } = await score({ ...pair, test: sliceSeries(pair.test, 0, length) }, config);
        assert.deepEqual(train, whole.train);
        assert.deepEqual(test, whole.test.slice(0, length), `${length} steps`);
      }
    });
  }

  it('scores a series that does not vary, and one of a few steps, with finite numbers', async () => {
    for (const length of [4, 30, 700]) {
      for (const config of [{}, causalMultiScaleConfig]) {
        const flat = seriesOf(length, () => 3);
        const { train, test } = await score({ train: flat, test: flat, targets: 'all' }, config);
        assert.deepEqual([train.length, test.length], [length, length]);
        assert.ok([...train, ...test].every(Number.isFinite));
      }
    }
  });

  it('keeps labelled steps of the training series out of the pool', async () => {
    const { pair } = made(kinds['a level that is new']);
    const { train } = pair;
    const spoilt = { ...train, values: train.values.map((value, i) => (i >= 300 && i < 500 ? value + 2 : value)) };
    const labels = segmentsToLabels([{ start: 300, end: 500 }], train.length);
    const config = { pool: 'training' };
    const [with_, without] = [
      await score({ ...pair, train: { ...spoilt, labels } }, config),
      await score({ ...pair, train: spoilt }, config),
    ];
    const at = 1600;
    assert.ok(with_.test[at] > 1.2 * without.test[at], `${with_.test[at]} is not above ${without.test[at]}`);
  });

  it('takes a share of the whole pool, also where the training series is short', async () => {
    const { pair } = made(kinds['another frequency']);
    const short = { ...pair, train: sliceSeries(pair.train, 0, 64) };
    const [narrow, wide] = [await score(short, { shares: [0.01] }), await score(short, { shares: [0.2] })];
    assert.notDeepEqual(narrow.test, wide.test);
  });

  it('names the setting that is out of range', async () => {
    const flat = seriesOf(100, () => 3);
    const pair = { train: flat, test: flat, targets: 'all' } as const;
    for (const [config, message] of [
      [{ scales: [1] }, /scales.*at least 2/],
      [{ shares: [] }, /shares.*numbers between 0 and 1/],
      [{ shares: [2] }, /shares.*numbers between 0 and 1/],
      [{ contexts: [0] }, /contexts.*positive whole numbers/],
      [{ pool: 'test' }, /pool/],
      [{ sequenceContext: 0.5 }, /sequenceContext/],
      [{ scale: 16 }, /scale/],
    ] as const) {
      await assert.rejects(async () => score(pair, config), message);
    }
  });
});
