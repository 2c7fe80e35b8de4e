/** Chains cleaning and scaling steps into one object with fit, transform and a JSON form. */
import { z } from 'zod';
import {
  clip,
  ClipState,
  dropMissing,
  DropMissingState,
  FillMissingState,
  restoreClip,
  restoreDropMissing,
  restoreFillMissing,
} from './cleaning';
import { DataError, zodFault } from '../base/index';
import { restoreScale, ScaleState, zScore } from './scaling';
import type { Series } from './series';
import type { FittedStep, Step, StepState, StepSummary } from './step';

const State = z.object({
  version: z.literal(1),
  steps: z.array(z.discriminatedUnion('kind', [DropMissingState, FillMissingState, ClipState, ScaleState])),
});

export interface Preprocess {
  /** Fits each step to the training series as transformed by the steps before it. */
  fit(train: Series): FittedPreprocess;
}

export interface FittedPreprocess {
  transform(series: Series): Series;
  /** Transforms a series, with one summary per step: NaN and infinities found, values changed, time steps dropped. */
  apply(series: Series): { series: Series; summaries: StepSummary[] };
  toJSON(): { version: 1; steps: StepState[] };
}

/** Chains steps: `preprocess([dropMissing(), zScore(), clip(-5, 5)]).fit(train).transform(test)`. */
export function preprocess(steps: readonly Step[]): Preprocess {
  return {
    fit(train) {
      const fitted: FittedStep[] = [];
      let series = train;
      steps.forEach((step, i) => {
        const next = step.fit(series);
        fitted.push(next);
        if (i < steps.length - 1) series = next.transform(series, series.values !== train.values);
      });
      return chain(fitted);
    },
  };
}

/** Makes report 3's chain: drop time steps with NaN, z-score from the training split, clip at 5 standard deviations. */
export function smapMslPreprocess(): Preprocess {
  return preprocess([dropMissing(), zScore(), clip(-5, 5)]);
}

/**
 * Restores a fitted chain from its parsed JSON.
 *
 * @param name  The place that it comes from, for messages.
 * @throws {DataError} If it does not have the form that {@link FittedPreprocess.toJSON} writes.
 */
export function preprocessFromJson(json: unknown, name = 'preprocessing state'): FittedPreprocess {
  const state = State.safeParse(json);
  if (!state.success) throw new DataError(`${name}: invalid (${zodFault(state.error, 'state')})`);
  return chain(
    state.data.steps.map((step) => {
      if (step.kind === 'drop-missing') return restoreDropMissing(step);
      if (step.kind === 'fill-missing') return restoreFillMissing(step);
      if (step.kind === 'clip') return restoreClip(step);
      return restoreScale(step);
    }),
  );
}

function chain(steps: readonly FittedStep[]): FittedPreprocess {
  const apply = (series: Series): { series: Series; summaries: StepSummary[] } => {
    const summaries: StepSummary[] = [];
    let current = series;
    for (const step of steps) {
      // What an earlier step has made is needed by the next one alone.
      const result = step.apply(current, current.values !== series.values);
      summaries.push(result.summary);
      current = result.series;
    }
    return { series: current, summaries };
  };
  return {
    apply,
    transform: (series) =>
      steps.reduce((current, step) => step.transform(current, current.values !== series.values), series),
    toJSON: () => ({ version: 1, steps: steps.map((step) => step.toJSON()) }),
  };
}
