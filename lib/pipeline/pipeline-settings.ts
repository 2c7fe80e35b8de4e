/** A pipeline's settings, checked; plain JSON, so that they can be saved. */
import { z } from 'zod';
import { messageOf, zodFault } from '../base/index';
import {
  clip,
  fillMissing,
  minMax,
  preprocess,
  readOptionsSchema,
  robust,
  zScore,
  type Preprocess,
  type ReadOptions,
  type Step,
} from '../data/index';
import { windowsFor } from '../models/catalogue';
import { thresholdRuleSchema } from '../scoring/index';
import { PipelineError } from './pipeline-error';
import { streamForm } from './stream-detector';

export const SettingsSchema = z
  .strictObject({
    /** A detector's name in the catalogue, lib/models/catalogue.ts, or in `causalNames`: one that scores step by step. */
    model: z.string().min(1),
    /** Where the detector's config is to differ from an experiment's; windowSize, features and seed are the pipeline's. */
    modelConfig: z.record(z.string(), z.json()).default({}),
    /**
     * The column of a file that holds the time, not a feature. Default: a usual name, such as timestamp. If `reading` does
     * not name it, it was recognised in the training file, and a later file may lack it.
     */
    timestampColumn: z.string().min(1).optional(),
    /** How the training file was read; later files are read the same way. Features are matched by name. */
    reading: readOptionsSchema.omit({ features: true, channel: true }).optional(),
    /**
     * Time steps in a window. Default: 10, or as many as the catalogue says the detector needs. Of a detector that scores
     * step by step: the steps that a score looks at, which its own settings decide.
     */
    windowSize: z.int().positive().optional(),
    /** Time steps between the training windows. Every window is scored. Default: half a window. */
    stride: z.int().positive().optional(),
    /** What replaces a missing value: the feature's mean in training, or its last value. */
    imputation: z.enum(['mean', 'forward-fill']).default('forward-fill'),
    scaling: z.enum(['z-score', 'min-max', 'robust', 'none']).default('z-score'),
    /** Scaled values are limited to [-clip, clip]; without a limit, one wild reading would outweigh all others. */
    clip: z.number().positive().default(10),
    /** Span of the exponential moving average of the scores; 1 means no smoothing. */
    smoothingSpan: z.number().min(1).max(100_000).default(1),
    threshold: thresholdRuleSchema
      .refine(
        (rule) =>
          rule.kind !== 'otsu' && rule.kind !== 'fixed' && (rule.kind !== 'percentile' || rule.of === 'training'),
        "expected a rule of training scores, not otsu, fixed or a percentile of 'test': there are no test scores when a pipeline is fitted",
      )
      .default({ kind: 'false-positive-rate', rate: 0.05 }),
    /** Share of the training series, at its end, that the model does not see: its scores set the threshold. */
    calibrationFraction: z.number().gt(0).lt(1).default(0.2),
    /** Share of the training windows, drawn at random, that decides when training stops. */
    validationFraction: z.number().gt(0).lt(1).default(0.2),
    /** Training options that differ from `defaultFitOptions`. */
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
    /** Decides the initial weights, the split and the order of the batches. */
    seed: z.int().nonnegative().default(0),
  })
  .transform((settings, context) => {
    const ownSize = streamSteps(settings, context);
    const windowSize = ownSize ?? settings.windowSize ?? windowsFor(settings.model).windowSize ?? 10;
    return { ...settings, windowSize, stride: settings.stride ?? Math.max(1, windowSize >> 1) };
  });

/** Computes the steps that a score looks at, if the model scores step by step. */
function streamSteps(
  { model, modelConfig, windowSize }: { model: string; modelConfig: Record<string, unknown>; windowSize?: number },
  context: z.RefinementCtx,
): number | undefined {
  const form = streamForm(model);
  if (!form) return undefined;
  const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  try {
    const steps = form.steps(modelConfig);
    if (windowSize === undefined || windowSize === steps) return steps;
    refuse(['windowSize'], `expected none, as ${model} scores step by step and looks at ${steps}; found ${windowSize}`);
  } catch (error) {
    refuse(['modelConfig'], messageOf(error));
  }
  return undefined;
}

export type PipelineOptions = z.input<typeof SettingsSchema>;
export type PipelineSettings = z.output<typeof SettingsSchema>;

/**
 * Checks a pipeline's options and fills in the defaults.
 *
 * @throws {PipelineError} If an option is unknown or out of range; the message names the first.
 */
export function checkPipelineSettings(options: PipelineOptions): PipelineSettings {
  const settings = SettingsSchema.safeParse(options);
  if (settings.success) return settings.data;
  throw new PipelineError(`pipeline option ${zodFault(settings.error, 'object')}.`);
}

/** Says how files are read for a pipeline. */
export function readingOf({
  timestampColumn,
  reading,
}: Pick<PipelineSettings, 'timestampColumn' | 'reading'>): ReadOptions {
  return { ...(timestampColumn !== undefined && { timeColumn: timestampColumn }), ...reading };
}

/** Whether the time column was recognised in the training file, rather than named by a person. */
export function isTimeRecognised({ reading }: Pick<PipelineSettings, 'reading'>): boolean {
  return reading?.timeColumn === undefined;
}

/** Makes the steps of filling, scaling and clipping that the settings ask for. */
export function preprocessOf({ imputation, scaling, clip: limit }: PipelineSettings): Preprocess {
  const scale: Record<PipelineSettings['scaling'], () => Step[]> = {
    'z-score': () => [zScore(), clip(-limit, limit)],
    'min-max': () => [minMax(), clip(-limit, limit)],
    robust: () => [robust(), clip(-limit, limit)],
    none: () => [],
  };
  return preprocess([fillMissing(imputation), ...scale[scaling]()]);
}
