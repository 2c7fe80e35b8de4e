/** Panels over one time axis, which the telemetry, reconstruction and score figures share. */
import type { NumberArray } from '../base/index';
import type { Segment } from '../data/segments';
import { LINE_BREAK } from './chart-text';
import { downsampleIndices } from './downsample';
import { type Figure, type Shape, type Trace, compact, requireFinite } from './figure';
import { PlotError } from './plot-error';
import { markValue, shadeSegments } from './shading';
import { axis, roles, themedFigure } from './theme';

interface TimeLine {
  readonly name: string;
  readonly values: NumberArray;
  readonly colour: string;
  readonly dash?: string;
  /** Below 1 if a line would hide the one under it. */
  readonly opacity?: number;
  /** Default true; false for a line that its axis already names. */
  readonly inLegend?: boolean;
}

export interface TimePanel {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly TimeLine[];
  readonly log?: boolean;
}

export interface TimeOptions {
  readonly title?: string;
  /** Labelled anomalies, half-open, in steps of the time axis. */
  readonly segments?: readonly Segment[];
  /** Step of the first value, default 0. */
  readonly start?: number;
  /** Steps from one value to the next, default 1; the window stride for scores of windows. */
  readonly stride?: number;
  /** Unit of the time axis, default "steps": SMAP and MSL publish no clock. */
  readonly timeUnit?: string;
  /** Steps of the time axis that a dashed line marks, such as where the test split begins; the legend names each. */
  readonly marks?: readonly { readonly at: number; readonly name: string }[];
  /** Steps that are drawn again, enlarged, beside the whole; or the surroundings of the first labelled anomaly. */
  readonly zoom?: readonly [from: number, to: number] | 'first anomaly';
}

/** Free height between two panels, as a fraction of the figure. */
const PANEL_GAP = 0.05;

/** Where the whole and the enlarged window stand, as fractions of the plot's width. */
const WHOLE: [number, number] = [0, 0.58];
const ENLARGED: [number, number] = [0.63, 1];

/** Steps about a labelled anomaly that are shown at least. */
const LEAST_AROUND = 50;

/**
 * Stacks panels over a shared time axis, with the labelled anomalies shaded across all of them. With `zoom`, a second column
 * shows the same lines over a few steps.
 *
 * @param panels   From top to bottom; each becomes a y axis.
 * @param options  `alt` and `title` are required here; `shapes` are added to the shading.
 * @throws {PlotError} If a line is empty or holds a value that is not finite, or no step is to be enlarged.
 */
export function stackPanels(
  panels: readonly TimePanel[],
  options: TimeOptions & { title: string; alt: string; shapes?: readonly Shape[] },
): Figure {
  const { title, alt, segments = [], timeUnit = 'steps', marks = [], shapes = [] } = options;
  const window = windowOf(panels, options);
  const count = panels.length;
  const height = (1 - PANEL_GAP * (count - 1)) / count;
  const layout: Record<string, unknown> = {
    xaxis: axis({
      title: 'Time',
      unit: timeUnit,
      extra: { anchor: yAxisId(count - 1), ...(window ? { domain: WHOLE } : {}) },
    }),
  };
  const overTime = [...shadeSegments(segments, { name: 'labelled anomaly' }), ...marks.map(divide), ...shapes];
  layout.shapes = window ? [...overTime.map(inWhole), outline(window), ...inWindow(overTime, window)] : overTime;
  if (window) {
    const extra = { anchor: yAxisId(2 * count - 1), domain: ENLARGED };
    layout.xaxis2 = axis({ title: 'Enlarged', unit: timeUnit, range: window, extra });
  }
  const data: Trace[] = [];
  panels.forEach((panel, index) => {
    const top = 1 - index * (height + PANEL_GAP);
    // A single panel has room for its title in one line; a stacked one does not.
    const panelAxis = axis({ title: panel.title, unit: panel.unit, log: panel.log });
    if (count > 1 && panelAxis.title) panelAxis.title.text = `${panel.title}${LINE_BREAK}(${panel.unit})`;
    layout[`yaxis${index === 0 ? '' : index + 1}`] = {
      ...panelAxis,
      domain: [Math.max(0, compact(top - height)), compact(top)],
      ...(count > 1 ? { nticks: 5 } : {}),
    };
    for (const line of panel.lines) data.push(lineTrace(line, { ...options, yaxis: yAxisId(index) }));
    if (!window) return;
    const besides = { matches: yAxisId(index), anchor: 'x2', showticklabels: false, title: { text: '' } };
    layout[`yaxis${count + index + 1}`] = { ...(layout[`yaxis${index === 0 ? '' : index + 1}`] as object), ...besides };
    const again = { ...options, yaxis: yAxisId(count + index), window };
    for (const line of panel.lines) data.push(lineTrace(line, again));
  });
  return themedFigure({ title, alt, data, layout, height: count === 1 ? 360 : 150 + 130 * count });
}

