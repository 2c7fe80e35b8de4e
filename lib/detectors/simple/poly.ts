/**
 * POLY: each stretch of a column against the polynomial that is fitted to what lies around it. The score is the root of the
 * stretch's mean squared error.
 */
import { Matrix, solve } from 'ml-matrix';
import { positiveSize, wholeNumber } from '../../base/index';
import { ofColumns, simpleDetector } from './simple-detector';

export interface PolyConfig {
  /** Steps of a stretch; of a short training series a quarter. Default 100. */
  readonly windowSize: number;
  /** The degree of the polynomials. Default 4. */
  readonly power: number;
  /** Stretches that a polynomial is fitted to, the scored one left out; of a short series all. Default 10. */
  readonly neighbours: number;
}

const defaults: PolyConfig = { windowSize: 100, power: 4, neighbours: 10 };

/**
 * POLY as a series detector, offline. It learns from the scored series itself. Takes O(length * neighbours * power^2).
 *
 * @see TSB-AD's `POLY`, which leaves the first tenth of a series unscored, up to 500 steps, and evaluates a polynomial at places
 *      up to one step off.
 */
export const poly = simpleDetector<PolyConfig>({
  name: 'poly',
  defaults,
  checks: { windowSize: positiveSize, power: wholeNumber(1, 10), neighbours: wholeNumber(2) },
  fewest: ({ windowSize, power }) => windowSize + power + 1,
  score: ofColumns(({ train, test }, settings) => ({
    train: scoreColumn(train, settings),
    test: scoreColumn(test, settings),
  })),
});

function scoreColumn(column: Float64Array, { windowSize, power, neighbours }: PolyConfig): Float64Array {
  const { length } = column;
  const scores = new Float64Array(length);
  const around = Math.min(length, Math.max(neighbours * windowSize, windowSize + power + 1));
  for (let start = 0; start < length; start += windowSize) {
    const end = Math.min(length, start + windowSize);
    const first = Math.max(0, Math.min(start - Math.floor(around / 2), length - around));
    const steps = Array.from({ length: around }, (_, i) => first + i).filter((step) => step < start || step >= end);
    // Places from -1 to 1, so that their powers stay comparable.
    const powers = (step: number) => powersOf((2 * (step - first)) / (around - 1) - 1, power);
    const fitted = solve(
      new Matrix(steps.map(powers)),
      Matrix.columnVector(steps.map((step) => column[step])),
    ).to1DArray();
    let squares = 0;
    for (let step = start; step < end; step++) {
      squares += (column[step] - powers(step).reduce((sum, each, i) => sum + each * fitted[i], 0)) ** 2;
    }
    scores.fill(Math.sqrt(squares / (end - start)), start, end);
  }
  return scores;
}

/** Lists 1, place, place^2, ... */
function powersOf(place: number, power: number): number[] {
  return Array.from({ length: power + 1 }, (_, i) => place ** i);
}
