/** Report 1's periodic series; one channel. */
import { z } from 'zod';
import { periodicSeries, sliceSeries } from '../../data/index';
import { channels, count, fingerprintOfOptions, optionsOf, type SourceKind } from './source-kind';

const schema = z.strictObject({
  kind: z.literal('periodic'),
  channels,
  features: count.optional(),
  length: count.optional(),
  anomalyFraction: z.number().min(0).max(1).optional(),
  anomalyLength: count.optional(),
});

/** Share of the series that is trained on; report 1 does not say. */
const TRAIN_SHARE = 0.6;

export const periodic: SourceKind<z.infer<typeof schema>> = {
  schema,
  targets: 'all',
  describe: ({ kind }) => kind,
  /** Trains on the first part of the series, whose windows without an anomaly are kept, and tests on the rest. */
  load: (source, { seed }) => {
    const series = periodicSeries({ ...optionsOf(source), seed });
    const cut = Math.floor(TRAIN_SHARE * series.length);
    return { train: sliceSeries(series, 0, cut), test: sliceSeries(series, cut), warnings: [] };
  },
  fingerprint: fingerprintOfOptions,
};
