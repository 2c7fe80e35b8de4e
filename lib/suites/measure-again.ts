/** Measures published scores again, from what is published alone. */
import { makeSeries } from '../data/index';
import type { SeriesScores } from '../detectors/index';
import { measure, type Measures, type Protocol } from '../experiments/index';

interface MeasureAgain {
  readonly scores: Pick<SeriesScores, 'windows' | 'steps'>;
  readonly labels: Uint8Array;
  readonly protocol: Protocol;
  /** The detector's own, where events are measured. */
  readonly sequences?: SeriesScores['sequences'];
  /** The widest window of VUS, where TSB-AD's measures are taken. */
  readonly maxWindow?: number;
}

/** Finds the measure that differs most. */
export function largestDifference(found: Measures, expected: Measures) {
  let largest: { readonly difference: number; readonly name: string } | undefined;
  for (const [name, value] of Object.entries(found)) {
    const difference = Math.abs((value ?? 0) - (expected[name as keyof Measures] ?? 0));
    if (!largest || difference > largest.difference) largest = { difference, name };
  }
  return largest;
}

/**
 * Requires that measures follow from what is published, but for the rounding.
 *
 * @throws If one does not: it depends on something that the folder lacks.
 */
export function requireSame(found: Measures, expected: Measures, where: string): void {
  const change = largestDifference(found, expected);
  if (!change || change.difference <= 1e-9) return;
  const [own, other] = [expected, found].map((measures) => measures[change.name as keyof Measures]);
  throw new Error(`${where}: expected ${change.name} ${own} of its scores and labels, found ${other}.`);
}

/** Computes all of a protocol's measures from scores and labels alone, and the threshold that they were compared with. */
export function measureAgain({ scores, labels, protocol, sequences, maxWindow }: MeasureAgain): {
  readonly measures: Measures;
  readonly threshold?: number;
} {
  const test = makeSeries({ name: 'test', values: new Float64Array(labels.length), features: 1, labels });
  const { measuredOn = ['windows'] } = protocol;
  const { measures, threshold } = measure(
    { scores: { ...scores, ...(sequences && { sequences }) }, test, protocol, ...(maxWindow && { maxWindow }) },
    measuredOn,
  );
  return { measures, threshold };
}
