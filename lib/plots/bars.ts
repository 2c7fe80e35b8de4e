/** Bars of one measure by channel: a model's values beside those of its baselines. */
import { mean, type NumberArray } from '../base/index';
import { formatShort } from '../tables/number-format';
import { lowToHigh } from './describe';
import { type Figure, type Trace, compactAll, requireFinite, requireSameLength } from './figure';
import { PlotError } from './plot-error';
import { markValue } from './shading';
import { axis, baselineMarks, roles, seriesColours, themedFigure } from './theme';

export interface BarSeries {
  readonly name: string;
  /** One value per channel. */
  readonly values: NumberArray;
}

export interface BarOptions {
  /** What the bars show, e.g. "F1". */
  readonly measure: string;
  /** Its unit, default "fraction"; the axis then runs from 0 to just above 1. */
  readonly unit?: string;
  readonly title?: string;
  /** Sorts the channels by the first model, highest value first; default false keeps the given order. */
  readonly sort?: boolean;
  /** What the bars are of, the title of their axis, default "Channel"; e.g. "Kind of anomaly". */
  readonly category?: string;
  /** A dashed line across the bars, such as the smallest value that is enough. */
  readonly level?: { readonly name: string; readonly value: number };
}

/**
 * Draws a measure by channel: a bar for each model, and over the bars an outlined dot for each baseline, so that a glance
 * shows where the model fails to beat it.
 *
 * @param channels  Names along the axis.
 * @param series    `models` become bars, `baselines` dots; each has one value per channel.
 * @throws If there is no model, a series and the channels differ in number, or a value is not finite.
 */
export function plotChannelBars(
  channels: readonly string[],
  series: { models: readonly BarSeries[]; baselines?: readonly BarSeries[] },
  options: BarOptions,
): Figure {
  const { measure, unit = 'fraction', sort = false, category = 'Channel', level } = options;
  const { title = `${measure} by ${lowerFirst(category)}` } = options;
  const { models, baselines = [] } = series;
  if (models.length === 0)
    throw new PlotError('plotChannelBars got no models; expected at least one { name, values }.');
  for (const { name, values } of [...models, ...baselines]) {
    requireSameLength({ name, length: values.length }, { name: 'channels', length: channels.length });
    requireFinite(values, name);
  }
  const order = Array.from(channels.keys());
  if (sort) order.sort((a, b) => models[0].values[b] - models[0].values[a]);
  const inOrder = ({ name, values }: BarSeries) => ({
    name,
    x: order.map((index) => channels[index]),
    y: compactAll(
      order.map((index) => values[index]),
      4,
    ),
  });
  const data: Trace[] = models.map((model, index) => ({
    type: 'bar',
    ...inOrder(model),
    marker: { color: seriesColours[index % seriesColours.length] },
  }));
  const symbols = baselineMarks(baselines.map(({ name }) => name));
  baselines.forEach((baseline, index) => {
    const outline = { color: roles.threshold, width: 1.5 };
    const marker = { symbol: symbols[index], color: '#FFFFFF', size: 8, line: outline };
    data.push({ type: 'scatter', mode: 'markers', ...inOrder(baseline), marker });
  });
  return themedFigure({
    title,
    alt: describe(channels, series, { measure, unit, title, category }),
    data,
    layout: {
      ...(level ? { shapes: [markValue(level.value, { axis: 'y', name: level.name })] } : {}),
      bargap: 0.25,
      xaxis: axis({ title: category, unit: null, extra: { tickangle: channels.length > 10 ? -60 : 0 } }),
      // A little above 1, so that a dot at 1 is drawn whole.
      yaxis: axis({ title: measure, unit, ...(unit === 'fraction' ? { range: [0, 1.03] } : {}) }),
    },
    height: 400,
  });
}

/** Says what the bars are of, and of each model the mean and the ends: many bars cannot be read one by one. */
function describe(
  channels: readonly string[],
  { models, baselines = [] }: { models: readonly BarSeries[]; baselines?: readonly BarSeries[] },
  { measure, unit, title, category }: { measure: string; unit: string; title: string; category: string },
): string {
  const each = models.map(({ name, values }) => {
    const ends = lowToHigh(values, channels);
    return `${name} ${values.length > 2 ? `${ends}, mean ${formatShort(mean(values))}` : ends}`;
  });
  const beside = baselines.map(({ name, values }) => `${name} ${formatShort(mean(values))}`);
  const dots = beside.length > 0 ? `; baselines as marks, mean ${beside.join(', ')}` : '';
  const what = `${measure}${unit === 'fraction' || measure.toLowerCase().includes(unit) ? '' : ` in ${unit}`}`;
  const over = channels.length > 1 ? `, ${channels.length} in all` : '';
  return `${title}: bar chart of ${what} by ${lowerFirst(category)}${over}; ${each.join('; ')}${dots}.`;
}

/** Names that begin with several capitals stay as they are. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}
