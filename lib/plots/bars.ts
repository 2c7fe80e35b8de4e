/** Bars of one measure by channel: a model's values beside those of its baselines. */
import { mean, type NumberArray } from '../base/index';
import { type Figure, type Trace, compact, compactAll, requireFinite, requireSameLength } from './figure';
import { PlotError } from './plot-error';
import { markValue } from './shading';
import { axis, roles, seriesColours, themedFigure } from './theme';

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
  /** Title of the category axis, default "Channel". */
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
  const { measure, unit = 'fraction', title = `${measure} by channel`, sort = false, category = 'Channel' } = options;
  const { level } = options;
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
  const symbols = symbolsOf(baselines.map(({ name }) => name));
  baselines.forEach((baseline, index) => {
    const outline = { color: roles.threshold, width: 1.5 };
    const marker = { symbol: symbols[index], color: '#FFFFFF', size: 8, line: outline };
    data.push({ type: 'scatter', mode: 'markers', ...inOrder(baseline), marker });
  });
  return themedFigure({
    title,
    alt: `${title}: mean ${[...models, ...baselines].map(({ name, values }) => `${name} ${compact(mean(values), 3)}`).join(', ')} over ${channels.length} ${category === 'Channel' ? 'channels' : 'groups'}.`,
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

/** The marks of the baselines that many figures show: one baseline has one mark, whatever stands beside it. */
const knownSymbols: Readonly<Record<string, string>> = {
  'all-anomalous': 'diamond',
  'nearest-neighbour': 'circle',
  random: 'square',
  constant: 'triangle-up',
  'time-index': 'cross',
  'position-prior': 'x',
  pca: 'pentagon',
};

const otherSymbols = ['triangle-down', 'star', 'hexagon', 'bowtie', 'hourglass'];

/** Gives each baseline its mark; one that is not known takes the next that is free. */
function symbolsOf(names: readonly string[]): string[] {
  let others = 0;
  return names.map((name) => {
    const key = name.toLowerCase().replace(/[^a-z]+/g, '-');
    return Object.hasOwn(knownSymbols, key) ? knownSymbols[key] : otherSymbols[others++ % otherSymbols.length];
  });
}
