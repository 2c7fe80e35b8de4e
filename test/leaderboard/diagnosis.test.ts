import assert from 'node:assert/strict';
import type { SeriesPair } from '../../lib/detectors';
import { makeSeries } from '../../lib/data';
import { diagnose, outsideTraining } from '../../lib/leaderboard/diagnosis';
import { wavePair } from '../support/wave-pair';

const channel = wavePair();

/** The channel with other test values of the telemetry. */
const withTest = (value: (telemetry: number, label: number) => number): SeriesPair => {
  const { test } = channel;
  const values = test.values.map((each, i) => (i % 2 === 0 ? value(each, test.labels![i / 2]) : each));
  return { ...channel, test: { ...test, values } };
};

describe('diagnose', () => {
  it('sees anomalies that lie further from training than normal steps', () => {
    const { verdict, normal, anomalous, clipped } = diagnose(channel);
    assert.equal(verdict, 'visible');
    assert.ok(anomalous > 3 * normal && clipped === 0);
  });

  it('tells a normal state that has moved from a label that nothing shows', () => {
    const { train } = channel;
    const normal = (step: number) => train.values[(step % train.length) * 2];
    let step = 0;
    const like = withTest((_, label) => (label ? normal(step++) : 3 + normal(step++)));
    assert.equal(diagnose(like).verdict, 'drift');
    step = 0;
    const same = withTest((_, label) => (label ? 0.999 : 1) * normal(step++));
    assert.notEqual(diagnose(same).verdict, 'drift');
  });

  it('counts the steps at the limit of five deviations', () => {
    assert.ok(Math.abs(diagnose(withTest((value, label) => (label ? -5 : value))).clipped - 180 / 2400) < 1e-12);
  });
});

describe('outsideTraining', () => {
  it('gives the share of normal and of anomalous steps outside the range of training', () => {
    const series = (values: readonly number[], labels?: readonly number[]) => ({
      ...makeSeries({ name: 'series', features: 2, values: Float64Array.from(values.flatMap((value) => [value, 99])) }),
      ...(labels && { labels: Uint8Array.from(labels) }),
    });
    const test = series([0, 1, 3, -1.5, 2, 5], [0, 0, 0, 0, 1, 1]);
    assert.deepEqual(outsideTraining({ train: series([-1, 0, 2]), test }), { normal: 0.5, anomalous: 0.5 });
  });
});
