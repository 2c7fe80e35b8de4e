/** Groups side by side: boxes of a quantity, and shares of normal and anomalous items. */
import { counted, type NumberArray, quantile } from '../base/index';
import { formatShort, percent } from '../tables/number-format';
import { NO_TRACE_NAME } from './chart-text';
import { lowToHigh } from './describe';
import { type Figure, type Trace, compact, requireFinite } from './figure';
import { PlotError } from './plot-error';
import { axis, roles, seriesColours, themedFigure, translucent } from './theme';

export interface PlottedGroup {
  readonly name: string;
  readonly values: NumberArray;
}

/**
 * Draws one box per group: median, quartiles, and whiskers to the farthest value within 1.5 interquartile ranges (Tukey
 * 1977). The figure holds only these five numbers, and the smallest and largest value if they lie outside the whiskers.
 *
 * @param options  `quantity` and `unit` name the value axis.
 * @throws If there is no group, or a group is empty or holds a value that is not finite.
 */
export function plotBoxes(
  groups: readonly PlottedGroup[],
  options: { quantity: string; unit: string; title?: string; log?: boolean },
): Figure {
  const { quantity, unit, log = false, title = `${quantity} by group` } = options;
  if (groups.length === 0) throw new PlotError('plotBoxes got no groups; expected at least one { name, values }.');
  const boxes = groups.map(boxOf);
  const data: Trace[] = boxes.map(({ name, box, outliers }, index) => ({
    type: 'box',
    name,
    x: [name],
    q1: [box.q1],
    median: [box.median],
    q3: [box.q3],
    lowerfence: [box.lowerFence],
    upperfence: [box.upperFence],
    // Plotly leaves out a box whose list of outliers is empty.
    ...(outliers.length > 0 && { y: [outliers] }),
    boxpoints: 'all',
    jitter: 0,
    pointpos: 0,
    marker: { color: seriesColours[index % seriesColours.length], size: 4 },
    showlegend: false,
  }));
  return themedFigure({
    title,
    alt: `${title}: box plots of ${quantity} (${unit}); medians ${boxes.map(({ name, box }) => `${name} ${formatShort(box.median)}, half between ${formatShort(box.q1)} and ${formatShort(box.q3)}`).join('; ')}.`,
    data,
    layout: { xaxis: axis({ title: 'Group', unit: null }), yaxis: axis({ title: quantity, unit, log }) },
  });
}

function boxOf({ name, values }: PlottedGroup): {
  name: string;
  box: Record<'q1' | 'median' | 'q3' | 'lowerFence' | 'upperFence', number>;
  outliers: number[];
} {
  requireFinite(values, name);
  const sorted = Float64Array.from(values).sort();
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  const reach = 1.5 * (q3 - q1);
  const within = sorted.filter((value) => value >= q1 - reach && value <= q3 + reach);
  const box = { q1, median, q3, lowerFence: within[0], upperFence: within[within.length - 1] };
  const extremes = [sorted[0], sorted[sorted.length - 1]];
  return { name, box, outliers: extremes.filter((value) => value < box.lowerFence || value > box.upperFence) };
}

export interface ClassCount {
  readonly name: string;
  readonly normal: number;
  readonly anomalous: number;
}

/**
 * Draws stacked bars of anomalous and normal items in percent, one bar per channel or data set.
 *
 * @throws If there is no row.
 */
export function plotClassBalance(
  rows: readonly ClassCount[],
  options: { title?: string; items?: string } = {},
): Figure {
  const { title = 'Class balance', items = 'windows' } = options;
  if (rows.length === 0) throw new PlotError('plotClassBalance got no rows; expected at least one.');
  const total = (row: ClassCount): number => Math.max(1, row.normal + row.anomalous);
  const bar = (name: 'normal' | 'anomalous', colour: string): Trace => ({
    type: 'bar',
    name,
    x: rows.map((row) => row.name),
    y: rows.map((row) => compact((100 * row[name]) / total(row), 4)),
    marker: { color: colour },
    customdata: rows.map((row) => row[name]),
    hovertemplate: `%{x}: %{customdata} ${name} ${items} (%{y} %)${NO_TRACE_NAME}`,
  });
  const anomalous = rows.reduce((sum, row) => sum + row.anomalous, 0);
  const all = rows.reduce((sum, row) => sum + total(row), 0);
  const shares = rows.map((row) => (100 * row.anomalous) / total(row));
  const spread = lowToHigh(shares, rows.map(({ name }) => name)); // prettier-ignore
  const ends = rows.length > 1 ? `, ${spread.replace(/\d \(/g, (text) => text.replace(' (', ' % ('))}` : '';
  return themedFigure({
    title,
    alt: `${title}: stacked bars, one for each of ${counted(rows.length, 'channel')}; ${formatShort(anomalous)} of ${formatShort(all)} ${items} anomalous (${percent(anomalous / all, 1)})${ends}.`,
    data: [bar('anomalous', roles.anomaly), bar('normal', translucent(roles.normal, 0.45))],
    layout: {
      barmode: 'stack',
      bargap: 0.25,
      xaxis: axis({ title: 'Channel', unit: null, extra: { tickangle: rows.length > 10 ? -60 : 0 } }),
      yaxis: axis({ title: `Share of ${items}`, unit: '%', range: [0, 100] }),
    },
  });
}
