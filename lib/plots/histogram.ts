/** Histograms of the anomaly scores of both classes. */
import { type BinaryArray, grouped, type NumberArray, quantile } from '../base/index';
import { formatShort, percent } from '../tables/number-format';
import { type Figure, type Shape, type Trace, compactAll, extent, requireFinite, requireSameLength } from './figure';
import { PlotError } from './plot-error';
import { markValue } from './shading';
import { axis, roles, themedFigure, translucent } from './theme';

export interface HistogramOptions {
  readonly title?: string;
  readonly threshold?: number;
  /** Default 40. */
  readonly bins?: number;
  /** Draws a logarithmic score axis, with bins of equal width on it; every score must then be positive. */
  readonly log?: boolean;
  /** Unit of the score, default "a.u.". */
  readonly unit?: string;
  /** What is counted, default "windows". */
  readonly items?: string;
}

/**
 * Draws histograms of the normal and the anomalous scores over the same bins, each as a share of its class, with the threshold.
 *
 * @param scores  Higher is more anomalous.
 * @param labels  1 where anomalous; as many as scores.
 * @throws If the lengths differ, or a score is not finite, or not positive while `log` is set.
 */
export function plotHistogram(scores: NumberArray, labels: BinaryArray, options: HistogramOptions = {}): Figure {
  const { title = 'Scores by class', threshold, bins = 40, log = false, unit = 'a.u.', items = 'windows' } = options;
  requireSameLength({ name: 'scores', length: scores.length }, { name: 'labels', length: labels.length });
  requireFinite(scores, 'scores');
  const [low, high] = extent(scores);
  if (log && !(low > 0)) throw new PlotError(`The smallest score is ${low}; a logarithmic axis needs positive scores.`);
  const edges = binEdges(low, high, { bins, log });
  const classes = [
    { name: 'normal', colour: roles.normal, anomalous: false },
    { name: 'anomalous', colour: roles.anomaly, anomalous: true },
  ];
  const data: Trace[] = [];
  const counts: string[] = [];
  const beyond: string[] = [];
  for (const { name, colour, anomalous } of classes) {
    const members = Array.from(scores).filter((_, index) => (labels[index] !== 0) === anomalous);
    const middle =
      members.length > 0 ? ` (median ${formatShort(quantile(Float64Array.from(members).sort(), 0.5))})` : '';
    counts.push(`${formatShort(members.length)} ${name}${middle}`);
    if (threshold !== undefined && members.length > 0) {
      const above = members.filter((score) => score > threshold).length / members.length;
      beyond.push(`${percent(above)} of the ${name}`);
    }
    if (members.length === 0) continue;
    data.push(
      histogramTrace(shares(members, edges, log), {
        edges,
        colour,
        name: `${name} (${grouped(members.length)} ${items})`,
      }),
    );
  }
  const shapes: Shape[] =
    threshold === undefined ? [] : [markValue(threshold, { axis: 'x', name: `threshold ${formatShort(threshold)}` })];
  return themedFigure({
    title,
    alt: `${title}: histograms of the scores of ${counts.join(' and ')} ${items}${threshold === undefined ? '' : `; above the threshold ${formatShort(threshold)} are ${beyond.join(' and ')}`}.`,
    data,
    layout: {
      xaxis: axis({ title: 'Anomaly score', unit, log }),
      yaxis: axis({ title: 'Share of the class', unit: '%', extra: { rangemode: 'tozero' } }),
      shapes,
    },
  });
}

function binEdges(low: number, high: number, { bins, log }: { bins: number; log: boolean }): number[] {
  // Scores that are all equal still need a bin with a width.
  const width = high > low ? 0 : Math.abs(low) * 0.01 || 0.5;
  const from = log ? Math.log(low - width) : low - width;
  const to = log ? Math.log(high + width) : high + width;
  const edges = Array.from({ length: bins + 1 }, (_, index) => from + (index * (to - from)) / bins);
  return log ? edges.map(Math.exp) : edges;
}

/** Returns the percentage of the members in each bin; the last bin includes its upper edge. */
function shares(members: readonly number[], edges: readonly number[], log: boolean): number[] {
  const bins = edges.length - 1;
  const place = (value: number): number => (log ? Math.log(value) : value);
  const from = place(edges[0]);
  const width = (place(edges[bins]) - from) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const member of members) {
    const bin = Math.floor((place(member) - from) / width);
    counts[Math.min(bins - 1, Math.max(0, bin))]++;
  }
  return counts.map((count) => (100 * count) / members.length);
}

/** Draws steps with a filled area, because bars would differ in width on a logarithmic axis. */
function histogramTrace(
  heights: readonly number[],
  style: { edges: readonly number[]; colour: string; name: string },
): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name: style.name,
    x: compactAll(style.edges),
    y: compactAll([...heights, heights[heights.length - 1]], 4),
    line: { shape: 'hv', color: style.colour, width: 1.5 },
    fill: 'tozeroy',
    fillcolor: translucent(style.colour, 0.25),
  };
}
