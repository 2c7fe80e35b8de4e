/** The chapter's images of noise; one channel. An image is a time step of 784 values. */
import { z } from 'zod';
import { gaussianImages } from '../../data/index';
import { channels, count, fingerprintOfOptions, optionsOf, type SourceKind } from './source-kind';

const schema = z.strictObject({
  kind: z.literal('gaussian-images'),
  channels,
  train: count.optional(),
  testNormal: count.optional(),
  testAnomalous: count.optional(),
});

export const gaussian: SourceKind<z.infer<typeof schema>> = {
  schema,
  targets: 'all',
  describe: ({ kind }) => kind,
  load: (source, { seed }) => ({ ...gaussianImages({ ...optionsOf(source), seed }), warnings: [] }),
  fingerprint: fingerprintOfOptions,
};
