/**
 * Fits a figure to a size: the title is wrapped in rows of its own at the top, the legend stands in rows of its own beneath it,
 * and the plot has what is left. No text is cut off or drawn over another, on a page as in a column.
 */
import type { Annotation, Axis, Figure, Layout, Trace } from './figure';
import { textWidth, wrapText } from './text-width';

export interface FitSize {
  /** CSS pixels; the texts have the theme's sizes. */
  readonly width: number;
  /** CSS pixels; default the figure's own, with room for the rows that a narrower figure adds. */
  readonly height?: number;
  /** Whether the figure has its title, default true. A caption may stand in its place. */
  readonly title?: boolean;
}

/** Sizes of the theme's texts, in pixels. */
export const fontSizes = { title: 17, axis: 13, legend: 12 } as const;

/** Width in pixels that figures are made for: that of a page. */
export const figureWidth = 900;

/** A figure narrower than this has no room for a legend beside its plot, nor for names of categories side by side. */
const NARROW = 600;

/** Free pixels at the left and right edge, above the title, and beneath the legend. */
const EDGE = 12;

/** Free pixels beneath the plot, for the numbers and the title of its axis. */
const BOTTOM = 52;

/** Height of a row of the legend, in pixels. */
const LEGEND_ROW = 19;

/** Pixels of a legend's entry beside its text: the line, and the gaps. */
const LEGEND_SYMBOL = 50;

/** Size of the names above plots, in pixels. */
const ABOVE = 14;

/** Size of the names of rows in a column, in pixels. */
const ROW = 10;

/** Pixels of a name at the spoke of a radar in a column. */
const SPOKE = 90;

/**
 * Gives a figure as it is drawn at a size. The figure itself stays as it is.
 *
 * @param figure  One of the theme's, perhaps fitted to another size before.
 */
export function fitFigure(figure: Figure, { width, height, title = true }: FitSize): Figure {
  const { data, layout, alt } = figure;
  const isNarrow = width < NARROW;
  const inner = width - 2 * EDGE;
  const text = title ? layout.title.text : '';
  const head = headOf(text, width);
  const entry = <Named extends { readonly name?: string }>(named: Named) => (isNarrow ? wrapName(named, inner) : named);
  const wrapped = isNarrow && 'polar' in layout ? data.map(wrapSpokes) : data;
  const [traces, shapes] = [wrapped.map((trace) => entry(trace)), (layout.shapes ?? []).map((shape) => entry(shape))];
  const rows = legendRows([...traces, ...shapes.filter(({ showlegend }) => showlegend === true)], inner);
  const hasScale = traces.some(({ type, showscale }) => type === 'heatmap' && showscale !== false);
  const above = isNarrow
    ? wrapAbove(layout.annotations ?? [], inner - (hasScale ? 150 : 48))
    : { annotations: [], height: 0 };
  const full =
    height ?? above.height + naturalHeight(layout, { head: head.height, rows: isNarrow ? rows : 1, isNarrow });
  const { headroom: own = 0 } = (layout.meta ?? {}) as { headroom?: number };
  const headroom = own + above.height;
  const top = head.height + headroom + (headroom > 0 ? LEGEND_ROW * rows : 0) + 8;
  const room = { width: inner, height: full - top - LEGEND_ROW * rows - BOTTOM, isNarrow };
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis\d*$/.test(key));
  const fitted: Layout = {
    ...layout,
    title: { ...layout.title, text: head.lines.join('<br>'), pad: { l: EDGE, t: head.pad } },
    height: full,
    ...(shapes.length > 0 ? { shapes } : {}),
    ...(above.annotations.length > 0 ? { annotations: above.annotations } : {}),
    margin: {
      ...(layout.margin as object),
      ...(isNarrow ? narrowSides({ data: traces, layout }, width) : {}),
      t: Math.round(top),
    },
    legend: {
      ...(layout.legend as object),
      ...(isNarrow || !isBeside(layout) ? legendAt(1 - head.height / full) : {}),
    },
    ...Object.fromEntries(axes.map(([key, axis]) => [key, fitAxis(axis as Axis, { ...room, isY: key[0] === 'y' })])),
  };
  return { data: traces, layout: fitted, alt };
}

/** Wraps the names above plots that stand side by side, and gives the further pixels that they take. */
function wrapAbove(annotations: readonly Annotation[], width: number): { annotations: Annotation[]; height: number } {
  const isAbove = ({ yref, y, yanchor }: Annotation) => yref === 'paper' && Number(y) >= 1 && yanchor === 'bottom';
  const room = width / Math.max(1, annotations.filter(isAbove).length) - EDGE;
  const wrapped = annotations.map((each) =>
    isAbove(each) ? { ...each, text: wrapText(each.text, { width: room, size: ABOVE }).join('<br>') } : each,
  );
  const lines = wrapped.filter(isAbove).map(({ text }) => text.split('<br>').length);
  return { annotations: wrapped, height: (Math.max(1, ...lines) - 1) * ABOVE * 1.3 };
}

/** Wraps the names at the spokes of a radar, which have a third of a column at each side. */
function wrapSpokes(trace: Trace): Trace {
  if (!Array.isArray(trace.theta)) return trace;
  const wrap = (name: unknown) => wrapText(String(name), { width: SPOKE, size: fontSizes.axis }).join('<br>');
  return { ...trace, theta: trace.theta.map(wrap) };
}

