/** Shaded bands for anomalous stretches of time, and lines that mark a value. */
import type { Segment } from '../data/segments';
import type { Shape } from './figure';
import { PlotError } from './plot-error';
import { roles, translucent } from './theme';

export interface ShadeOptions {
  /** Names the bands in the legend, e.g. "labelled anomaly". */
  readonly name: string;
  readonly colour?: string;
  /** Vertical extent as fractions of the plot, default [0, 1]. */
  readonly band?: [number, number];
  readonly opacity?: number;
}

/** Largest number of bands: more cannot be distinguished at a figure's width, and each takes 200 bytes in a notebook. */
const MAX_BANDS = 200;

/**
 * Makes bands behind the lines of half-open segments, in steps of the x axis. The first band represents all in the legend.
 *
 * A band has an outline of one pixel, so that an anomaly of one step in ten thousand is visible. If there are more than 200,
 * the closest neighbours are joined.
 *
 * @throws If a segment does not end after it starts.
 */
export function shadeSegments(segments: readonly Segment[], options: ShadeOptions): Shape[] {
  const { name, colour = roles.anomaly, band = [0, 1], opacity = 0.22 } = options;
  for (const { start, end } of segments) {
    if (!(end > start))
      throw new PlotError(`The segment [${start}, ${end}) of "${name}" is empty; expected end > start.`);
  }
  return joinToLimit(segments).map((segment, index) => ({
    type: 'rect',
    xref: 'x',
    yref: 'paper',
    x0: segment.start,
    x1: segment.end,
    y0: band[0],
    y1: band[1],
    layer: 'below',
    fillcolor: translucent(colour, opacity),
    line: { color: translucent(colour, Math.min(1, 1.5 * opacity)), width: 1 },
    ...(index === 0 ? { name, showlegend: true } : {}),
  }));
}

/** Joins neighbours with the smallest gaps until at most MAX_BANDS are left. */
function joinToLimit(segments: readonly Segment[]): Segment[] {
  const sorted = [...segments].sort((a, b) => a.start - b.start);
  if (sorted.length <= MAX_BANDS) return sorted;
  const gaps = sorted.slice(1).map((segment, index) => segment.start - sorted[index].end);
  const joinBelow = [...gaps].sort((a, b) => b - a)[MAX_BANDS - 1];
  const joined: { start: number; end: number }[] = [{ ...sorted[0] }];
  for (let i = 1; i < sorted.length; i++) {
    const last = joined[joined.length - 1];
    if (gaps[i - 1] <= joinBelow) last.end = Math.max(last.end, sorted[i].end);
    else joined.push({ ...sorted[i] });
  }
  return joined;
}

/** Draws a dashed line across the plot at a value of an axis, named in the legend. */
export function markValue(value: number, options: { axis: 'x' | 'y'; name: string; axisId?: string }): Shape {
  const { axis, name, axisId = axis } = options;
  const along = axis === 'y' ? 'x' : 'y';
  return {
    type: 'line',
    [`${axis}ref`]: axisId,
    [`${along}ref`]: 'paper',
    [`${axis}0`]: value,
    [`${axis}1`]: value,
    [`${along}0`]: 0,
    [`${along}1`]: 1,
    line: { color: roles.threshold, width: 1.5, dash: 'dash' },
    name,
    showlegend: true,
  };
}
