/** Line search of More & Thuente, as L-BFGS-B uses it. */

/** A function's value and slope at a step along the line. */
export interface LinePoint {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

export interface LineSearchOptions {
  /** Longest step allowed; the first trial is min(1, maxStep). */
  readonly maxStep: number;
  /** Trials after which the search fails. */
  readonly maxEvaluations: number;
}

const SUFFICIENT_DECREASE = 1e-3;
const CURVATURE = 0.9;
const INTERVAL_TOLERANCE = 0.1;

/** The interval of uncertainty: `best` has the lowest value so far, `other` is its far end once it is bracketed. */
/* eslint-disable telltale/readonly-fields -- the search narrows it in place */
interface Interval {
  best: LinePoint;
  other: LinePoint;
  bracketed: boolean;
  low: number;
  high: number;
}
/* eslint-enable telltale/readonly-fields */

/**
 * Finds a step that satisfies the strong Wolfe conditions, or the best one within the bounds.
 *
 * @param start    The point at step 0; its slope is negative.
 * @param evaluate Value and slope at a step.
 * @returns        The accepted step, or undefined after `maxEvaluations` trials.
 * @see More & Thuente 1994, "Line search algorithms with guaranteed sufficient decrease", ACM TOMS 20(3), with the
 *      tolerances that L-BFGS-B 3.0 gives it (1e-3, 0.9, 0.1).
 */
export function searchLine(
  start: LinePoint,
  evaluate: (step: number) => LinePoint,
  { maxStep, maxEvaluations }: LineSearchOptions,
): LinePoint | undefined {
  const requiredSlope = SUFFICIENT_DECREASE * start.slope;
  let trial = Math.min(1, maxStep);
  const interval: Interval = { best: start, other: start, bracketed: false, low: 0, high: 5 * trial };
  let width = maxStep;
  let previousWidth = 2 * maxStep;
  let decreaseSeen = false;
  for (let evaluation = 0; evaluation < maxEvaluations; evaluation++) {
    const point = evaluate(trial);
    const requiredValue = start.value + trial * requiredSlope;
    if (point.value <= requiredValue && point.slope >= 0) decreaseSeen = true;
    if (isFinal(point, interval, { start, requiredValue, requiredSlope, maxStep })) return point;
    const subtract = !decreaseSeen && point.value <= interval.best.value && point.value > requiredValue;
    trial = narrow(interval, point, subtract ? requiredSlope : 0);
    if (interval.bracketed) {
      const { best, other } = interval;
      if (Math.abs(other.step - best.step) >= 0.66 * previousWidth) {
        trial = best.step + 0.5 * (other.step - best.step);
      }
      previousWidth = width;
      width = Math.abs(other.step - best.step);
    }
    trial = withinInterval(interval, trial, maxStep);
  }
  return undefined;
}

interface Requirements {
  readonly start: LinePoint;
  readonly requiredValue: number;
  readonly requiredSlope: number;
  readonly maxStep: number;
}

function isFinal(point: LinePoint, interval: Interval, required: Requirements): boolean {
  const { step, value, slope } = point;
  const { bracketed, low, high } = interval;
  const { start, requiredValue, requiredSlope, maxStep } = required;
  if (bracketed && (step <= low || step >= high)) return true;
  if (bracketed && high - low <= INTERVAL_TOLERANCE * high) return true;
  if (step === maxStep && value <= requiredValue && slope <= requiredSlope) return true;
  if (step === 0 && (value > requiredValue || slope >= requiredSlope)) return true;
  return value <= requiredValue && Math.abs(slope) <= CURVATURE * -start.slope;
}

/**
 * Updates the interval with a point and proposes the next trial. With `slopeOffset` it works on the function minus its
 * required decrease (the first stage of the method).
 */
function narrow(interval: Interval, point: LinePoint, slopeOffset: number): number {
  const shifted = (p: LinePoint): LinePoint => ({
    step: p.step,
    value: p.value - p.step * slopeOffset,
    slope: p.slope - slopeOffset,
  });
  const [best, other, current] = [shifted(interval.best), shifted(interval.other), shifted(point)];
  const next = nextTrial({ ...interval, best, other }, current);
  const turned = current.slope * Math.sign(best.slope) < 0;
  if (current.value > best.value) {
    interval.other = point;
    interval.bracketed = true;
  } else {
    if (turned) {
      interval.other = interval.best;
      interval.bracketed = true;
    }
    interval.best = point;
  }
  return next;
}

/** Takes the safeguarded cubic or quadratic step: cases 1 to 4 of section 4 of the paper. */
function nextTrial(interval: Interval, current: LinePoint): number {
  const { best, other, bracketed, low, high } = interval;
  const { step, value, slope } = current;
  if (value > best.value) {
    const cubic = cubicStep(best, current);
    const quadratic =
      best.step + (best.slope / ((best.value - value) / (step - best.step) + best.slope) / 2) * (step - best.step);
    return Math.abs(cubic - best.step) < Math.abs(quadratic - best.step) ? cubic : cubic + (quadratic - cubic) / 2;
  }
  const secant = step + (slope / (slope - best.slope)) * (best.step - step);
  if (slope * Math.sign(best.slope) < 0) {
    const cubic = cubicStep(current, best);
    return Math.abs(cubic - step) > Math.abs(secant - step) ? cubic : secant;
  }
  if (Math.abs(slope) < Math.abs(best.slope)) {
    const cubic = cubicBeyond(current, best, [low, high]);
    const [cubicMove, secantMove] = [Math.abs(cubic - step), Math.abs(secant - step)];
    if (!bracketed) return clamp(cubicMove > secantMove ? cubic : secant, low, high);
    const limit = step + 0.66 * (other.step - step);
    const chosen = cubicMove < secantMove ? cubic : secant;
    return step > best.step ? Math.min(limit, chosen) : Math.max(limit, chosen);
  }
  if (bracketed) return cubicStep(current, other);
  return step > best.step ? high : low;
}

/** Finds the minimizer of the cubic through two points and their slopes, measured from `from`. */
function cubicStep(from: LinePoint, to: LinePoint): number {
  const { theta, gamma } = cubicTerms(from, to, false);
  const p = gamma - from.slope + theta;
  const q = gamma - from.slope + gamma + to.slope;
  return from.step + (p / q) * (to.step - from.step);
}

/**
 * Finds the minimizer as `cubicStep` does, but if the cubic has no minimizer beyond `current`, the step runs to the end
 * of the interval.
 */
function cubicBeyond(current: LinePoint, best: LinePoint, [low, high]: readonly [number, number]): number {
  const { theta, gamma } = cubicTerms(current, best, true);
  const p = gamma - current.slope + theta;
  const q = gamma + (best.slope - current.slope) + gamma;
  const ratio = p / q;
  if (ratio < 0 && gamma !== 0) return current.step + ratio * (best.step - current.step);
  return current.step > best.step ? high : low;
}

function cubicTerms(from: LinePoint, to: LinePoint, clip: boolean): { theta: number; gamma: number } {
  const theta = (3 * (from.value - to.value)) / (to.step - from.step) + from.slope + to.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(from.slope), Math.abs(to.slope));
  const radicand = (theta / scale) ** 2 - (from.slope / scale) * (to.slope / scale);
  const gamma = scale * Math.sqrt(clip ? Math.max(0, radicand) : radicand);
  return { theta, gamma: to.step < from.step ? -gamma : gamma };
}

function withinInterval(interval: Interval, trial: number, maxStep: number): number {
  const { best, other, bracketed } = interval;
  if (bracketed) {
    interval.low = Math.min(best.step, other.step);
    interval.high = Math.max(best.step, other.step);
  } else {
    interval.low = trial + 1.1 * (trial - best.step);
    interval.high = trial + 4 * (trial - best.step);
  }
  const next = clamp(trial, 0, maxStep);
  const exhausted =
    bracketed &&
    (next <= interval.low ||
      next >= interval.high ||
      interval.high - interval.low <= INTERVAL_TOLERANCE * interval.high);
  return exhausted ? best.step : next;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
