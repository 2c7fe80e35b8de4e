/**
 * The chapter's sequences of sensors, end to end: to be cut into windows as long as they are, with a stride of that
 * length.
 */
import { z } from 'zod';
import { makeSeries, sensorSequences, type Series, type Windows } from '../../data/index';
import { channels, count, fingerprintOfOptions, optionsOf, type SourceKind } from './source-kind';

const schema = z.strictObject({
  kind: z.literal('sensor'),
  channels,
  sensors: count.optional(),
  windowSize: z.int().min(2).optional(),
  train: count.optional(),
  testNormal: count.optional(),
  testAnomalous: count.optional(),
});

export const sensor: SourceKind<z.infer<typeof schema>> = {
  schema,
  targets: 'all',
  describe: ({ kind }) => kind,
  load: (source, { seed }) => {
    const { train, test } = sensorSequences({ ...optionsOf(source), seed });
    return { train: joinWindows('sensor sequences, train', train), test: joinWindows('test', test), warnings: [] };
  },
  fingerprint: fingerprintOfOptions,
};

function joinWindows(name: string, { values, labels, windowSize, features }: Windows): Series {
  const stepLabels = Uint8Array.from(
    { length: labels.length * windowSize },
    (_, i) => labels[Math.floor(i / windowSize)],
  );
  return makeSeries({ name, values: Float64Array.from(values), features, labels: stepLabels });
}
