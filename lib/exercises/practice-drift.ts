/** Section 4.5.4's drift checks on stretches of a channel, and what the policy of retraining decides of each. */
import type { Series } from '../data/index';
import { decideRetraining, type AnomalyPipeline, type DriftCheck } from '../pipeline/index';

/** A stretch of a series with what the drift tests found in it. */
interface CheckedStretch extends DriftCheck {
  readonly name: string;
  readonly series: Series;
}

const SHOWN = 5;

/** The stability index of the inputs that drifted most in the last stretch, and of the scores, in each stretch. */
export function driftBars(checks: readonly CheckedStretch[]) {
  const most = [...checks[checks.length - 1].inputs].sort((a, b) => b.psi - a.psi).slice(0, SHOWN);
  const names = most.map(({ name }) => name);
  const psiOf = ({ inputs }: CheckedStretch, wanted: string) => inputs.find(({ name }) => name === wanted)!.psi;
  const models = checks.map((check) => ({
    name: check.name,
    values: [...names.map((name) => psiOf(check, name)), check.scores.psi],
  }));
  return { categories: [...names, 'score'], models };
}

/** Says of each stretch whether drift was found, and whether the policy asks for retraining after three such checks. */
export function retrainingDecisions(pipeline: AnomalyPipeline, checks: readonly CheckedStretch[]): string[] {
  return checks.map(({ name, series, drifted }) => {
    const called = pipeline.predict(series).predictions.slice(pipeline.windowSize - 1);
    const falsePositiveRate = called.filter((call) => call === 1).length / called.length;
    const operation = { checks: [{ drifted }, { drifted }, { drifted }], falsePositiveRate };
    const grown = { ageDays: 30, newTimeSteps: series.length };
    const { retrain, reasons } = decideRetraining({ ...operation, ...grown }, { minTimeSteps: 500 });
    return `${name}: drift ${drifted ? 'found' : 'not found'}; retrain: ${retrain ? 'yes' : 'no'}. ${reasons.join(' ')}`;
  });
}
