import type { Series } from './series';

/** A step of cleaning or scaling before it has seen data. */
export interface Step {
  readonly kind: string;
  /** Learns what the step needs from training data; the step itself stays unchanged. */
  fit(train: Series): FittedStep;
}

/** A step that is ready for any series with the same features. Its state is plain JSON. */
export interface FittedStep {
  readonly kind: string;
  transform(series: Series): Series;
  /** As {@link transform}, with an account of what was done. */
  apply(series: Series): StepResult;
  toJSON(): StepState;
}

/** What a fitted step writes to JSON: its kind and the numbers it learned. */
export interface StepState {
  readonly kind: string;
  readonly [key: string]: unknown;
}

export interface StepResult {
  readonly series: Series;
  readonly report: StepReport;
}

/** What a step found and did. */
export interface StepReport {
  readonly kind: string;
  /** Values that were NaN, and values that were infinite, before the step. */
  readonly nan: number;
  readonly infinite: number;
  /** How many values the step filled or clipped; scaling counts none. */
  readonly changed: number;
  /** Indices of the time steps that were left out. */
  readonly dropped: readonly number[];
  /** Scaling only: names of the features without spread in the training series, which are only shifted. */
  readonly constant?: readonly string[];
}

/** Counts values that are not finite. */
export function countNonFinite(series: Series): { nan: number; infinite: number } {
  let nan = 0;
  let infinite = 0;
  for (const value of series.values) {
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
  }
  return { nan, infinite };
}

/** Builds a fitted step from what it does to a series and the state that makes it do so. */
export function fittedStep(
  state: StepState,
  act: (series: Series) => { series: Series; changed?: number; dropped?: number[]; constant?: string[] },
): FittedStep {
  const apply = (series: Series): StepResult => {
    const { series: result, changed = 0, dropped = [], constant } = act(series);
    const report = { kind: state.kind, ...countNonFinite(series), changed, dropped, ...(constant && { constant }) };
    return { series: result, report };
  };
  return { kind: state.kind, apply, transform: (series) => apply(series).series, toJSON: () => state };
}
