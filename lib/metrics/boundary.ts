import { shown } from '../base/index';
import { MetricError } from './metric-error';

/**
 * How segments that reach the ends of a series are treated where TSB-AD departs from the papers: `tsb-ad` gives that
 * tool's figures to the digit, `definition` what the papers define. They differ only where a segment touches the last
 * point (`eventF1`) or covers the whole series (`rangeF1`), as the predictions of a detector that calls everything
 * anomalous do: a table with that baseline should ask for `definition`.
 */
export type Boundary = 'tsb-ad' | 'definition';

export interface BoundaryOptions {
  /** Default `tsb-ad`. */
  readonly boundary?: Boundary;
}

/** The option with its default. @throws {MetricError} Naming an unknown value. */
export function checkedBoundary(measure: string, { boundary = 'tsb-ad' }: BoundaryOptions): Boundary {
  if (boundary === 'tsb-ad' || boundary === 'definition') return boundary;
  const detail = `boundary must be 'tsb-ad' or 'definition', found ${shown(boundary)}.`;
  throw new MetricError(measure, 'invalid-input', detail);
}
