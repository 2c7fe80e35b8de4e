/** How a series becomes windows, and scores become predictions: the part of an experiment that a report prescribes. */
import { z } from 'zod';

/** What a threshold is made of. An anomaly is predicted where score > threshold. */
export const thresholdRuleSchema = z.discriminatedUnion('kind', [
  /** A percentile of the scores of the training windows or of the test windows, which needs no labels either. */
  z.strictObject({
    kind: z.literal('percentile'),
    percentile: z.number().min(0).max(100),
    of: z.enum(['training', 'test']),
  }),
  /** Mean plus k standard deviations of the training windows' scores. */
  z.strictObject({ kind: z.literal('sigma'), k: z.number() }),
]);

export type ThresholdRule = z.infer<typeof thresholdRuleSchema>;

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
  threshold: thresholdRuleSchema,
});

export type Protocol = Readonly<z.infer<typeof protocolSchema>>;
