/** Steps of preprocessing: what every step of cleaning or scaling offers. */
import { type Series, shownAsHead } from './series';

/** A step of cleaning or scaling, not yet fitted. */
export interface Step {
  readonly kind: string;
  /** Learns from training data. Returns a new object; this step does not change. */
  fit(train: Series): FittedStep;
}

/** A fitted step, for any series with the same features. Its state is plain JSON. */
export interface FittedStep {
  readonly kind: string;
  /**
   * Transforms a series.
   *
   * @param isOwn  As for {@link apply}.
   */
  transform(series: Series, isOwn?: boolean): Series;
  /**
   * Transforms a series and summarizes the changes.
   *
   * @param isOwn  Whether the series' values may be overwritten, since nobody else needs them. Default: they are copied.
   */
  apply(series: Series, isOwn?: boolean): StepResult;
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
  const { values } = series;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    if (Number.isNaN(values[i])) nan++;
    else infinite++;
  }
  return { nan, infinite };
}

/** What a step makes of a series. */
interface Acted {
  readonly series: Series;
  readonly changed?: number;
  readonly dropped?: number[];
  readonly constant?: string[];
}

/**
 * Builds a fitted step from its state and a function that transforms a series accordingly.
 *
 * @param act  Takes a series, and where to write its new values if there are as many: the old ones or a new array.
 */
export function fittedStep(state: StepState, act: (series: Series, room: () => Float64Array) => Acted): FittedStep {
  const actOn = (series: Series, isOwn: boolean): Acted => {
    const acted = act(series, () => (isOwn ? series.values : new Float64Array(series.values.length)));
    shownAsHead(acted.series);
    return acted;
  };
  const apply = (series: Series, isOwn = false): StepResult => {
    const counts = countNonFinite(series);
    const { series: result, changed = 0, dropped = [], constant } = actOn(series, isOwn);
    const summary = { kind: state.kind, ...counts, changed, dropped, ...(constant && { constant }) };
    return { series: result, summary };
  };
  const transform = (series: Series, isOwn = false) => actOn(series, isOwn).series;
  return { kind: state.kind, apply, transform, toJSON: () => state };
}
