import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { divide } from '../../lib/judge/groups';
import { difference, estimate, hasInterval, replicate } from '../../lib/judge/replicates';
import { averagePrecision } from '../../lib/metrics';
import { jackknifeInterval } from '../../lib/metrics/grouped-interval';

/** Five segments of ten steps, one every hundred, and scores that find them more or less. */
function scene(seed: number) {
  const random = new Random(seed);
  const labels = new Uint8Array(500);
  const scores = Float64Array.from({ length: 500 }, () => random.uniform());
  for (let i = 0; i < 5; i++) {
    labels.fill(1, 100 * i + 45, 100 * i + 55);
    for (let step = 100 * i + 45; step < 100 * i + 55; step++) scores[step] += 0.2 * i;
  }
  return { labels, scores };
}

const row = (name: string, scores: readonly Float64Array[]) =>
  ({ name, kind: 'judged', draws: [scores.map((test) => ({ test }))] }) as const;

describe('replicate', () => {
  it('measures again without each segment', () => {
    const { labels, scores } = scene(1);
    const series = [{ name: 'a', labels }];
    const found = replicate(row('mine', [scores]), series, divide(series), { measuredOn: ['steps'] });
    const without = (from: number) => {
      const kept = Array.from(labels.keys()).filter((step) => step < from || step >= from + 100);
      return averagePrecision(kept.map((step) => scores[step]), kept.map((step) => labels[step])); // prettier-ignore
    };
    assert.equal(found.measures.stepPrAuc, averagePrecision(scores, labels));
    assert.deepEqual(found.without.map(({ stepPrAuc }) => stepPrAuc), [0, 100, 200, 300, 400].map(without)); // prettier-ignore
  });

  it("gives Student's interval of the mean over series", () => {
    const scenes = [1, 2, 3, 4, 5].map(scene);
    // Each series is labelled elsewhere, so that no two are one incident.
    const series = scenes.map(({ labels }, i) => ({ name: `s${i}`, labels: moved(labels, 11 * i) }));
    const scores = scenes.map(({ scores: each }, i) => moved(each, 11 * i));
    const found = estimate(replicate(row('mine', scores), series, divide(series)), 'stepPrAuc')!;
    const figures = series.map(({ labels }, i) => averagePrecision(scores[i], labels));
    const mean = (drawn: readonly number[]) => drawn.reduce((sum, i) => sum + figures[i], 0) / drawn.length;
    const { low, high } = jackknifeInterval(mean, series.map(({ name }) => name)); // prettier-ignore
    assert.ok(Math.abs(found.low - low) < 1e-12 && Math.abs(found.high - high) < 1e-12);
  });

  it('averages the measures of several draws', () => {
    const { labels, scores } = scene(1);
    const other = scene(2).scores;
    const series = [{ name: 'a', labels }];
    const draws = [[{ test: scores }], [{ test: other }]];
    const options = { measuredOn: ['steps'] } as const;
    const found = replicate({ name: 'random', kind: 'knows nothing', draws }, series, divide(series), options);
    const expected = (averagePrecision(scores, labels) + averagePrecision(other, labels)) / 2;
    assert.ok(Math.abs(found.measures.stepPrAuc! - expected) < 1e-15);
  });

  it('has no interval over few groups, nor one of a median', () => {
    const series = [{ name: 'a', labels: Uint8Array.of(0, 1, 0, 0, 1, 0) }];
    const found = replicate(row('mine', [Float64Array.of(1, 2, 1, 3, 2, 1)]), series, divide(series));
    assert.equal(estimate(found, 'vusPr'), undefined);
    assert.deepEqual([hasInterval('medianDelay'), hasInterval('vusPr')], [false, true]);
  });

  it('names the detector and the series where something fails', () => {
    const series = [{ name: 'pump', labels: Uint8Array.of(0, 1, 0) }];
    assert.throws(() => replicate(row('mine', [Float64Array.of(1, 2)]), series, divide(series)), {
      message: 'mine on pump: expected a score for each of 3 labels, found 2 scores',
    });
  });
});

describe('difference', () => {
  it('is the interval of the difference, and not the difference of the intervals', () => {
    const { labels, scores } = scene(3);
    const series = [{ name: 'a', labels }];
    const grouping = divide(series);
    const one = replicate(row('one', [scores]), series, grouping, { measuredOn: ['steps'] });
    const raised = replicate(row('other', [scores.map((score) => 2 * score)]), series, grouping, {
      measuredOn: ['steps'],
    });
    assert.deepEqual(difference(one, raised, 'stepPrAuc'), { value: 0, low: 0, high: 0, tails: 1 });
  });
});

/** Turns an array round by some places. */
function moved<Values extends Uint8Array | Float64Array>(values: Values, by: number): Values {
  return values.map((_, i) => values[(i - by + values.length) % values.length]) as Values;
}
