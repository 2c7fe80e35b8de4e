/** Decides when to retrain a pipeline, by plain rules that give their reasons. */
import { requireWhole, requireWithin } from '../pipeline-error';
import type { DriftCheck } from './measure-drift';

export interface RetrainingPolicy {
  /** Retrain when this many checks in a row find drift; a single one may be temporary. Default 3. */
  readonly driftChecks: number;
  /** Retrain when a larger share of the confirmed normal time steps raised an alarm. Default 0.1. */
  readonly maxFalsePositiveRate: number;
  /** Retrain when the model is older, in days, even without drift. Default 90. */
  readonly maxAgeDays: number;
  /** Never retrain on fewer normal time steps. Default 1,000. */
  readonly minTimeSteps: number;
}

const defaultRetrainingPolicy: RetrainingPolicy = {
  driftChecks: 3,
  maxFalsePositiveRate: 0.1,
  maxAgeDays: 90,
  minTimeSteps: 1000,
};

/** What is known about a pipeline in use. */
export interface Operation {
  /** Results of `measureDrift`, newest last. */
  readonly checks: readonly Pick<DriftCheck, 'drifted'>[];
  /** Share of the confirmed normal time steps that raised an alarm; undefined if nobody confirms any. */
  readonly falsePositiveRate?: number;
  readonly ageDays: number;
  /** Number of normal time steps since the last training. */
  readonly newTimeSteps: number;
}

export interface RetrainingDecision {
  readonly retrain: boolean;
  /** One sentence each: why to retrain, or why not yet. */
  readonly reasons: readonly string[];
}

/** Applies a policy. @throws {PipelineError} If a number is out of range. */
export function decideRetraining(
  { checks, falsePositiveRate, ageDays, newTimeSteps }: Operation,
  policy: Partial<RetrainingPolicy> = {},
): RetrainingDecision {
  const { driftChecks, maxFalsePositiveRate, maxAgeDays, minTimeSteps } = { ...defaultRetrainingPolicy, ...policy };
  requireWhole('decideRetraining: driftChecks', driftChecks, 1);
  const shares = { maxFalsePositiveRate, ...(falsePositiveRate !== undefined && { falsePositiveRate }) };
  for (const [name, share] of Object.entries(shares)) {
    requireWithin(`decideRetraining: ${name}`, share, { low: 0, high: 1 });
  }
  for (const [name, value] of Object.entries({ maxAgeDays, minTimeSteps, ageDays, newTimeSteps })) {
    requireWithin(`decideRetraining: ${name}`, value, { low: 0 });
  }
  const latest = checks.slice(-driftChecks);
  const reasons: string[] = [];
  if (latest.length === driftChecks && latest.every(({ drifted }) => drifted)) {
    reasons.push(`The last ${driftChecks} checks found drift.`);
  }
  if (falsePositiveRate !== undefined && falsePositiveRate > maxFalsePositiveRate) {
    reasons.push(
      `${percent(falsePositiveRate)} of normal time steps raised an alarm; ${percent(maxFalsePositiveRate)} is allowed.`,
    );
  }
  if (ageDays > maxAgeDays) reasons.push(`The model is ${ageDays} days old; ${maxAgeDays} is the limit.`);
  if (reasons.length === 0) return { retrain: false, reasons: ['No rule asks for retraining.'] };
  if (newTimeSteps >= minTimeSteps) return { retrain: true, reasons };
  const wait = `Not yet: ${newTimeSteps} new normal time steps have arrived; ${minTimeSteps} are needed.`;
  return { retrain: false, reasons: [...reasons, wait] };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
