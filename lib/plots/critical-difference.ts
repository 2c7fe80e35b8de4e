/** Mean ranks of many rows and which of them a test does not separate: a critical-difference diagram. */
import { compact, requireFinite, type Figure, type Shape, type Trace } from './figure';
import { PlotError } from './plot-error';
import { axis, roles, themedFigure } from './theme';

export interface RankedRow {
  readonly name: string;
  /** Mean rank, 1 for the best. */
  readonly rank: number;
}

export interface CriticalDifferenceOptions {
  /** Mean ranks that differ by less are not separated. */
  readonly critical: number;
  readonly title?: string;
}

/**
 * Draws rows by mean rank, the best at the top, with a bar beside each largest group of rows that the test does not separate,
 * and the critical difference as a scale. Rows that no bar joins differ by more than chance.
 *
 * @public For the notebook of all data sets.
 * @throws {PlotError} If there are fewer than two rows, a rank is below 1 or not finite, or the difference is not positive.
 * @see Demsar 2006, "Statistical comparisons of classifiers over multiple data sets", JMLR 7, figure 1; names are one below the
 *      other here, which leaves room for long ones.
 */
export function plotCriticalDifference(
  rows: readonly RankedRow[],
  { critical, title = 'Mean ranks' }: CriticalDifferenceOptions,
): Figure {
  if (rows.length < 2) throw new PlotError(`plotCriticalDifference: expected two rows or more, found ${rows.length}.`);
  for (const { name, rank } of rows) {
    requireFinite([rank], name);
    if (rank < 1) throw new PlotError(`"${name}" has the mean rank ${rank}; expected 1 or more.`);
  }
  if (!(critical > 0 && Number.isFinite(critical))) {
    throw new PlotError(`plotCriticalDifference: expected a critical difference above 0, found ${critical}.`);
  }
  const sorted = [...rows].sort((a, b) => a.rank - b.rank);
  const ranks = sorted.map(({ rank }) => rank);
  const groups = inseparable(ranks, critical);
  const last = ranks[ranks.length - 1];
  const gap = Math.max(last - ranks[0], critical) / 40;
  const barAt = (i: number) => compact(last + gap * (6 + 1.5 * i));
  const points: Trace = {
    type: 'scatter',
    mode: 'markers+text',
    name: 'mean rank',
    x: ranks.map((rank) => compact(rank)),
    y: ranks.map((_, i) => i),
    text: ranks.map((rank) => rank.toFixed(1)),
    textposition: 'middle right',
    marker: { color: roles.normal, size: 8 },
    showlegend: false,
  };
  const bars = groups.map(([first, end], i): Trace => ({
    type: 'scatter',
    mode: 'lines',
    name: 'not separated',
    x: [barAt(i), barAt(i)],
    y: [first - 0.25, end + 0.25],
    line: { color: roles.text, width: 5 },
    showlegend: i === 0,
  }));
  const scale: Trace = {
    type: 'scatter',
    mode: 'lines',
    name: `critical difference, ${critical.toFixed(2)}`,
    x: [compact(ranks[0]), compact(ranks[0] + critical)],
    y: [-1, -1],
    line: { color: roles.anomaly, width: 3 },
  };
  return themedFigure({
    title,
    alt: describe(title, sorted, groups, critical),
    data: [points, ...bars, scale],
    layout: {
      xaxis: axis({
        title: 'Mean rank',
        unit: '1 is best',
        range: [Math.max(0, ranks[0] - 2 * gap), Math.max(barAt(groups.length), ranks[0] + critical + gap)],
      }),
      yaxis: axis({
        title: 'Row',
        unit: 'by rank',
        range: [sorted.length - 0.4, -1.6],
        extra: { tickvals: sorted.map((_, i) => i), ticktext: sorted.map(({ name }) => name), showgrid: false },
      }),
      shapes: sorted.map((_, i) => guide(i, ranks[i])),
    },
    height: 150 + 24 * sorted.length,
  });
}

/**
 * Finds the largest groups of neighbouring rows that differ by less than the critical difference, two rows or more each.
 *
 * @param ranks  Ascending.
 * @returns      First and last place of each.
 */
export function inseparable(ranks: readonly number[], critical: number): (readonly [first: number, last: number])[] {
  const groups: (readonly [number, number])[] = [];
  let reached = 0;
  ranks.forEach((rank, first) => {
    let last = first;
    while (last + 1 < ranks.length && ranks[last + 1] - rank < critical) last++;
    if (last > first && last > reached) groups.push([first, last]);
    reached = Math.max(reached, last);
  });
  return groups;
}

/** Draws a faint line from a row's name to its point. */
function guide(place: number, rank: number): Shape {
  return {
    type: 'line',
    xref: 'x',
    yref: 'y',
    x0: 0,
    x1: compact(rank),
    y0: place,
    y1: place,
    layer: 'below',
    line: { color: roles.grid, width: 1 },
  };
}

function describe(
  title: string,
  sorted: readonly RankedRow[],
  groups: readonly (readonly [number, number])[],
  critical: number,
): string {
  const [best] = sorted;
  const first = groups.find(([start]) => start === 0);
  const level = first ? sorted.slice(1, first[1] + 1).map(({ name }) => name) : [];
  const beside = level.length > 0 ? `not separated from it: ${level.join(', ')}` : 'separated from all others';
  return `${title}: ${sorted.length} rows by mean rank, from ${best.rank.toFixed(1)} to ${sorted[sorted.length - 1].rank.toFixed(1)}; best mean rank ${best.rank.toFixed(1)}, ${best.name}, ${beside}; critical difference ${critical.toFixed(2)}.`;
}
