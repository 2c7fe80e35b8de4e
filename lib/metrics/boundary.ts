/** The option for segments at the ends of a series. */
import { shown } from '../base/index';
import { MetricError } from './metric-error';

/**
 * The treatment of segments at the ends of a series, where TSB-AD differs from the papers: `tsb-ad` gives that tool's
 * figures to the digit, `definition` those of the papers. They differ only if a segment touches the last point
 * (`eventF1`) or covers the whole series (`rangeF1`), as the predictions of a detector that calls everything anomalous
 * do. A table with that baseline should use `definition`.
 */
export type Boundary = 'tsb-ad' | 'definition';

export interface BoundaryOptions {
  /** Default `tsb-ad`. */
  readonly boundary?: Boundary;
}

/**
 * Returns the option or its default.
 *
 * @throws {MetricError} If the value is unknown.
 */
export function checkedBoundary(measure: string, { boundary = 'tsb-ad' }: BoundaryOptions): Boundary {
  if (boundary === 'tsb-ad' || boundary === 'definition') return boundary;
  const detail = `boundary must be 'tsb-ad' or 'definition', found ${shown(boundary)}.`;
  throw new MetricError(measure, 'invalid-input', detail);
}
