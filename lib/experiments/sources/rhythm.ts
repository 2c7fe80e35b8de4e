/** A noisy wave, without events to train on, and with jumps and wrong rhythms to test on; one channel. */
import { z } from 'zod';
import { rhythmSeries, type RhythmSeries, type Series } from '../../data/index';
import { channels, count, fingerprintOfOptions, type SourceKind } from './source-kind';

const schema = z.strictObject({
  kind: z.literal('rhythm'),
  channels,
  /** Time steps of the training series. */
  train: count,
  /** Time steps of the test series. */
  test: count,
});

export const rhythm: SourceKind<z.infer<typeof schema>> = {
  schema,
  targets: 'all',
  describe: ({ kind }) => kind,
  load: (source, { seed }) => {
    const test = rhythmSeries({ length: source.test, events: true, seed: seed + 2 });
    const train = rhythmSeries({ length: source.train, events: false, seed }).series;
    return { train, test: test.series, kinds: kindsOf(test), warnings: [] };
  },
  fingerprint: fingerprintOfOptions,
};

/**
 * Generates a third series, as long as the test series and without events, for a threshold that neither of the two has
 * set.
 */
export function rhythmCalibration({ length }: Pick<Series, 'length'>, seed: number): Series {
  return rhythmSeries({ length, events: false, seed: seed + 1 }).series;
}

function kindsOf({ series, events }: RhythmSeries): string[] {
  const kinds = new Array<string>(series.length).fill('normal');
  for (const { kind, start, end } of events) kinds.fill(kind, start, end);
  return kinds;
}