/** Returns Plotly's name for the y axis of a panel: y, y2, y3. */
function yAxisId(panel: number): string {
  return panel === 0 ? 'y' : `y${panel + 1}`;
}

function lineTrace(
  line: TimeLine,
  { start = 0, stride = 1, yaxis, window }: TimeOptions & { yaxis: string; window?: [number, number] },
): Trace {
  requireFinite(line.values, line.name);
  // A step more at either end, so that the line leaves the panel.
  const first = window ? Math.max(0, Math.floor((window[0] - start) / stride)) : 0;
  const end = window ? Math.ceil((window[1] - start) / stride) + 1 : line.values.length;
  const kept = downsampleIndices(line.values.slice(first, end)).map((index) => first + index);
  return {
    type: 'scatter',
    mode: 'lines',
    name: line.name,
    x: kept.map((index) => start + index * stride),
    y: kept.map((index) => compact(line.values[index])),
    ...(window ? { xaxis: 'x2' } : {}),
    yaxis,
    line: { color: line.colour, width: window ? 1.6 : 1.3, dash: line.dash ?? 'solid' },
    ...(line.opacity === undefined ? {} : { opacity: line.opacity }),
    showlegend: window ? false : (line.inLegend ?? true),
  };
}

/**
 * Gives the steps that are enlarged, at most those that the lines have; undefined if none are asked for, or there is no anomaly
 * to enlarge.
 */
function windowOf(
  panels: readonly TimePanel[],
  { zoom, segments = [], start = 0, stride = 1 }: TimeOptions,
): [number, number] | undefined {
  if (zoom === undefined || (zoom === 'first anomaly' && segments.length === 0)) return undefined;
  const longest = Math.max(...panels.flatMap(({ lines }) => lines.map(({ values }) => values.length)));
  const last = start + stride * (longest - 1);
  const [from, to] = zoom === 'first anomaly' ? around(segments) : zoom;
  if (!(from < to && to > start && from < last)) {
    throw new PlotError(`zoom is [${from}, ${to}]; expected two steps, ascending, among ${start} to ${last}.`);
  }
  return [Math.max(start, from), Math.min(last, to)];
}

/** Gives the first segment with half of its length before it and after it. */
function around(segments: readonly Segment[]): [number, number] {
  const [{ start, end }] = [...segments].sort((a, b) => a.start - b.start);
  const reach = Math.max(LEAST_AROUND, Math.round((end - start) / 2));
  return [start - reach, end + reach];
}

/** Keeps what is drawn across the plot within the whole. */
function inWhole(shape: Shape): Shape {
  return shape.xref === 'paper' ? { ...shape, xref: 'x domain' } : shape;
}

/** Draws shapes of the whole again in the enlarged window, as far as they reach into it. */
function inWindow(shapes: readonly Shape[], [from, to]: readonly [number, number]): Shape[] {
  const own = shapes.filter(({ xref, x0, x1 }) => xref === 'paper' || (Number(x1) >= from && Number(x0) <= to));
  return own.map((shape) => ({
    ...shape,
    ...(shape.xref === 'paper'
      ? { xref: 'x2 domain' }
      : { xref: 'x2', x0: Math.max(from, Number(shape.x0)), x1: Math.min(to, Number(shape.x1)) }),
    showlegend: false,
  }));
}

/** Draws a line across all panels at a step; dotted, to differ from a threshold. */
function divide({ at, name }: { readonly at: number; readonly name: string }): Shape {
  return { ...markValue(at, { axis: 'x', name }), line: { color: roles.text, width: 2, dash: 'dot' } };
}

/** Marks in the whole what is enlarged. */
function outline([x0, x1]: readonly [number, number]): Shape {
  const line = { color: roles.reference, width: 1, dash: 'dot' };
  return { type: 'rect', xref: 'x', yref: 'paper', x0, x1, y0: 0, y1: 1, line };
}
