/** Curves of several rows over the same channels, as the figures of notebooks take them. */
import { counted } from '../base/index';
import { meanCurves, type MeanCurves, type Results } from '../experiments/index';

/** One row with its curves, averaged over the channels. */
export interface RowCurves extends MeanCurves {
  readonly name: string;
  readonly row: Results;
}

/** The lines of both figures, and what their titles say of them. */
export interface CurvesOfRows {
  readonly rows: readonly RowCurves[];
  /** For `plotRoc`. */
  readonly roc: readonly (MeanCurves['roc'] & { readonly name: string; readonly rocAuc: number })[];
  /** For `plotPrecisionRecall`. */
  readonly precisionRecall: readonly (MeanCurves['precisionRecall'] & {
    readonly name: string;
    readonly prAuc: number;
  })[];
  /** Share of anomalous windows of each row: the precision of a random score. Rows differ where their windows do. */
  readonly prevalence: readonly number[];
  /** For titles: `mean of 28 channels and the middle half`. */
  readonly over: string;
}

/**
 * Averages the curves of each row over its channels.
 *
 * @param named  Rows whose scores were kept, by the names that legends give them.
 */
export function curvesOf(named: Readonly<Record<string, Results>>): CurvesOfRows {
  const rows = Object.entries(named).map(([name, row]) => ({ name, row, ...meanCurves(row) }));
  const [{ row: first }] = rows;
  return {
    rows,
    roc: rows.map(({ name, row, roc }) => ({ name, rocAuc: row.mean('rocAuc'), ...roc })),
    precisionRecall: rows.map(({ name, row, precisionRecall }) => ({
      name,
      prAuc: row.mean('prAuc'),
      ...precisionRecall,
    })),
    prevalence: rows.map(({ prevalence }) => prevalence),
    over: `mean of ${counted(first.channels.length, 'channel')} and the middle half`,
  };
}
