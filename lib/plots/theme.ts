/**
 * The look of all figures: a palette that colour-blind readers can distinguish, one font, a white ground for print, and axes
 * that name their unit.
 */
import { escapeTexts } from './chart-text';
import type { Axis, Figure, Layout, Trace } from './figure';
import { figureWidth, fitFigure, fontSizes } from './fit-layout';
import { PlotError } from './plot-error';

/** Okabe and Ito's eight colours, safe under the three dichromacies. Source: Okabe & Ito 2008, "Color Universal Design". */
export const okabeIto = {
  black: '#000000',
  orange: '#E69F00',
  skyBlue: '#56B4E9',
  green: '#009E73',
  yellow: '#F0E442',
  blue: '#0072B2',
  vermilion: '#D55E00',
  purple: '#CC79A7',
} as const;

/** What each colour means, the same in every figure. */
export const roles = {
  normal: okabeIto.blue,
  anomaly: okabeIto.vermilion,
  reconstruction: okabeIto.orange,
  error: okabeIto.purple,
  threshold: okabeIto.black,
  reference: '#6B6B6B',
  text: '#1F2328',
  grid: '#E6E8EB',
} as const;

/** Colours of series without a role, in order. Yellow is left out: it is too faint for a line on white. */
export const seriesColours: readonly string[] = [
  okabeIto.blue,
  okabeIto.orange,
  okabeIto.green,
  okabeIto.purple,
  okabeIto.skyBlue,
  okabeIto.vermilion,
  okabeIto.black,
];

/** The marks of the baselines that many figures show: one baseline has one mark, whatever stands beside it. */
const marks: Readonly<Record<string, string>> = {
  'all-anomalous': 'diamond',
  'nearest-neighbour': 'circle',
  random: 'square',
  constant: 'triangle-up',
  'time-index': 'cross',
  'position-prior': 'x',
  pca: 'pentagon',
  'k-means': 'star-square',
};

const otherMarks = ['triangle-down', 'star', 'hexagon', 'bowtie', 'hourglass'];

/** Gives each baseline its mark, also `PCA, 32 components`; one that is not known takes the next that is free. */
export function baselineMarks(names: readonly string[]): string[] {
  let others = 0;
  return names.map((name) => {
    const key = name.split(/[,(]/)[0].trim().toLowerCase().replace(/[^a-z]+/g, '-'); // prettier-ignore
    return Object.hasOwn(marks, key) ? marks[key] : otherMarks[others++ % otherMarks.length];
  });
}

/** Whether a name is that of a baseline with a mark of its own. */
export function isBaseline(name: string): boolean {
  return !otherMarks.includes(baselineMarks([name])[0]);
}

/** Line patterns that alternate with the colours, so that series also differ in a grey print. */
const linePatterns = ['solid', 'dash', 'dot', 'dashdot', 'longdash'];

/** Colour scale for magnitudes: monotone in lightness and readable with any colour vision. */
export const sequentialScale = 'Viridis';

/** Colour scale for signed values around zero: orange and violet, not red and green. */
export const divergingScale = [
  [0, '#B35806'],
  [0.25, '#F1A340'],
  [0.5, '#F7F7F7'],
  [0.75, '#998EC3'],
  [1, '#542788'],
];

/** Returns colour and dash of the series at this place in a legend. */
export function seriesStyle(index: number): { color: string; dash: string } {
  return { color: seriesColours[index % seriesColours.length], dash: linePatterns[index % linePatterns.length] };
}

/** Gives a colour an opacity, for areas that lie over or under lines. */
export function translucent(hex: string, opacity: number): string {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${channels.join(', ')}, ${opacity})`;
}

export interface AxisOptions {
  /** What is measured, e.g. "Time". */
  readonly title: string;
  /** Its unit, e.g. "steps" or "fraction"; null only for categories such as channel names. */
  readonly unit: string | null;
  readonly log?: boolean;
  readonly range?: [number, number];
  /** Any other Plotly axis attribute. */
  readonly extra?: Record<string, unknown>;
}

/**
 * Makes an axis in the theme's look, titled "title (unit)".
 *
 * @throws If the unit is an empty text: a forgotten unit would look like none.
 */
export function axis({ title, unit, log = false, range, extra }: AxisOptions): Axis {
  if (unit === '')
    throw new PlotError(`The axis "${title}" has an empty unit; expected a unit, or null for categories.`);
  return {
    title: { text: unit === null ? title : `${title} (${unit})`, standoff: 8, font: { size: fontSizes.axis } },
    type: unit === null ? 'category' : log ? 'log' : 'linear',
    ...(range ? { range } : {}),
    ...(log ? { exponentformat: 'power', dtick: 1 } : { exponentformat: 'none', separatethousands: true }),
    automargin: true,
    gridcolor: roles.grid,
    showgrid: unit !== null,
    zeroline: false,
    linecolor: roles.reference,
    ticks: 'outside',
    tickcolor: roles.reference,
    ...extra,
  };
}

export interface FigureParts {
  readonly title: string;
  readonly alt: string;
  readonly data: Trace[];
  /** Axes, shapes and everything else that differs from the theme. */
  readonly layout: Record<string, unknown>;
  /** Height in pixels, default 380. */
  readonly height?: number;
  /** Pixels between the legend and the plot, for what a figure draws there; default 0. */
  readonly headroom?: number;
}

/**
 * Puts traces and axes into the theme's layout: title top left, legend below it, both above the plot. Texts stay texts: see
 * {@link escapeTexts}.
 */
export function themedFigure({ title, alt, data, layout, height = 380, headroom = 0 }: FigureParts): Figure {
  const themed: Layout = {
    title: {
      text: title,
      x: 0,
      xref: 'container',
      xanchor: 'left',
      y: 1,
      yref: 'container',
      yanchor: 'top',
      font: { size: fontSizes.title },
    },
    height,
    font: { family: 'Open Sans, Verdana, Arial, sans-serif', size: fontSizes.axis, color: roles.text },
    paper_bgcolor: '#FFFFFF',
    plot_bgcolor: '#FFFFFF',
    colorway: [...seriesColours],
    margin: { l: 64, r: 24, b: 52 },
    legend: { font: { size: fontSizes.legend }, traceorder: 'normal' },
    hovermode: 'closest',
    ...(headroom > 0 ? { meta: { headroom } } : {}),
    ...layout,
  };
  return fitFigure({ data: escapeTexts(data), layout: escapeTexts(themed), alt }, { width: figureWidth, height });
}
