/** Steps of preprocessing: what every step of cleaning or scaling offers. */
import type { Series } from './series';

/** A step of cleaning or scaling, not yet fitted. */
export interface Step {
  readonly kind: string;
  /** Learns from training data. Returns a new object; this step does not change. */
  fit(train: Series): FittedStep;
}

/** A fitted step, for any series with the same features. Its state is plain JSON. */
export interface FittedStep {
  readonly kind: string;
  transform(series: Series): Series;
  /** Transforms a series and summarizes the changes. */
  apply(series: Series): StepResult;
  toJSON(): StepState;
}

/** The JSON form of a fitted step: its kind and the numbers that it learned. */
export interface StepState {
  readonly kind: string;
  readonly [key: string]: unknown;
}

export interface StepResult {
  readonly series: Series;
  readonly summary: StepSummary;
}

/** What a step found and changed. */
export interface StepSummary {
  readonly kind: string;
  /** Values that were NaN before the step. */
  readonly nan: number;
  /** Values that were infinite before the step. */
  readonly infinite: number;
  /** Values that the step filled or clipped; 0 for scaling. */
  readonly changed: number;
  /** Indices of the dropped time steps. */
  readonly dropped: readonly number[];
  /** For scaling: the names of features without spread in the training series; they are shifted, not scaled. */
  readonly constant?: readonly string[];
}

/** Counts values that are not finite. */
function countNonFinite(series: Series): { nan: number; infinite: number } {
  let nan = 0;
  let infinite = 0;
  for (const value of series.values) {
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
  }
  return { nan, infinite };
}

/** Builds a fitted step from its state and a function that transforms a series accordingly. */
export function fittedStep(
  state: StepState,
  act: (series: Series) => { series: Series; changed?: number; dropped?: number[]; constant?: string[] },
): FittedStep {
  const apply = (series: Series): StepResult => {
    const { series: result, changed = 0, dropped = [], constant } = act(series);
    const summary = { kind: state.kind, ...countNonFinite(series), changed, dropped, ...(constant && { constant }) };
    return { series: result, summary };
  };
  return { kind: state.kind, apply, transform: (series) => apply(series).series, toJSON: () => state };
}
