/** A protocol as plain data: how a series becomes windows, what scores are measured on, and where a threshold comes from. */
import { z } from 'zod';
import { windowsFor } from '../models/index';
import { labelledRules, thresholdRuleSchema } from '../scoring/index';
import { uniqueList } from './unique-list';

/**
 * What is done to the values before windows are cut, fitted to the training series. `telemetry`: report 3's, drop missing
 * steps, z-score, clip at 5 sigma. `unclipped`: the same without the clip. `z-score`: that alone. `none`: the values are used
 * as they are.
 */
const scalingSchema = z.enum(['telemetry', 'unclipped', 'z-score', 'none']);

export type Scaling = z.infer<typeof scalingSchema>;

export const protocolSchema = z.strictObject({
  /** In steps. */
  windowSize: z.int().positive(),
  /** In steps. */
  stride: z.int().positive(),
  /** Share of the normal training windows that decides when training ends. */
  validationFraction: z.number().min(0).lt(1),
  /** Default `telemetry`. */
  scaling: scalingSchema.optional(),
  threshold: thresholdRuleSchema.refine(({ kind }) => !labelledRules.includes(kind), {
    error: 'expected a rule that needs no labels',
  }),
  /** What scores are measured on; default windows alone, as the reports do. */
  measuredOn: uniqueList(z.enum(['windows', 'steps', 'events', 'alarms', 'tsb-ad', 'point-adjusted'])).optional(),
  /** From one step to the next, for alarms a day. Default 60: the telemetry is sampled once a minute. */
  stepSeconds: z.number().positive().optional(),
});

export type Protocol = Readonly<z.infer<typeof protocolSchema>>;

/** The part of a protocol that says where its windows lie. */
export type WindowCut = Pick<Protocol, 'windowSize' | 'stride'>;

/** Report 3's protocol: windows of 10 with stride 5, 80/20 train and validation, the 70th percentile. */
export const smapMslProtocol: Protocol = {
  windowSize: 10,
  stride: 5,
  validationFraction: 0.2,
  threshold: { kind: 'percentile', percentile: 70, of: 'training' },
};

/** Returns report 3's protocol for a detector, with the windows that the catalogue says it needs. */
export function protocolFor(detector: string): Protocol {
  return { ...smapMslProtocol, ...windowsFor(detector) };
}
