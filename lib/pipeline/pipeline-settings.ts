/** What a pipeline is made of, checked; plain JSON, so that a folder can hold it. */
import { z } from 'zod';
import { clip, fillMissing, minMax, preprocess, robust, zScore, type Preprocess, type Step } from '../data/index';
import { thresholdRuleSchema } from '../scoring/index';
import { PipelineError } from './pipeline-error';

export const SettingsSchema = z
  .strictObject({
    /** A detector's name, one of the keys of `detectorClasses` in lib/models/registry.ts. */
    model: z.string().min(1),
    /** The detector's own options; windowSize, features and seed are the pipeline's. */
    modelConfig: z.record(z.string(), z.json()).default({}),
    /** The column of a file that holds the time and is no feature. Default: one with a usual name, such as timestamp. */
    timestampColumn: z.string().min(1).optional(),
    /** Time steps in a window. */
    windowSize: z.int().positive().default(10),
    /** Time steps between the windows that are trained on; every window is scored. Default: half a window. */
    stride: z.int().positive().optional(),
    /** What takes the place of a missing value: the feature's training mean, or its last value before. */
    imputation: z.enum(['mean', 'forward-fill']).default('forward-fill'),
    scaling: z.enum(['z-score', 'min-max', 'robust', 'none']).default('z-score'),
    /** Scaled values are limited to [-clip, clip]; without a limit one wild reading outweighs all others. */
    clip: z.number().positive().default(10),
    /** Scores pass through an exponential moving average of this span; 1 leaves them as they are. */
    smoothingSpan: z.number().min(1).default(1),
    threshold: thresholdRuleSchema
      .refine(
        (rule) => rule.kind !== 'percentile' || rule.of === 'training',
        "expected a percentile of 'training': there are no test scores when a pipeline is fitted",
      )
      .default({ kind: 'false-positive-rate', rate: 0.05 }),
    /** The last part of the training series, kept from the model: its scores set the threshold. */
    calibrationFraction: z.number().gt(0).lt(1).default(0.2),
    /** Of the training windows, those that decide when training stops; drawn at random. */
    validationFraction: z.number().gt(0).lt(1).default(0.2),
    /** Where training is to differ from `defaultFitOptions`. */
    training: z
      .strictObject({
        epochs: z.int().positive(),
        batchSize: z.int().positive(),
        learningRate: z.number().positive(),
        patience: z.int().positive(),
        capture: z.boolean(),
      })
      .partial()
      .default({}),
    /** Decides the first weights, the split and the order of the batches. */
    seed: z.int().nonnegative().default(0),
  })
  .transform((settings) => ({ ...settings, stride: settings.stride ?? Math.max(1, settings.windowSize >> 1) }));

export type PipelineOptions = z.input<typeof SettingsSchema>;
export type PipelineSettings = z.output<typeof SettingsSchema>;

/**
 * Checks a pipeline's options and fills in the defaults.
 *
 * @throws {PipelineError} Naming the first option that is unknown or out of range.
 */
export function checkSettings(options: PipelineOptions): PipelineSettings {
  const settings = SettingsSchema.safeParse(options);
  if (settings.success) return settings.data;
  const issue = settings.error.issues[0];
  throw new PipelineError(`pipeline option ${issue.path.join('.') || 'object'}: ${issue.message}.`);
}

/** Filling, scaling and clipping, as the settings have them. */
export function preprocessOf({ imputation, scaling, clip: limit }: PipelineSettings): Preprocess {
  const scale: Record<PipelineSettings['scaling'], () => Step[]> = {
    'z-score': () => [zScore(), clip(-limit, limit)],
    'min-max': () => [minMax(), clip(-limit, limit)],
    robust: () => [robust(), clip(-limit, limit)],
    none: () => [],
  };
  return preprocess([fillMissing(imputation), ...scale[scaling]()]);
}
