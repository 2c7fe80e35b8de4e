/** What the rows that look at the place alone score on one pair of series, for tables that no suite runs. */
import type { Series } from '../data/index';
import { findSeriesDetector, type SeriesPair, type SeriesScores } from '../detectors/index';
import { placeRows } from './place-rows';
import type { Protocol } from './protocol';
import type { Source } from './sources/index';
import { markedLabel } from './suite';

/** What a row of place gives every window of the pair, and every step. */
export interface PlaceScores {
  /** An oracle's is marked. */
  readonly name: string;
  readonly windows: NonNullable<SeriesScores['windows']>;
  readonly steps: NonNullable<SeriesScores['steps']>;
  /** Where it has a threshold of its own. */
  readonly threshold?: Protocol['threshold'];
}

/**
 * Scores a pair of series by each row of place that its source has: none where nothing has a place.
 *
 * @param source  Names one channel, the pair's.
 * @param pair    Of the lengths that are judged; no value of it is looked at, so that values may be missing.
 */
export async function placeScores(
  source: Source,
  pair: Pick<SeriesPair, 'train' | 'test'>,
  { windowSize, stride }: Pick<Protocol, 'windowSize' | 'stride'>,
): Promise<PlaceScores[]> {
  const [channel] = source.channels;
  const blank = (series: Series) => ({ ...series, values: new Float64Array(series.values.length) });
  const places = { train: blank(pair.train), test: blank(pair.test), targets: 'all' } as const;
  const found: PlaceScores[] = [];
  for (const { label, about, detector, config, configOf, protocol, protocolOf } of placeRows(source)) {
    const { threshold } = { ...protocol, ...protocolOf?.[channel] };
    const { windows, steps } = await findSeriesDetector(detector).detector.score(places, {
      seed: 0, // no score depends on it
      profile: 'full',
      config: { ...config, ...configOf?.[channel] },
      windows: { windowSize, stride },
      steps: true,
    });
    found.push({ name: markedLabel(label, about), windows: windows!, steps: steps!, ...(threshold && { threshold }) });
  }
  return found;
}