/** Wraps a title, and gives the pixels that it takes at the top. */
function headOf(title: string, width: number): { lines: string[]; height: number; pad: number } {
  const lines = wrapText(title, { width: width - 2 * EDGE, size: fontSizes.title });
  // Plotly puts the top of a single line there, and the baseline of the first of several.
  const pad = lines.length > 1 ? EDGE + 0.7 * fontSizes.title : EDGE;
  return { lines, height: EDGE + Math.ceil(lines.length * fontSizes.title * 1.3), pad };
}

/** The legend's place: all of the width, its upper edge beneath the title. */
function legendAt(y: number): Record<string, unknown> {
  return {
    orientation: 'h',
    xref: 'container',
    x: 0,
    xanchor: 'left',
    yref: 'container',
    y: Math.round(1e4 * y) / 1e4,
    yanchor: 'top',
    // Plotly's default cuts off what is more than half of a low figure.
    maxheight: 1,
  };
}

/** Whether the legend stands to the right of the plot. */
function isBeside({ legend }: Layout): boolean {
  return ((legend as { x?: number } | undefined)?.x ?? 0) > 1;
}

/** A column is narrow but not low: a figure keeps most of its height, and gains what the rows above its plot take. */
function naturalHeight(
  layout: Layout,
  { head, rows, isNarrow }: { head: number; rows: number; isNarrow: boolean },
): number {
  const own = headOf(layout.title.text, figureWidth).height;
  const plot = layout.height - own;
  // A low figure is as low as its rows allow, and so is one whose rows have names.
  const hasNames = Array.isArray((layout.yaxis as Axis | undefined)?.ticktext);
  return Math.round(
    (isNarrow && !hasNames ? Math.max(Math.min(plot, 320), 0.8 * plot) : plot) +
      head +
      LEGEND_ROW * Math.max(0, rows - 1),
  );
}

/** Counts the rows of a legend. Where one row does not hold all entries, Plotly puts them in columns of one width. */
function legendRows(entries: readonly { name?: string; showlegend?: unknown; type?: string }[], width: number): number {
  const shown = entries.filter(({ name, showlegend, type }) => {
    return name !== undefined && showlegend !== false && type !== 'heatmap' && type !== 'image';
  });
  const widths = shown.map(({ name = '' }) => LEGEND_SYMBOL + longest(name, fontSizes.legend));
  const total = widths.reduce((sum, each) => sum + each, 0);
  if (total <= width) return Math.min(1, shown.length);
  const columns = Math.max(1, Math.floor(width / Math.max(...widths)));
  const lines = Math.max(...shown.map(({ name = '' }) => name.split('<br>').length));
  return Math.ceil(shown.length / columns) * lines;
}

/** Wraps the name that an entry has in the legend. */
function wrapName<Named extends { readonly name?: string }>(named: Named, width: number): Named {
  if (named.name === undefined) return named;
  const lines = wrapText(named.name, { width: width - LEGEND_SYMBOL - 40, size: fontSizes.legend });
  return { ...named, name: lines.join('<br>') };
}

interface AxisRoom {
  /** Pixels of the figure's width and of its plots' height. */
  readonly width: number;
  readonly height: number;
  readonly isNarrow: boolean;
  readonly isY: boolean;
}

/** Wraps the title of an axis to the axis' own length, and lets the names of categories turn where they are close. */
function fitAxis(axis: Axis, { width, height, isNarrow, isY }: AxisRoom): Axis {
  const [from, to] = (axis.domain as [number, number] | undefined) ?? [0, 1];
  const room = (isY ? height : width - 60) * (to - from);
  const lines = (axis.title?.text ?? '')
    .split('<br>')
    .flatMap((line) => wrapText(line, { width: room, size: fontSizes.axis }));
  // In a column there is no room between plots for an axis that is another's, too.
  if (isNarrow && isY && axis.matches !== undefined) return { ...axis, title: { text: '' }, showticklabels: false };
  const named = isNarrow && isY && Array.isArray(axis.ticktext) ? { ...axis, ...wrapRows(axis.ticktext, width) } : axis;
  const turns = isNarrow && !isY && axis.type === 'category' && axis.tickangle === 0;
  return {
    ...named,
    ...(axis.title ? { title: { ...axis.title, text: lines.join('<br>') } } : {}),
    ...(turns ? { tickangle: 'auto' } : {}),
    ...(isNarrow && axis.tickmode !== 'array' ? { nticks: Math.max(2, Math.floor(room / (isY ? 22 : 50))) } : {}),
  };
}

/** Wraps the names of rows, smaller, to two fifths of a column. */
function wrapRows(names: readonly unknown[], width: number): Partial<Axis> {
  const wrap = (name: unknown) => wrapText(String(name), { width: 0.4 * width, size: ROW }).join('<br>');
  return { ticktext: names.map(wrap), tickfont: { size: ROW } };
}

/** Margins of a narrow figure. Axes widen theirs by themselves; a radar does not, and its names stand beside it. */
function narrowSides({ data, layout }: Pick<Figure, 'data' | 'layout'>, width: number): { l: number; r: number } {
  if (!('polar' in layout)) return { l: 48, r: EDGE };
  const names = data.flatMap(({ theta }) => (Array.isArray(theta) ? theta.map(String) : []));
  const side = Math.min(0.32 * width, 14 + Math.max(0, ...names.map((name) => longest(name, fontSizes.axis))));
  return { l: Math.round(side), r: Math.round(side) };
}

/** Gives the width of the longest line of a text. */
function longest(text: string, size: number): number {
  return Math.max(...text.split('<br>').map((line) => textWidth(line, size)));
}
