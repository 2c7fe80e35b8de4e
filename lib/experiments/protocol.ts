/** How a series becomes windows, and scores become predictions: the part of an experiment that a report prescribes. */
import { z } from 'zod';
import { labelledRules, thresholdRuleSchema } from '../scoring/index';

export { thresholdRuleSchema, type ThresholdRule } from '../scoring/index';

/**
 * What is done to the values before windows are cut, fitted to the training series. `telemetry`: the SMAP/MSL report's, drop
 * missing steps, z-score, clip at 5 sigma. `z-score`: that alone. `none`: the values are used as they are.
 */
export const scalingSchema = z.enum(['telemetry', 'z-score', 'none']);

export type Scaling = z.infer<typeof scalingSchema>;

export const protocolSchema = z.strictObject({
  windowSize: z.int().positive(),
  stride: z.int().positive(),
  /** Share of the normal training windows that decides when training ends. */
  validationFraction: z.number().min(0).lt(1),
  /** Default `telemetry`. */
  scaling: scalingSchema.optional(),
  threshold: thresholdRuleSchema.refine(({ kind }) => !labelledRules.includes(kind), {
    error: 'expected a rule that needs no labels',
  }),
});

export type Protocol = Readonly<z.infer<typeof protocolSchema>>;
