/** A small pair of series for tests of series detectors: a noisy wave, whose test part has two stretches gone wrong. */
import { makeSeries, type Series } from '../../lib/data';
import { Random } from '../../lib/base';
import type { SeriesPair } from '../../lib/detectors';

function wave(length: number, seed: number, wrong: readonly (readonly [start: number, end: number])[]): Series {
  const random = new Random(seed);
  const labels = new Uint8Array(length);
  for (const [start, end] of wrong) labels.fill(1, start, end);
  const values = Float64Array.from({ length: length * 2 }, (_, i) => {
    const [time, feature] = [Math.floor(i / 2), i % 2];
    if (feature === 1) return time % 50 === 0 ? 1 : 0;
    return (labels[time] ? 1.5 + 0.2 * Math.sin(time) : Math.sin(time / 8)) + random.normal(0, 0.1);
  });
  return makeSeries({ name: 'wave', values, features: 2, labels, names: ['telemetry', 'command'] });
}

/** Labelled at [400, 480) and [800, 900) of 2,400 test steps. */
export function simulatedPair(): SeriesPair {
  const [train, test] = [wave(800, 1, []), wave(2400, 2, [[400, 480], [800, 900]])]; // prettier-ignore
  return { train, test, targets: 'first' };
}
