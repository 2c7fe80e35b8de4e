/** Small seeded data to train on in tests. */
import { makeSeries, slidingWindows, type Windows } from '../../lib/data';
import { Random } from '../../lib/base';

/** Makes windows of sines with a little noise, one phase and frequency per feature. */
export function sineWindows({ length = 400, features = 3, windowSize = 8, stride = 4, seed = 0 } = {}): Windows {
  const random = new Random(seed);
  const phases = Array.from({ length: features }, () => random.uniform(0, 6));
  const values = new Float64Array(length * features).map((_, i) => {
    const [time, feature] = [Math.floor(i / features), i % features];
    return Math.sin(time * (0.2 + 0.05 * feature) + phases[feature]) + random.normal(0, 0.05);
  });
  return slidingWindows(makeSeries({ name: 'sines', values, features }), { windowSize, stride });
}
