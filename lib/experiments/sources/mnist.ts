/** Images of one normal digit among others; the channels are the normal digits. An image is a time step of 784 values. */
import { z } from 'zod';
import { makeSeries, MNIST_PIXELS, mnistOneClass, type Images, type Series } from '../../data/index';
import { uniqueList } from '../unique-list';
import { fingerprintOfOptions, optionsOf, type SourceKind } from './source-kind';

const schema = z.strictObject({
  kind: z.literal('mnist'),
  channels: uniqueList(z.string().regex(/^\d$/, 'expected a digit, 0 to 9')),
  trainFraction: z.number().min(0.01).max(0.99).optional(),
});

export const mnist: SourceKind<z.infer<typeof schema>> = {
  schema,
  targets: 'all',
  describe: ({ kind }) => kind,
  load: (source, { channel, seed }) => {
    const { train, test } = mnistOneClass({ ...optionsOf(source), normal: Number(channel), seed });
    return { train: imageSeries(`digit ${channel}, train`, train), test: imageSeries('test', test), warnings: [] };
  },
  fingerprint: fingerprintOfOptions,
};

function imageSeries(name: string, { values, labels }: Images): Series {
  return makeSeries({ name, values: Float64Array.from(values), features: MNIST_PIXELS, labels });
}
