/** Heat maps: features over time, and the confusion matrix. */
import { grouped, type NumberArray } from '../base/index';
import type { Segment } from '../data/segments';
import type { Confusion } from '../metrics/confusion';
import { formatShort } from '../tables/number-format';
import { bold, LINE_BREAK } from './chart-text';
import { downsampleGrid } from './downsample';
import { shadedPhrase } from './describe';
import { type Annotation, type Figure, type Shape, type Trace, compact, extent, requireFinite } from './figure';
import { PlotError } from './plot-error';
import { shadeSegments } from './shading';
import { axis, divergingScale, roles, sequentialScale, themedFigure } from './theme';

/** Largest number of cells of a heat map in a figure; each takes about five bytes in a notebook. */
const MAX_CELLS = 12_000;

export interface HeatMapOptions {
  /** Columns of `values`. */
  readonly features: number;
  readonly title?: string;
  /** One name per feature; default "0", "1", ... */
  readonly featureNames?: readonly string[];
  /** What a row is, default "Feature". */
  readonly rowTitle?: string;
  readonly segments?: readonly Segment[];
  /** Step of the first row, default 0. */
  readonly start?: number;
  /** Unit of the cells, default "scaled". */
  readonly unit?: string;
  /** Uses colours that diverge from zero, for signed values; default true if the values have both signs. */
  readonly diverging?: boolean;
}

/**
 * Draws all features over time, one row per feature, with labelled anomalies as a strip above. A series longer than the figure
 * is thinned so that each cell shows the value farthest from its feature's mean.
 *
 * @param values  Row-major, shape [time, features], like the values of a series.
 * @throws If the length is not a multiple of `features`, names and features differ in number, or a value is not finite.
 */
export function plotHeatMap(values: NumberArray, options: HeatMapOptions): Figure {
  const { features, title = 'Features over time', featureNames, segments = [], start = 0, unit = 'scaled' } = options;
  const { rowTitle = 'Feature' } = options;
  requireFinite(values, 'values of the heat map');
  const time = values.length / features;
  if (!Number.isInteger(time) || features < 1) {
    throw new PlotError(`The heat map has ${values.length} values; expected a multiple of its ${features} features.`);
  }
  if (featureNames && featureNames.length !== features) {
    throw new PlotError(
      `The heat map has ${features} features and ${featureNames.length} names; expected one name each.`,
    );
  }
  const grid = { values: transposed(values, time, features), rows: features, columns: time };
  const { cells, columnStep } = downsampleGrid(grid, {
    maxRows: features,
    maxColumns: Math.min(800, Math.max(50, Math.floor(MAX_CELLS / features))),
  });
  const names = featureNames ? [...featureNames] : Array.from({ length: features }, (_, feature) => String(feature));
  const trace = heatTrace(cells, { values, unit, diverging: options.diverging });
  const span = { x0: start + (columnStep - 1) / 2, dx: columnStep };
  return themedFigure({
    title,
    alt: `${title}: heat map of ${features} ${rowTitle === 'Feature' ? 'features' : `rows (${rowTitle.toLowerCase()})`} over ${formatShort(time)} steps, values ${extent(
      values,
    )
      .map((value) => formatShort(value))
      .join(' to ')}${shadedPhrase(segments).replace('shaded', 'marked above it')}.`,
    data: [{ ...trace, ...span, y: names }],
    layout: {
      xaxis: axis({ title: 'Time', unit: 'steps', extra: { showgrid: false } }),
      yaxis: axis({ title: rowTitle, unit: null, extra: { autorange: 'reversed', showgrid: false, nticks: 30 } }),
      shapes: strip(segments),
    },
    height: Math.min(760, 200 + 12 * features),
  });
}

/** Draws the 2 by 2 confusion matrix: counts, and what share of each true class they are. */
export function plotConfusion(counts: Confusion, options: { title?: string; unit?: string } = {}): Figure {
  const { title = 'Confusion matrix', unit = 'windows' } = options;
  const rows = [
    [counts.tn, counts.fp],
    [counts.fn, counts.tp],
  ];
  requireFinite(rows.flat(), 'confusion counts');
  const shares = rows.map((row) => row.map((count) => (100 * count) / Math.max(1, row[0] + row[1])));
  const classes = ['normal', 'anomalous'];
  const annotations: Annotation[] = rows.flatMap((row, i) =>
    row.map((count, j) => ({
      text: `${bold(grouped(count))}${LINE_BREAK}${shares[i][j].toFixed(1)} %`,
      x: classes[j],
      y: classes[i],
      showarrow: false,
      font: { size: 16, color: shares[i][j] > 50 ? '#FFFFFF' : roles.text },
    })),
  );
  const trace: Trace = {
    type: 'heatmap',
    x: classes,
    y: classes,
    z: shares.map((row) => row.map((share) => compact(share, 4))),
    zmin: 0,
    zmax: 100,
    colorscale: [
      [0, '#F7FBFF'],
      [1, roles.normal],
    ],
    xgap: 3,
    ygap: 3,
    colorbar: { title: { text: `Share of the${LINE_BREAK}true class (%)` }, thickness: 14 },
  };
  return themedFigure({
    title,
    alt: `${title}: confusion matrix; of ${formatShort(counts.tp + counts.fn)} anomalous ${unit} ${formatShort(counts.tp)} are found and ${formatShort(counts.fn)} missed, of ${formatShort(counts.fp + counts.tn)} normal ones ${formatShort(counts.fp)} are called anomalous.`,
    data: [trace],
    layout: {
      xaxis: axis({ title: `Called (${unit})`, unit: null, extra: { showgrid: false } }),
      yaxis: axis({ title: `Truly (${unit})`, unit: null, extra: { showgrid: false, autorange: 'reversed' } }),
      annotations,
    },
    height: 400,
  });
}

function heatTrace(
  cells: readonly (readonly number[])[],
  options: { values: NumberArray; unit: string; diverging?: boolean },
): Trace {
  const [low, high] = extent(options.values);
  const diverging = options.diverging ?? (low < 0 && high > 0);
  const bound = Math.max(Math.abs(low), Math.abs(high));
  return {
    type: 'heatmap',
    z: cells.map((row) => row.map((value) => compact(value, 3))),
    zmin: compact(diverging ? -bound : low),
    zmax: compact(diverging ? bound : high),
    colorscale: diverging ? divergingScale : sequentialScale,
    colorbar: { title: { text: `Value${LINE_BREAK}(${options.unit})` }, thickness: 14 },
  };
}

/** Marks labelled anomalies above the plot, where they do not hide a cell. */
function strip(segments: readonly Segment[]): Shape[] {
  return shadeSegments(segments, { name: 'labelled anomaly', band: [1.005, 1.03], opacity: 1 });
}

function transposed(values: NumberArray, rows: number, columns: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = values[row * columns + column];
  }
  return result;
}
