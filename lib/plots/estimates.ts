/** Rows by one figure with its interval, one below the other: a forest plot. */
import { formatShort } from '../tables/number-format';
import { compact, requireFinite, type Figure, type Trace } from './figure';
import { PlotError } from './plot-error';
import { axis, roles, themedFigure } from './theme';

export interface EstimatedRow {
  readonly name: string;
  readonly value: number;
  /** The ends of its interval; absent where it has none. */
  readonly low?: number;
  readonly high?: number;
  /** Whether it is what the figure is about, and not what it is held against. */
  readonly isJudged: boolean;
}

export interface EstimateOptions {
  /** What the values are, such as "VUS-PR". */
  readonly measure: string;
  /** Default the highest; the best row stands at the top. */
  readonly best?: 'highest' | 'lowest';
  /** Its unit, default "fraction". */
  readonly unit?: string;
  readonly title?: string;
}

/**
 * Draws a point and an interval for each row, the best at the top; what is judged is filled, what it is held against is not.
 *
 * @throws {PlotError} If there is no row, or a value is not finite.
 */
export function plotEstimates(rows: readonly EstimatedRow[], options: EstimateOptions): Figure {
  const { measure, best = 'highest', unit = 'fraction', title = measure } = options;
  if (rows.length === 0) throw new PlotError('plotEstimates got no rows; expected at least one { name, value }.');
  for (const { name, value, low = value, high = value } of rows) requireFinite([value, low, high], name);
  const sorted = [...rows].sort((a, b) => (best === 'highest' ? b.value - a.value : a.value - b.value));
  const traces = [true, false].flatMap((isJudged): Trace[] => {
    const own = sorted.filter((row) => row.isJudged === isJudged);
    if (own.length === 0) return [];
    const colour = isJudged ? roles.anomaly : roles.normal;
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name: isJudged ? 'judged' : 'held against',
        x: own.map(({ value }) => compact(value, 4)),
        y: own.map(({ name }) => name),
        error_x: {
          type: 'data',
          symmetric: false,
          array: own.map(({ value, high = value }) => compact(high - value, 4)),
          arrayminus: own.map(({ value, low = value }) => compact(value - low, 4)),
          color: colour,
          thickness: 2,
          width: 4,
        },
        marker: { color: isJudged ? colour : '#FFFFFF', size: 9, line: { color: colour, width: 2 } },
      },
    ];
  });
  const [first] = sorted;
  return themedFigure({
    title,
    alt: `${title}: points with intervals, the best at the top; ${sorted.map(({ name, value }) => `${name} ${formatShort(value)}`).join(', ')}; the best is ${first.name}.`,
    data: traces,
    layout: {
      xaxis: axis({ title: measure, unit }),
      yaxis: axis({
        title: 'Detector',
        unit: null,
        extra: {
          categoryorder: 'array',
          categoryarray: sorted.map(({ name }) => name),
          autorange: 'reversed',
          automargin: true,
        },
      }),
    },
    height: 180 + 28 * sorted.length,
  });
}
