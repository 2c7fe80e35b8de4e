/** Groups anomalous errors into sequences and prunes those that do not stand out, as telemanom does. */
import { shown, type NumberArray } from '../base/index';
import { labelsToSegments, type Segment } from '../data/segments';
import { markAround } from './dynamic-threshold';
import { checkedValues, requireFinite, requireWholeNumber } from './inputs';
import { ScoringError } from './scoring-error';

export interface SequenceOptions {
  /** Points on either side of an anomalous error that join its sequence. Default 100. */
  readonly errorBuffer?: number;
  /** Errors at or below this are never anomalous, whatever the threshold; telemanom uses 5% of the channel's range. */
  readonly minimumError?: number;
  /** Points before this index are left out: they have too little history, or were judged in an earlier window. Default 0. */
  readonly firstIndex?: number;
  /** Points known to be anomalous already, which `maxNormal` leaves out; 0 or 1 per error. */
  readonly known?: Uint8Array;
}

export interface AnomalousSequences {
  /** Half-open segments of at least two points, in ascending order. */
  readonly sequences: Segment[];
  /** 0 or 1 per point; a single point is marked here but is not a sequence. */
  readonly marked: Uint8Array;
  /** The highest error outside the marked and known points; undefined if there is no such point. */
  readonly maxNormal: number | undefined;
}

export interface PruneOptions {
  /** The highest normal error, from `anomalousSequences`; the weakest sequence must stand out from it. */
  readonly maxNormal?: number;
  /** Least relative drop from one sequence's highest error to the next lower one's. Default 0.13. */
  readonly p?: number;
}

/**
 * Groups the errors at or above a threshold into sequences.
 *
 * @param threshold `epsilon` of `dynamicThreshold`; for the inverse direction pass `invertedErrors` and
 *                  `epsilonInverse`.
 * @throws {ScoringError} If the errors are empty or not finite, or an option is out of range.
 * @see telemanom's `ErrorWindow.compare_to_epsilon`. Deviation: if all points are anomalous, that code fails; here
 *      `maxNormal` is undefined. Its test whether a window's errors are large enough to look at is in `telemanomSequences`.
 */
export function anomalousSequences(
  smoothedErrors: NumberArray,
  threshold: number,
  options: SequenceOptions = {},
): AnomalousSequences {
  const where = 'anomalousSequences';
  const { errorBuffer = 100, minimumError = -Infinity, firstIndex = 0, known } = options;
  const errors = checkedValues(where, 'smoothedErrors', smoothedErrors);
  requireFinite(where, ['threshold', threshold]);
  requireWholeNumber(where, ['errorBuffer', errorBuffer], 0);
  requireWholeNumber(where, ['firstIndex', firstIndex], 0);
  if (minimumError !== -Infinity) requireFinite(where, ['minimumError', minimumError]);
  if (known && known.length !== errors.length) {
    throw new ScoringError(where, `known must hold one entry per error (${errors.length}), found ${known.length}.`);
  }
  const isAnomalous = (i: number) => errors[i] >= threshold && errors[i] > minimumError;
  const marked = markAround(isAnomalous, errors.length, errorBuffer);
  marked.fill(0, 0, firstIndex);
  let maxNormal: number | undefined;
  for (let i = 0; i < errors.length; i++) {
    if (!marked[i] && !known?.[i] && (maxNormal === undefined || errors[i] > maxNormal)) maxNormal = errors[i];
  }
  return { sequences: labelsToSegments(marked).filter(isSequence), marked, maxNormal };
}

/**
 * Drops sequences that do not stand out. Upwards from `maxNormal`, a sequence is dropped as long as its highest error
 * exceeds the next lower one (that of a sequence or `maxNormal`) by less than the share p of itself. The first that
 * exceeds it by more stays, and so do all higher ones.
 *
 * @param sequences Half-open segments, none empty, e.g. from `anomalousSequences`.
 * @returns         Those that stay, in the order given; all of them without `maxNormal`.
 * @throws {ScoringError} If the errors are empty or not finite, a sequence lies outside them, or an option is
 *                  not finite.
 * @see Hundman et al. 2018, section 3.3; telemanom's `ErrorWindow.prune_anoms`.
 */
export function pruneSequences(
  sequences: readonly Segment[],
  smoothedErrors: NumberArray,
  { maxNormal, p = 0.13 }: PruneOptions = {},
): Segment[] {
  const errors = checkedValues('pruneSequences', 'smoothedErrors', smoothedErrors);
  requireFinite('pruneSequences', ['p', p]);
  if (maxNormal !== undefined) requireFinite('pruneSequences', ['maxNormal', maxNormal]);
  const highest = sequences.map((sequence, i) => {
    requireWithin('pruneSequences', [i, sequence], errors.length);
    return errors.subarray(sequence.start, sequence.end).reduce((a, b) => Math.max(a, b));
  });
  if (maxNormal === undefined) return [...sequences];
  const ranked = [...highest].sort((a, b) => b - a);
  let next = maxNormal;
  let kept = ranked.length;
  while (kept > 0 && (ranked[kept - 1] - next) / ranked[kept - 1] < p) {
    kept--;
    next = ranked[kept];
  }
  const dropped = new Set(ranked.slice(kept));
  return sequences.filter((_, i) => !dropped.has(highest[i]));
}

/** Whether telemanom counts a run of anomalous points as a sequence; a single point is not one. */
export function isSequence({ start, end }: Segment): boolean {
  return end - start > 1;
}

function requireWithin(where: string, [index, sequence]: readonly [number, Segment], length: number): void {
  const { start, end } = sequence ?? {};
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start < end && end <= length) return;
  const found = `[${shown(start)}, ${shown(end)})`;
  throw new ScoringError(where, `sequence ${index} must be a non-empty segment within [0, ${length}), found ${found}.`);
}
