/** Fits the tail of SPOT, a generalized Pareto distribution, and gives its quantiles. */
import { minimizeInBox } from './bounded-lbfgs';
import { ScoringError } from './scoring-error';

/**
 * How the tail is fitted. `reference` gives the parameters of the implementation published with the SPOT paper, defects
 * included; `maximumLikelihood` gives those of highest likelihood. See `fitGeneralizedPareto`.
 */
export type TailFit = 'reference' | 'maximumLikelihood';

/** A generalized Pareto distribution of excesses: P(Y > y) = (1 + shape * y / scale)^(-1 / shape). */
export interface GeneralizedPareto {
  /** Extreme value index, gamma in the paper: positive in a heavy tail, 0 in an exponential, negative in a bounded one. */
  readonly shape: number;
  /** Sigma in the paper. */
  readonly scale: number;
}

const GRID_POINTS = 10;
const MARGIN = 1e-8;
const SCAN_POINTS = 64;
const SMALLEST_SCANNED = 1e-7;
const BISECTIONS = 100;

/**
 * Fits a generalized Pareto distribution to excesses with Grimshaw's trick: with x = shape / scale, shape is the mean of
 * log(1 + x * y). The likelihood is then a function of x alone, stationary at the roots of w(x) = u(x) * v(x) - 1. The
 * exponential distribution (x = 0) is always a candidate.
 *
 * `maximumLikelihood` brackets every root and bisects it. Below shape -1 the likelihood is unbounded: roots there are left
 * out, and the uniform distribution up to the largest excess (shape -1) is a candidate instead.
 *
 * `reference` departs from that in the three ways of the published code. (1) The log-likelihood of the exponential has the
 * wrong sign, n * (1 + log(mean)), so that the unit of the scores decides whether the exponential wins (it nearly always
 * does if the mean excess is above 1 / e). (2) Roots are sought by minimizing w^2 from ten grid points at once, and the
 * candidates are the points where that stops, often short of a root. (3) Positive roots are sought only above
 * 2 * (mean - min) / (mean * min), which leaves out those of most heavy tails.
 *
 * The two fits do not agree. On the published code's own streams, `maximumLikelihood` first sets thresholds 2.1 % higher
 * (normal values) and 2.6 % lower (gamma values) than `reference`; after 2,000 gamma values its threshold is 8.7 % lower,
 * and it has raised 7 alarms instead of 3.
 *
 * @param excesses Peaks minus the initial threshold; positive, at least one.
 * @returns        If all excesses are equal, the exponential distribution of their mean (the published code fails).
 * @see Siffer, Fouque, Termier & Largouet 2017, "Anomaly detection in streams with extreme value theory", KDD, section
 *      4.2; Grimshaw 1993, "Computing maximum likelihood estimates for the generalized Pareto distribution".
 */
export function fitGeneralizedPareto(excesses: Float64Array, tailFit: TailFit = 'reference'): GeneralizedPareto {
  const range = rangeOf(excesses);
  if (!(range.max - range.min > 1e-12 * range.max)) return { shape: 0, scale: range.mean };
  const exponential = { shape: 0, scale: range.mean };
  if (tailFit === 'reference') {
    const wrongSign = -meanLogLikelihood(exponential);
    return likeliest(stoppingPoints(excesses, range), excesses, { start: exponential, likelihood: wrongSign });
  }
  const uniform = { shape: -1, scale: range.max };
  const start = meanLogLikelihood(uniform) > meanLogLikelihood(exponential) ? uniform : exponential;
  return likeliest(likelihoodRoots(excesses, range), excesses, { start, likelihood: meanLogLikelihood(start) });
}

/** Returns the likeliest distribution among the start and those that the candidates for x stand for. */
function likeliest(
  candidates: readonly number[],
  excesses: Float64Array,
  { start, likelihood }: { start: GeneralizedPareto; likelihood: number },
): GeneralizedPareto {
  let best = start;
  let highest = likelihood;
  for (const x of candidates) {
    const shape = meanLog(excesses, x);
    const candidate = { shape, scale: shape / x };
    const candidateLikelihood = meanLogLikelihood(candidate);
    if (candidateLikelihood > highest) {
      highest = candidateLikelihood;
      best = candidate;
    }
  }
  return best;
}

/**
 * Computes the log-likelihood per excess, if shape is the mean of log(1 + shape * y / scale), as it is for every
 * candidate.
 */
function meanLogLikelihood({ shape, scale }: GeneralizedPareto): number {
  return -Math.log(scale) - shape - 1;
}

/**
 * Computes the excess that the distribution exceeds with probability `ratio`: (scale / shape) * (ratio^(-shape) - 1), or
 * -scale * log(ratio) if shape is 0. It is exact near shape 0 too.
 *
 * @throws {ScoringError} If the result is beyond the largest number.
 */
