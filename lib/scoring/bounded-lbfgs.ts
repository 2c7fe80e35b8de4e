/** Minimizes a function inside a box as scipy's L-BFGS-B does; only the published fit of SPOT's tail needs it. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { searchLine } from './line-search';

/** A smooth function of a few variables with its gradient. */
export interface ValueAndGradient {
  readonly value: number;
  readonly gradient: number[];
}

export interface Box {
  /** Lower bound of every variable. */
  readonly lower: number;
  /** Upper bound of every variable. */
  readonly upper: number;
}

/** A matrix of a few rows. */
type Rows = readonly number[][];

type Pair = readonly [step: number[], gradientChange: number[]];

/** An iterate: where it is, the value there and the gradient. */
interface Iterate extends ValueAndGradient {
  readonly x: number[];
}

const MEMORY = 10;
const GRADIENT_TOLERANCE = 1e-5;
const RELATIVE_REDUCTION = 2.220446049250313e-9;
const MAX_ITERATIONS = 15000;
const MAX_LINE_EVALUATIONS = 20;

/**
 * Minimizes a function inside a box by the limited-memory BFGS method, with scipy's default rules for stopping: largest
 * projected gradient below 1e-5, or relative reduction of the value below 2.2e-9. Where it stops short of the minimum
 * matters, because the published SPOT takes its tail candidates from these points (see generalized-pareto.ts).
 * The approximate Hessian is a full matrix, so this is for tens of variables at most.
 *
 * @param start Starting point, moved inside the box.
 * @see Byrd, Lu, Nocedal & Zhu 1995, "A limited memory algorithm for bound constrained optimization"; Morales &
 *      Nocedal 2011 for the projected subspace step (L-BFGS-B 3.0, which scipy's `minimize` calls).
 */
export function minimizeInBox(
  evaluate: (x: number[]) => ValueAndGradient,
  start: readonly number[],
  box: Box,
): number[] {
  const x = start.map((value) => clamp(value, box));
  let current: Iterate = { x, ...evaluate(x) };
  let pairs: Pair[] = [];
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    if (projectedGradientNorm(current, box) <= GRADIENT_TOLERANCE) break;
    const next = iterate(evaluate, current, { pairs, box, isFirst: iteration === 0 });
    if (next === undefined) {
      // The memory misled the search. Without memory, the search has failed along the gradient itself.
      if (pairs.length === 0) break;
      pairs = [];
      continue;
    }
    const reduction = current.value - next.value;
    const scale = Math.max(Math.abs(current.value), Math.abs(next.value), 1);
    const pair: Pair = [subtract(next.x, current.x), subtract(next.gradient, current.gradient)];
    const curvature = dot(pair[0], pair[1]);
    if (curvature > Number.EPSILON * -dot(current.gradient, pair[0])) pairs = [...pairs, pair].slice(-MEMORY);
    current = next;
    if (reduction <= RELATIVE_REDUCTION * scale) break;
  }
  return current.x;
}

interface IterationOptions {
  readonly pairs: readonly Pair[];
  readonly box: Box;
  readonly isFirst: boolean;
}

function iterate(
  evaluate: (x: number[]) => ValueAndGradient,
  current: Iterate,
  { pairs, box, isFirst }: IterationOptions,
): Iterate | undefined {
  const hessian = approximateHessian(pairs, current.x.length);
  const cauchy = cauchyPoint(current, hessian, box);
  const target = pairs.length === 0 ? cauchy.x : subspaceMinimum(current, hessian, { cauchy, box });
  if (target === undefined) return undefined;
  const direction = subtract(target, current.x);
  const slope = dot(current.gradient, direction);
  if (!(slope < 0)) return undefined;
  let last = current;
  const accepted = searchLine(
    { step: 0, value: current.value, slope },
    (step) => {
      const x = step === 1 ? target : current.x.map((value, i) => step * direction[i] + value);
      last = { x, ...evaluate(x) };
      return { step, value: last.value, slope: dot(last.gradient, direction) };
    },
    { maxStep: isFirst ? 1 : longestStep(current.x, direction, box), maxEvaluations: MAX_LINE_EVALUATIONS },
  );
  return accepted && last;
}

/** Computes the BFGS matrix of the stored pairs, started from a multiple of the identity that fits the latest pair. */
function approximateHessian(pairs: readonly Pair[], size: number): Rows {
  const latest = pairs[pairs.length - 1];
  const scale = latest ? dot(latest[1], latest[1]) / dot(latest[1], latest[0]) : 1;
  const hessian = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? scale : 0)));
  for (const [step, change] of pairs) {
    const product = multiply(hessian, step);
    const curvature = dot(step, product);
    const changeCurvature = dot(change, step);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        hessian[i][j] += (change[i] * change[j]) / changeCurvature - (product[i] * product[j]) / curvature;
      }
    }
  }
  return hessian;
}

interface CauchyPoint {
  readonly x: number[];
  /** Variables that are not held at a bound. */
  readonly free: boolean[];
}

