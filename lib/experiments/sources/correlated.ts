/** Report 2's correlated samples; one channel. */
import { z } from 'zod';
import { correlatedSamples } from '../../data/index';
import { channels, count, fingerprintOfOptions, optionsOf, type SourceKind } from './source-kind';

const schema = z.strictObject({
  kind: z.literal('correlated'),
  channels,
  features: count.optional(),
  latentDim: count.optional(),
  noise: z.number().min(0).optional(),
  train: count.optional(),
  testNormal: count.optional(),
  testAnomalous: count.optional(),
});

export const correlated: SourceKind<z.infer<typeof schema>> = {
  schema,
  targets: 'all',
  describe: ({ kind }) => kind,
  load: (source, { seed }) => {
    const { train, test, types } = correlatedSamples({ ...optionsOf(source), seed });
    return { train, test, kinds: types, warnings: [] };
  },
  fingerprint: fingerprintOfOptions,
};
