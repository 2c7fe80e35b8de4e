import assert from 'node:assert/strict';
import { slidingWindows } from '../../lib/data';
import { KMeansDistance } from '../../lib/models';
import { AnomalyPipeline } from '../../lib/pipeline';
import { trainingWindows } from '../../lib/pipeline/fit-parts';
import { loadBackend } from '../../lib/runtime';
import { scoreEachStep, scoreWindows } from '../../lib/scoring';
import { sineSeries } from './samples';

describe('a long series', () => {
  const series = sineSeries(); // 600 time steps of 3 features
  const settings = { windowSize: 10, stride: 5 };
  const size = 10 * 3;
  /** Windows that start every 5 steps: at 0, 5, ..., 590. */
  const count = 119;

  it('gives all windows up to the bound', () => {
    const { stride, values } = trainingWindows(series, settings, count * size);
    assert.deepEqual([stride, values.length], [5, count * size]);
  });

  it('gives windows further apart beyond it, by a prime number of steps', () => {
    const windows = trainingWindows(series, settings, count * size - 1);
    // 118 windows in 591 places need a stride of 6 or more; 7 is the next prime number: at 0, 7, ..., 588.
    assert.deepEqual([windows.stride, windows.count], [7, 85]);
    assert.deepEqual(windows, slidingWindows(series, { windowSize: 10, stride: 7 }));
    for (const most of [1, 100, 1000, 2000, 3000]) {
      const { values } = trainingWindows(series, settings, most);
      assert.ok(values.length <= Math.max(most, 2 * size), `${values.length} values where ${most} are allowed`);
    }
  });

  it('is fitted with a note beyond the bound, and without one up to it', async () => {
    const fitted = async (maxTrainingValues?: number) => {
      const pipeline = new AnomalyPipeline({ model: 'pca', ...settings });
      await pipeline.fit(series, { maxTrainingValues });
      const { history, parts } = pipeline;
      const { value } = parts.threshold;
      pipeline.dispose();
      return { warnings: history!.warnings, value };
    };
    // 480 of 600 steps are trained on: 95 windows.
    const [whole, within, beyond] = [await fitted(), await fitted(95 * size), await fitted(95 * size - 1)];
    assert.deepEqual([whole.warnings, within.warnings], [[], []]);
    assert.equal(within.value, whole.value);
    assert.deepEqual(beyond.warnings, [
      'the series is long: training took 68 windows, every 7 time steps instead of every 5, which bounds memory and time',
    ]);
    assert.notEqual(beyond.value, whole.value);
  });

  it('is scored batch by batch as its windows are at once', async () => {
    await loadBackend();
    const long = sineSeries({ length: 3000 });
    const windows = slidingWindows(long, { windowSize: 10, stride: 1 });
    const detector = new KMeansDistance({ windowSize: 10, features: 3, clusters: 4 });
    detector.fitTo(windows);
    assert.deepEqual(scoreEachStep(detector, long), scoreWindows(detector, windows));
    assert.equal(scoreEachStep(detector, long).length, 2991);
    const short = sineSeries({ length: 9 });
    assert.throws(() => scoreEachStep(detector, short), /expected at least 10 time steps for one window, found 9/);
    detector.dispose();
  });
});
