/**
 * The job: one detector on one channel with one seed, judged by a protocol. Plain data, for other processes and for
 * records.
 */
import { z } from 'zod';
import { findSeriesDetector, seriesDetectorNames } from '../detectors/index';
import { profileNames } from '../models/index';
import { protocolSchema } from './protocol';
import { probeNames } from './probes/index';
import { sourceSchema } from './sources/index';

const detectorName = z.string().refine((name) => seriesDetectorNames.includes(name), {
  error: ({ input }) => `unknown detector '${String(input)}', expected ${seriesDetectorNames.join(', ')}`,
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
  context: count.optional(),
  sequences: z.enum(['dynamic', 'chance', 'whole']).optional(),
});

export const jobSchema = z
  .strictObject({
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
    /** What the result holds besides measures: scores of the windows, scores of the test steps. */
    keep: z.array(z.enum(['windows', 'steps'])).optional(),
  })
  .refine(({ source, channel }) => source.channels.includes(channel), {
    error: 'expected one of source.channels',
    path: ['channel'],
  })
  .superRefine(({ detector, config = {}, training = {}, view = {} }, context) => {
    if (!seriesDetectorNames.includes(detector)) return; // its own issue
    const { settings, trained, viewFault } = findSeriesDetector(detector);
    const [option] = Object.keys(training);
    if (!trained && option !== undefined) {
      const message = `expected none, as ${detector} is not trained in steps; found ${option}`;
      context.addIssue({ code: 'custom', path: ['training'], message });
    }
    const fault = viewFault(view);
    if (fault) context.addIssue({ code: 'custom', path: ['view', ...fault.path], message: fault.message });
    for (const name of Object.keys(config).filter((each) => !settings.includes(each))) {
      const message = `${detector} has no such setting; expected ${settings.join(', ') || 'none'}`;
      context.addIssue({ code: 'custom', path: ['config', name], message });
    }
  });

export type Job = Readonly<z.infer<typeof jobSchema>>;

/**
 * Reads a job from what a file or another process holds.
 *
 * @throws If it is not a job; the message names the field, what was expected and what was found.
 */
export function parseJob(value: unknown): Job {
  const parsed = jobSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'job'}: ${message}`);
  throw new Error(`Not a job: ${issues.join('; ')}.`);
}

/** Names a job as messages do. */
export function nameOfJob({ detector, channel, seed }: Job): string {
  return `${detector} on ${channel}, seed ${seed}`;
}