export function generalizedParetoQuantile({ shape, scale }: GeneralizedPareto, ratio: number): number {
  const exponential = -Math.log(ratio);
  const excess = shape === 0 ? scale * exponential : (scale / shape) * Math.expm1(shape * exponential);
  if (Number.isFinite(excess)) return excess;
  const detail = `the quantile exceeded with probability ${ratio} overflows for shape ${shape} and scale ${scale}.`;
  throw new ScoringError('generalizedParetoQuantile', detail);
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

function rangeOf(excesses: Float64Array): Range {
  let [min, max, sum] = [Infinity, -Infinity, 0];
  for (const excess of excesses) {
    min = Math.min(min, excess);
    max = Math.max(max, excess);
    sum += excess;
  }
  return { min, max, mean: sum / excesses.length };
}

function meanLog(excesses: Float64Array, x: number): number {
  let sum = 0;
  for (const excess of excesses) sum += Math.log1p(x * excess);
  return sum / excesses.length;
}

interface Criterion {
  /** w(x) = u(x) * v(x) - 1. */
  readonly value: number;
  readonly slope: number;
}

/** Computes w(x) and its derivative, with u = 1 + mean(log(1 + x * y)) and v = mean(1 / (1 + x * y)). */
function grimshawCriterion(excesses: Float64Array, x: number): Criterion {
  let [logs, inverses, squares] = [0, 0, 0];
  for (const excess of excesses) {
    const term = 1 + x * excess;
    logs += Math.log(term);
    inverses += 1 / term;
    squares += 1 / (term * term);
  }
  const u = 1 + logs / excesses.length;
  const v = inverses / excesses.length;
  const slopeOfU = (1 - v) / x;
  const slopeOfV = (squares / excesses.length - v) / x;
  return { value: u * v - 1, slope: u * slopeOfV + v * slopeOfU };
}

/** Lists the points where the published code's search for roots stops, ten on each side; see `fitGeneralizedPareto`. */
function stoppingPoints(excesses: Float64Array, { min, max, mean }: Range): number[] {
  const margin = 1 / max < 3 * MARGIN ? 1 / max / GRID_POINTS : MARGIN;
  const intervals = [
    { lower: -1 / max + margin + margin, upper: -margin },
    { lower: (2 * (mean - min)) / (mean * min), upper: (2 * (mean - min)) / (min * min) },
  ];
  return intervals.flatMap((box) => {
    if (!(box.lower < box.upper) || !Number.isFinite(box.upper)) return [];
    const evaluate = (points: number[]) => {
      const criteria = points.map((x) => grimshawCriterion(excesses, x));
      return {
        value: criteria.reduce((sum, { value }) => sum + value * value, 0),
        gradient: criteria.map(({ value, slope }) => 2 * value * slope),
      };
    };
    return minimizeInBox(evaluate, evenGrid(box.lower, box.upper), box);
  });
}

/** Lists ten points strictly inside an interval; sometimes eleven, by the rounding of numpy's `arange`. */
function evenGrid(lower: number, upper: number): number[] {
  const step = (upper - lower) / (GRID_POINTS + 1);
  const first = lower + step;
  const spacing = first + step - first;
  return Array.from({ length: Math.ceil((upper - first) / step) }, (_, i) => first + i * spacing);
}

/** Finds all roots of w except the one at 0, for shapes of at least -1. */
function likelihoodRoots(excesses: Float64Array, { min, max, mean }: Range): number[] {
  const upper = (2 * (mean - min)) / (min * min);
  const nearPole = logGrid(SMALLEST_SCANNED, 0.5).map((gap) => (gap - 1) / max);
  const belowZero = logGrid(SMALLEST_SCANNED, 0.5).map((share) => -share / max);
  const aboveZero = logGrid(SMALLEST_SCANNED, Math.max(1, upper * max)).map((share) => share / max);
  const w = (x: number) => grimshawCriterion(excesses, x).value;
  const roots: number[] = [];
  for (const grid of [[...nearPole, ...belowZero.reverse()], aboveZero]) {
    const signs = grid.map((x) => Math.sign(w(x)));
    for (let i = 1; i < grid.length; i++) {
      if (signs[i - 1] * signs[i] < 0) roots.push(bisect(w, grid[i - 1], grid[i]));
    }
  }
  return roots.filter((x) => meanLog(excesses, x) >= -1);
}

function logGrid(low: number, high: number): number[] {
  return Array.from({ length: SCAN_POINTS }, (_, i) => low * (high / low) ** (i / (SCAN_POINTS - 1)));
}

function bisect(f: (x: number) => number, from: number, to: number): number {
  const sign = Math.sign(f(from));
  let [low, high] = [from, to];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) break;
    if (Math.sign(f(middle)) === sign) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}
