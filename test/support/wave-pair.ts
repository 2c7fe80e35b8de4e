/** A small pair of series: a noisy wave and a command, whose test part has two stretches gone wrong. */
import { Random } from '../../lib/base';
import { makeSeries, type Series } from '../../lib/data';
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

/** Makes 800 normal steps to train on; 2,400 to test on, labelled at [400, 480) and [800, 900). */
export function wavePair(): SeriesPair {
  const wrong = [
    [400, 480],
    [800, 900],
  ] as const;
  return { train: wave(800, 1, []), test: wave(2400, 2, wrong), targets: 'first' };
}

/** Takes the first steps of a series. */
export function firstSteps(series: Series, length: number): Series {
  const { values, features, labels } = series;
  return { ...series, length, values: values.slice(0, length * features), labels: labels!.slice(0, length) };
}
