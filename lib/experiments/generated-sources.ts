/** The data of the reports that comes with the project: three generators, and images of digits. All are drawn by a seed. */
import { z } from 'zod';
import {
  correlatedSamples,
  makeSeries,
  MNIST_PIXELS,
  mnistOneClass,
  periodicSeries,
  sensorSequences,
  sliceSeries,
  type Images,
  type Series,
  type Windows,
} from '../data/index';
import type { SourceSeries } from './source';

const count = z.int().positive();
const channels = z.array(z.string()).min(1);

/** Report 1's series; one channel. */
export const periodicSourceSchema = z.strictObject({
  kind: z.literal('periodic'),
  channels,
  features: count.optional(),
  length: count.optional(),
  anomalyFraction: z.number().min(0).max(1).optional(),
  anomalyLength: count.optional(),
});

/** Report 2's samples; one channel. */
export const correlatedSourceSchema = z.strictObject({
  kind: z.literal('correlated'),
  channels,
  features: count.optional(),
  latentDim: count.optional(),
  noise: z.number().min(0).optional(),
  train: count.optional(),
  testNormal: count.optional(),
  testAnomalous: count.optional(),
});

/** The chapter's sequences of sensors; one channel. */
export const sensorSourceSchema = z.strictObject({
  kind: z.literal('sensor'),
  channels,
  sensors: count.optional(),
  windowSize: z.int().min(2).optional(),
  train: count.optional(),
  testNormal: count.optional(),
  testAnomalous: count.optional(),
});

/** Images of one normal digit among others; the channels are the normal digits. */
export const mnistSourceSchema = z.strictObject({
  kind: z.literal('mnist'),
  channels: z.array(z.string().regex(/^\d$/, 'expected a digit, 0 to 9')).min(1),
  trainFraction: z.number().min(0.01).max(0.99).optional(),
});

/** Share of the periodic series that is trained on; the report does not say. */
const PERIODIC_TRAIN_SHARE = 0.6;

type Options<Schema extends z.ZodType> = Omit<z.infer<Schema>, 'kind' | 'channels'>;

/** Trains on the first part of the series, whose windows without an anomaly are kept, and tests on the rest. */
export function loadPeriodic(options: Options<typeof periodicSourceSchema>, seed: number): SourceSeries {
  const series = periodicSeries({ ...options, seed });
  const cut = Math.floor(PERIODIC_TRAIN_SHARE * series.length);
  return { train: sliceSeries(series, 0, cut), test: sliceSeries(series, cut), warnings: [] };
}

export function loadCorrelated(options: Options<typeof correlatedSourceSchema>, seed: number): SourceSeries {
  const { train, test, types } = correlatedSamples({ ...options, seed });
  return { train, test, kinds: types, warnings: [] };
}

/** The sequences end to end: to be cut into windows of their own length, with a stride of that length. */
export function loadSensor(options: Options<typeof sensorSourceSchema>, seed: number): SourceSeries {
  const { train, test } = sensorSequences({ ...options, seed });
  return { train: joinWindows('sensor sequences, train', train), test: joinWindows('test', test), warnings: [] };
}

/** An image is a time step of 784 values. @param digit  The normal one, as text. */
export function loadMnist(
  options: Options<typeof mnistSourceSchema>,
  { digit, seed }: { digit: string; seed: number },
): SourceSeries {
  const { train, test } = mnistOneClass({ ...options, normal: Number(digit), seed });
  return { train: imageSeries(`digit ${digit}, train`, train), test: imageSeries('test', test), warnings: [] };
}

function joinWindows(name: string, { values, labels, windowSize, features }: Windows): Series {
  const stepLabels = Uint8Array.from(
    { length: labels.length * windowSize },
    (_, i) => labels[Math.floor(i / windowSize)],
  );
  return makeSeries({ name, values: Float64Array.from(values), features, labels: stepLabels });
}

function imageSeries(name: string, { values, labels }: Images): Series {
  return makeSeries({ name, values: Float64Array.from(values), features: MNIST_PIXELS, labels });
}
