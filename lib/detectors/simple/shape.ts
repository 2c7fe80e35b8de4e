/** k-Shape: clusters of sequences by their shape, whatever their level, size and shift. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { mean, standardDeviation } from '../../base/index';
import { fft } from './fft';

export interface ShapeCluster {
  /** Of mean 0 and deviation 1. */
  readonly shape: Float64Array;
  /** How many sequences it has. */
  readonly size: number;
}

/** Gives values mean 0 and deviation 1; constant ones become 0. */
export function standardized(values: Float64Array): Float64Array {
  const center = mean(values);
  const deviation = standardDeviation(values, center);
  const scale = deviation > 1e-12 * (1 + Math.abs(center)) ? 1 / deviation : 0;
  return values.map((value) => (value - center) * scale);
}

/**
 * Finds the shift of b at which it is most like a: the largest cross-correlation over the product of the norms.
 *
 * @returns The likeness, at most 1 (1 minus the shape-based distance; 0 if a or b is 0), and the steps that b is moved later.
 */
export function bestShift(a: Float64Array, b: Float64Array): { readonly likeness: number; readonly shift: number } {
  const { length } = a;
  const size = 2 ** Math.ceil(Math.log2(2 * length));
  const padded = (values: Float64Array) => {
    const re = new Float64Array(size);
    re.set(values);
    return fft({ re, im: new Float64Array(size) });
  };
  const [ofA, ofB] = [padded(a), padded(b)];
  const re = ofA.re.map((value, i) => value * ofB.re[i] + ofA.im[i] * ofB.im[i]);
  const im = ofA.im.map((value, i) => value * ofB.re[i] - ofA.re[i] * ofB.im[i]);
  const correlation = fft({ re, im }, true).re;
  const norms = Math.hypot(...a) * Math.hypot(...b);
  if (norms < 1e-9) return { likeness: 0, shift: 0 };
  const best = { likeness: -Infinity, shift: 0 };
  for (let shift = 1 - length; shift < length; shift++) {
    const likeness = correlation[(shift + size) % size] / norms;
    if (likeness > best.likeness) Object.assign(best, { likeness, shift });
  }
  return best;
}

const MOST_ROUNDS = 30;

/**
 * Clusters sequences of mean 0 and deviation 1. The first shapes are sequences that lie evenly among them, so that nothing is
 * drawn.
 *
 * @returns At most `k` clusters, none of them empty.
 * @see Paparrizos & Gravano 2015, "k-Shape: Efficient and Accurate Clustering of Time Series".
 */
export function kShape(sequences: readonly Float64Array[], k: number): ShapeCluster[] {
  const count = Math.min(k, sequences.length);
  let shapes = Array.from({ length: count }, (_, i) => sequences[Math.floor((i * sequences.length) / count)]);
  let labels: number[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = sequences.map((sequence) => nearest(sequence, shapes));
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
    shapes = shapes.map((shape, cluster) => {
      const members = sequences.filter((_, i) => labels[i] === cluster);
      return members.length > 0 ? extractShape(members, shape) : shape;
    });
  }
  return shapes
    .map((shape, cluster) => ({ shape, size: labels.filter((label) => label === cluster).length }))
    .filter(({ size }) => size > 0);
}

function nearest(sequence: Float64Array, shapes: readonly Float64Array[]): number {
  const likenesses = shapes.map((shape) => bestShift(shape, sequence).likeness);
  return likenesses.indexOf(Math.max(...likenesses));
}

/**
 * Extracts the shape that sequences share: of those of mean 0, the direction along which they, each shifted to be most like the
 * last shape, vary most.
 */
function extractShape(members: readonly Float64Array[], last: Float64Array): Float64Array {
  const aligned = members.map((member) => shifted(member, bestShift(last, member).shift));
  // The leading eigenvector of X^T X, by that of the smaller X X^T.
  const rows = new Matrix(aligned.map((each) => Array.from(centred(each))));
  const gram = rows.mmul(rows.transpose());
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const leading = realEigenvalues.indexOf(Math.max(...realEigenvalues));
  const combined = rows.transpose().mmul(eigenvectorMatrix.getColumnVector(leading));
  const size = combined.norm('frobenius');
  const direction = Float64Array.from(combined.to1DArray(), (value) => (size > 1e-12 ? value / size : 0));
  const towards = aligned.reduce((sum, each) => sum + distance(each, direction, 1), 0);
  const away = aligned.reduce((sum, each) => sum + distance(each, direction, -1), 0);
  return standardized(away < towards ? direction.map((value) => -value) : direction);
}

function shifted(values: Float64Array, shift: number): Float64Array {
  return values.map((_, i) => values[i - shift] ?? 0);
}

function centred(values: Float64Array): Float64Array {
  const center = mean(values);
  return values.map((value) => value - center);
}

function distance(a: Float64Array, b: Float64Array, sign: 1 | -1): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - sign * b[i]) ** 2, 0));
}