/**
 * Finds the first minimizer of the quadratic model along the projected steepest descent path (section 4 of the paper).
 */
function cauchyPoint({ x, gradient }: Iterate, hessian: Rows, box: Box): CauchyPoint {
  const blocked = x.map((value, i) => (value <= box.lower ? gradient[i] >= 0 : value >= box.upper && gradient[i] <= 0));
  const direction = gradient.map((slope, i) => (blocked[i] ? 0 : -slope));
  const free = blocked.map((isBlocked) => !isBlocked);
  const breakpoints = direction
    .map((d, i) => ({ i, time: d === 0 ? Infinity : ((d > 0 ? box.upper : box.lower) - x[i]) / d }))
    .filter(({ time }) => time < Infinity)
    .sort((a, b) => a.time - b.time);
  const point = [...x];
  const smallestCurvature = Number.EPSILON * dot(direction, multiply(hessian, direction));
  let time = 0;
  for (const breakpoint of breakpoints) {
    const step = lineMinimum(direction, { x, gradient, point, hessian, smallestCurvature });
    if (step < breakpoint.time - time) return { x: advance(point, direction, step), free };
    const { i } = breakpoint;
    const moved = advance(point, direction, breakpoint.time - time);
    moved.forEach((value, j) => (point[j] = value));
    point[i] = direction[i] > 0 ? box.upper : box.lower;
    direction[i] = 0;
    free[i] = false;
    time = breakpoint.time;
  }
  return { x: point, free };
}

interface ModelOnPath {
  readonly x: number[];
  readonly gradient: number[];
  readonly point: number[];
  readonly hessian: Rows;
  readonly smallestCurvature: number;
}

function lineMinimum(direction: number[], model: ModelOnPath): number {
  const product = multiply(model.hessian, direction);
  const slope = dot(model.gradient, direction) + dot(product, subtract(model.point, model.x));
  const curvature = Math.max(model.smallestCurvature, dot(direction, product));
  return Math.max(0, -slope / curvature);
}

/**
 * Minimizes the quadratic model over the free variables from the Cauchy point and projects the result onto the box. If the
 * projection does not descend, the step is cut at the first bound instead.
 *
 * @returns undefined if the matrix is not positive definite.
 */
function subspaceMinimum(
  { x, gradient }: Iterate,
  hessian: Rows,
  { cauchy, box }: { cauchy: CauchyPoint; box: Box },
): number[] | undefined {
  const free = cauchy.free.flatMap((isFree, i) => (isFree ? [i] : []));
  if (free.length === 0) return cauchy.x;
  const slopeAtCauchy = multiply(hessian, subtract(cauchy.x, x)).map((value, i) => value + gradient[i]);
  const reduced = free.map((i) => free.map((j) => hessian[i][j]));
  if (!reduced.flat().every(Number.isFinite)) return undefined;
  const factors = new CholeskyDecomposition(new Matrix(reduced));
  if (!factors.isPositiveDefinite()) return undefined;
  const solution = factors.solve(Matrix.columnVector(free.map((i) => -slopeAtCauchy[i]))).to1DArray();
  const step = new Array<number>(x.length).fill(0);
  free.forEach((i, k) => (step[i] = solution[k]));
  const projected = cauchy.x.map((value, i) => clamp(value + step[i], box));
  const wasCut = free.some((i) => projected[i] <= box.lower || projected[i] >= box.upper);
  if (!wasCut || dot(subtract(projected, x), gradient) <= 0) return projected;
  return cutAtFirstBound(cauchy.x, step, box);
}

function cutAtFirstBound(from: number[], step: number[], box: Box): number[] {
  let fraction = 1;
  let limiting = -1;
  step.forEach((d, i) => {
    if (d === 0) return;
    const room = (d > 0 ? box.upper : box.lower) - from[i];
    const allowed = room * d <= 0 ? 0 : room / d;
    if (allowed < fraction) [fraction, limiting] = [allowed, i];
  });
  return from.map((value, i) => {
    if (i !== limiting) return value + fraction * step[i];
    return step[i] > 0 ? box.upper : box.lower;
  });
}

function projectedGradientNorm({ x, gradient }: Iterate, { lower, upper }: Box): number {
  const projected = gradient.map((slope, i) =>
    slope < 0 ? Math.max(x[i] - upper, slope) : Math.min(x[i] - lower, slope),
  );
  return Math.max(...projected.map(Math.abs));
}

function longestStep(x: number[], direction: number[], { lower, upper }: Box): number {
  let longest = 1e10;
  direction.forEach((d, i) => {
    if (d !== 0) longest = Math.min(longest, Math.max(0, ((d > 0 ? upper : lower) - x[i]) / d));
  });
  return longest;
}

function clamp(value: number, { lower, upper }: Box): number {
  return Math.min(upper, Math.max(lower, value));
}

function advance(point: number[], direction: number[], step: number): number[] {
  return point.map((value, i) => value + step * direction[i]);
}

function subtract(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value - b[i]);
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function multiply(matrix: Rows, vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}
