/**
 * The job: one detector on one channel with one seed, judged by a protocol. Plain data, for other processes and for
 * records.
 */
import { z } from 'zod';
import { asSentence, DataError, didYouMean, plainMessages, zodFault } from '../base/index';
import { findSeriesDetector, isSeriesDetector, seriesDetectorNames } from '../detectors/index';
import { profileNames, unknownDetector } from '../models/index';
import { protocolSchema } from './protocol';
import { probeNames } from './probes/index';
import { sourceSchema } from './sources/index';

const detectorName = z.string().refine(isSeriesDetector, {
  error: ({ input }) => unknownDetector(String(input), seriesDetectorNames),
});

const count = z.int().positive();

/**
 * How a detector of windows sees the series, where that is not as the protocol cuts them; see `View` in lib/detectors.
 */
const viewSchema = z.strictObject({
  windowSize: count.optional(),
  stride: count.optional(),
  features: z.enum(['all', 'scored']).optional(),
  errors: z.enum(['all', 'scored']).optional(),
  scores: z.enum(['windows', 'steps']).optional(),
  context: count.optional(),
  sequences: z.enum(['dynamic', 'chance', 'whole']).optional(),
});

const shape = z.strictObject({
  detector: detectorName,
  /** Where the detector's config is to differ from the profile's. */
  config: z.record(z.string(), z.json()).optional(),
  /** Where training is to differ from the profile's. */
  training: z
    .strictObject({
      epochs: count.optional(),
      batchSize: count.optional(),
      learningRate: z.number().positive().optional(),
      patience: count.optional(),
    })
    .optional(),
  view: viewSchema.optional(),
  source: sourceSchema,
  /** One of the source's channels. */
  channel: z.string(),
  protocol: protocolSchema,
  profile: z.enum(profileNames),
  /** Decides the weights, the batches, the validation split, and what is generated. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  /** What is looked at besides, see probes/. */
  probe: z.enum(probeNames).optional(),
  /** What the result holds besides measures: scores of the windows, scores of the test steps, all that was measured. */
  keep: z.array(z.enum(['windows', 'steps', 'measured'])).optional(),
});

export const jobSchema = shape.superRefine((job, context) => {
  const { source, channel } = job;
  if (!source.channels.includes(channel)) {
    const message = `expected one of source.channels, found '${channel}'.${didYouMean(channel, source.channels)}`;
    context.addIssue({ code: 'custom', path: ['channel'], message });
  }
  for (const fault of settingFaults(job)) context.addIssue({ code: 'custom', ...fault });
});

/** What is wrong with a field, and which it is. */
interface FieldFault {
  readonly path: string[];
  readonly message: string;
}

/** Finds the settings that a detector cannot take, whatever their values; none of a detector that there is not. */
export function settingFaults({
  detector,
  config = {},
  training = {},
  view = {},
}: Pick<z.infer<typeof shape>, 'detector' | 'config' | 'training' | 'view'>): FieldFault[] {
  if (!isSeriesDetector(detector)) return []; // its own issue
  const { settings, trained, viewFault } = findSeriesDetector(detector);
  const unknown = Object.keys(config).filter((name) => !settings.includes(name));
  const [option] = Object.keys(training);
  const ofView = viewFault(view);
  return [
    ...unknown.map((name) => {
      const expected = settings.join(', ') || 'none';
      const message = `${detector} has no such setting; expected ${expected}.${didYouMean(name, settings)}`;
      return { path: ['config', name], message };
    }),
    ...(!trained && option !== undefined
      ? [{ path: ['training'], message: `expected none, as ${detector} is not trained in steps; found ${option}` }]
      : []),
    ...(ofView ? [{ path: ['view', ...ofView.path], message: ofView.message }] : []),
  ];
}

export type Job = Readonly<z.infer<typeof jobSchema>>;

/**
 * Reads a job from what a file or another process holds.
 *
 * @throws {DataError} If it is not a job; the message names the field, what was expected and what was found.
 */
export function parseJob(value: unknown): Job {
  const parsed = jobSchema.safeParse(value, plainMessages);
  if (parsed.success) return parsed.data;
  throw new DataError(asSentence(zodFault(parsed.error, 'job')));
}

/** Whether it makes a difference to a detector how windows are cut: it scores them, or windows are measured. */
export function usesWindows(
  detector: string,
  { measuredOn = ['windows'] }: { readonly measuredOn?: Readonly<Job['protocol']['measuredOn']> },
): boolean {
  return findSeriesDetector(detector).ofWindows || measuredOn.includes('windows');
}

/** Names a job as messages do. */
export function nameOfJob({ detector, config = {}, channel, seed }: Job): string {
  const name = findSeriesDetector(detector).outside?.nameOf(config) ?? detector;
  return `${name} on ${channel}, seed ${seed}`;
}
