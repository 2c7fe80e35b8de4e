/** Attention maps over the same time steps, side by side: what the series attends to and what the prior expects. */
import type { NumberArray } from '../base/index';
import type { Segment } from '../data/segments';
import { formatShort } from '../tables/number-format';
import { LINE_BREAK } from './chart-text';
import { downsampleGrid } from './downsample';
import { shadedPhrase } from './describe';
import { type Figure, type Trace, compact, extent, requireFinite } from './figure';
import { PlotError } from './plot-error';
import { axis, sequentialScale, themedFigure } from './theme';
import { shadeSegments } from './shading';

export interface AttentionMap {
  readonly name: string;
  /** Row-major, shape [steps, steps]: rows are queries. */
  readonly weights: NumberArray;
}

export interface AttentionMapsOptions {
  /** Time steps, rows and columns of each map. */
  readonly steps: number;
  readonly title?: string;
  readonly segments?: readonly Segment[];
  /** Step of the first row and column, default 0. */
  readonly start?: number;
  /** What a cell is, default "weight". */
  readonly quantity?: string;
}

/** Free width between two maps, as a fraction of the figure: numbers and title of the right axis stand in it. */
const GAP = 0.13;

/** Largest number of rows and of columns of a map in a figure. */
const MAX_CELLS_A_SIDE = 80;

/**
 * Draws two to four attention or association maps side by side on one scale, with the anomalies marked above each.
 *
 * @throws If there are fewer than two or more than four maps, or a map does not have `steps * steps` finite weights.
 */
export function plotAttentionMaps(maps: readonly AttentionMap[], options: AttentionMapsOptions): Figure {
  const { steps, title = maps.map(({ name }) => name).join(' and '), segments = [], quantity = 'weight' } = options;
  if (maps.length < 2 || maps.length > 4) throw new PlotError(`There are ${maps.length} maps; expected two to four.`);
  for (const { name, weights } of maps) {
    requireFinite(weights, name);
    if (weights.length !== steps * steps) {
      throw new PlotError(`"${name}" has ${weights.length} weights; expected ${steps} queries x ${steps} keys.`);
    }
  }
  const ranges = maps.map(({ weights }) => extent(weights));
  const scale: [number, number] = [
    Math.min(...ranges.map(([low]) => low)),
    Math.max(...ranges.map(([, high]) => high)),
  ];
  const width = (1 - GAP * (maps.length - 1)) / maps.length;
  const layout: Record<string, unknown> = {
    annotations: maps.map(({ name }, i) => ({
      text: name,
      showarrow: false,
      xref: 'paper',
      yref: 'paper',
      font: { size: 14 },
      x: i * (width + GAP) + width / 2,
      y: 1.03,
      xanchor: 'center',
      yanchor: 'bottom',
    })),
    shapes: maps.flatMap((_, i) =>
      shadeSegments(segments, { name: 'labelled anomaly', band: [1.005, 1.03], opacity: 1 }).map((shape) => ({
        ...shape,
        xref: `x${i || ''}`.replace(/\d+$/, (place) => String(Number(place) + 1)),
        showlegend: i === 0 && shape.showlegend === true,
      })),
    ),
  };
  maps.forEach((_, i) => {
    const suffix = i === 0 ? '' : String(i + 1);
    const left = i * (width + GAP);
    layout[`xaxis${suffix}`] = axis({ title: 'Key', unit: 'step', extra: { showgrid: false, domain: [left, left + width], anchor: `y${suffix}` } }); // prettier-ignore
    const rows = { showgrid: false, autorange: 'reversed', anchor: `x${suffix}`, ...(i > 0 ? { matches: 'y' } : {}) };
    layout[`yaxis${suffix}`] = axis({ title: 'Query', unit: 'step', extra: rows });
  });
  const peaks = maps.map(({ name }, i) => `${name}: ${formatShort(ranges[i][1])}`);
  return themedFigure({
    title,
    alt: `${title}: ${maps.length} heat maps side by side, queries down and keys across, of ${steps} by ${steps} steps each; largest ${quantity} ${peaks.join('; ')}${shadedPhrase(segments).replace('shaded', 'marked above them')}.`,
    data: maps.map((map, i) => mapTrace(map, { ...options, scale, place: i })),
    layout,
    height: maps.length > 2 ? 420 : 540,
    headroom: 34,
  });
}

function mapTrace(
  { name, weights }: AttentionMap,
  options: AttentionMapsOptions & { scale: [number, number]; place: number },
): Trace {
  const { steps, start = 0, quantity = 'weight', scale, place } = options;
  const grid = { values: weights, rows: steps, columns: steps };
  const limit = { maxRows: MAX_CELLS_A_SIDE, maxColumns: MAX_CELLS_A_SIDE };
  const { cells, rowStep, columnStep } = downsampleGrid(grid, limit);
  const suffix = place === 0 ? '' : String(place + 1);
  return {
    type: 'heatmap',
    name,
    z: cells.map((row) => row.map((value) => compact(value, 3))),
    x0: start + (columnStep - 1) / 2,
    dx: columnStep,
    y0: start + (rowStep - 1) / 2,
    dy: rowStep,
    zmin: compact(scale[0]),
    zmax: compact(scale[1]),
    colorscale: sequentialScale,
    xaxis: `x${suffix}`,
    yaxis: `y${suffix}`,
    showscale: place === 0,
    colorbar: { title: { text: `Value${LINE_BREAK}(${quantity})` }, thickness: 14 },
  };
}
