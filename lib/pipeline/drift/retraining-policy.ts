/** When a pipeline is to be trained anew: plain rules over what a monitor knows, with the reasons they give. */
import { requireWhole, requireWithin } from '../pipeline-error';
import type { DriftReport } from './measure-drift';

export interface RetrainingPolicy {
  /** Retrain when this many reports in a row show drift; one alone may be a passing state of the machine. Default 3. */
  readonly driftReports: number;
  /** Retrain when more than this share of time steps that proved normal raised an alarm. Default 0.1. */
  readonly maxFalsePositiveRate: number;
  /** Retrain when the model is older, in days, whatever the tests say. Default 90. */
  readonly maxAgeDays: number;
  /** Never retrain on fewer normal time steps. Default 1,000. */
  readonly minTimeSteps: number;
}

const defaultRetrainingPolicy: RetrainingPolicy = {
  driftReports: 3,
  maxFalsePositiveRate: 0.1,
  maxAgeDays: 90,
  minTimeSteps: 1000,
};

/** What is known of a pipeline in use. */
export interface Operation {
  /** The newest last. */
  readonly reports: readonly Pick<DriftReport, 'drifted'>[];
  /** Of the time steps that were confirmed to be normal; undefined where nobody confirms. */
  readonly falsePositiveRate?: number;
  readonly ageDays: number;
  /** Normal time steps that have come in since the last training. */
  readonly newTimeSteps: number;
}

export interface RetrainingDecision {
  readonly retrain: boolean;
  /** One sentence each: why, or why not yet. */
  readonly reasons: readonly string[];
}

/** Applies a policy. @throws {PipelineError} Naming the number that is out of range. */
export function decideRetraining(
  { reports, falsePositiveRate, ageDays, newTimeSteps }: Operation,
  policy: Partial<RetrainingPolicy> = {},
): RetrainingDecision {
  const { driftReports, maxFalsePositiveRate, maxAgeDays, minTimeSteps } = { ...defaultRetrainingPolicy, ...policy };
  requireWhole('decideRetraining: driftReports', driftReports, 1);
  const shares = { maxFalsePositiveRate, ...(falsePositiveRate !== undefined && { falsePositiveRate }) };
  for (const [name, share] of Object.entries(shares)) {
    requireWithin(`decideRetraining: ${name}`, share, { low: 0, high: 1 });
  }
  for (const [name, value] of Object.entries({ maxAgeDays, minTimeSteps, ageDays, newTimeSteps })) {
    requireWithin(`decideRetraining: ${name}`, value, { low: 0 });
  }
  const latest = reports.slice(-driftReports);
  const reasons: string[] = [];
  if (latest.length === driftReports && latest.every(({ drifted }) => drifted)) {
    reasons.push(`The last ${driftReports} reports show drift.`);
  }
  if (falsePositiveRate !== undefined && falsePositiveRate > maxFalsePositiveRate) {
    reasons.push(
      `${percent(falsePositiveRate)} of normal time steps raised an alarm; ${percent(maxFalsePositiveRate)} may.`,
    );
  }
  if (ageDays > maxAgeDays) reasons.push(`The model is ${ageDays} days old; ${maxAgeDays} are allowed.`);
  if (reasons.length === 0) return { retrain: false, reasons: ['Nothing calls for it.'] };
  if (newTimeSteps >= minTimeSteps) return { retrain: true, reasons };
  const wait = `Not yet: ${newTimeSteps} new normal time steps have come in, and ${minTimeSteps} are needed.`;
  return { retrain: false, reasons: [...reasons, wait] };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
