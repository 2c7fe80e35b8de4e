/** Panels over one time axis, which the telemetry, reconstruction and score figures share. */
import type { NumberArray } from '../base/index';
import type { Segment } from '../data/segments';
import { LINE_BREAK } from './chart-text';
import { downsampleIndices } from './downsample';
import { type Figure, type Shape, type Trace, compact, requireFinite } from './figure';
import { markValue, shadeSegments } from './shading';
import { axis, themedFigure } from './theme';

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
}

/** Free height between two panels, as a fraction of the figure. */
const PANEL_GAP = 0.05;

/**
 * Stacks panels over a shared time axis, with the labelled anomalies shaded across all of them.
 *
 * @param panels   From top to bottom; each becomes a y axis.
 * @param options  `alt` and `title` are required here; `shapes` are added to the shading.
 */
export function stackPanels(
  panels: readonly TimePanel[],
  options: TimeOptions & { title: string; alt: string; shapes?: readonly Shape[] },
): Figure {
  const { title, alt, segments = [], timeUnit = 'steps', marks = [], shapes = [] } = options;
  const count = panels.length;
  const height = (1 - PANEL_GAP * (count - 1)) / count;
  const layout: Record<string, unknown> = {
    xaxis: axis({ title: 'Time', unit: timeUnit, extra: { anchor: yAxisId(count - 1) } }),
    shapes: [
      ...shadeSegments(segments, { name: 'labelled anomaly' }),
      ...marks.map(({ at, name }) => markValue(at, { axis: 'x', name })),
      ...shapes,
    ],
  };
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
  });
  return themedFigure({ title, alt, data, layout, height: count === 1 ? 360 : 150 + 130 * count });
}

/** Returns Plotly's name for the y axis of a panel: y, y2, y3. */
function yAxisId(panel: number): string {
  return panel === 0 ? 'y' : `y${panel + 1}`;
}

function lineTrace(line: TimeLine, { start = 0, stride = 1, yaxis }: TimeOptions & { yaxis: string }): Trace {
  requireFinite(line.values, line.name);
  const kept = downsampleIndices(line.values);
  return {
    type: 'scatter',
    mode: 'lines',
    name: line.name,
    x: kept.map((index) => start + index * stride),
    y: kept.map((index) => compact(line.values[index])),
    yaxis,
    line: { color: line.colour, width: 1.3, dash: line.dash ?? 'solid' },
    ...(line.opacity === undefined ? {} : { opacity: line.opacity }),
    showlegend: line.inLegend ?? true,
  };
}
