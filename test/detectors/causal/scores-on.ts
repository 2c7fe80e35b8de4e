/** What the tests of causal detectors share: a small pair of series, and its scores. */
import { Random } from '../../../lib/base';
import { makeSeries, type Series } from '../../../lib/data';
import { findSeriesDetector, type SeriesPair } from '../../../lib/detectors';
import { smapMslProtocol } from '../../../lib/experiments';
import type { ScorePair } from '../../../lib/scoring';

/** Makes a wave with noise of a size; 0: a constant. Its test part of 1,000 steps is wrong at step 600. */
export function spike(size = 1): SeriesPair {
  const random = new Random(3);
  const wave = (length: number): Series => {
    const at = (time: number) => size * (Math.sin(time / 9) + random.normal(0, 0.05));
    return makeSeries({ name: 'wave', features: 1, values: Float64Array.from({ length }, (_, time) => at(time)) });
  };
  const test = wave(1000);
  test.values[600] = 4;
  return { train: wave(1200), test, targets: 'all' };
}

/** Scores a pair by a detector of the catalogue. */
export async function scoresOn(detector: string, pair: SeriesPair, config = {}, seed = 0): Promise<ScorePair> {
  const options = { seed, profile: 'smoke', config, windows: smapMslProtocol, steps: true } as const;
  return (await findSeriesDetector(detector).detector.score(pair, options)).steps!;
}
