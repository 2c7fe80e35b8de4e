/** What each model is good for, on one radar: every measure as a share of the best model's. */
import type { NumberArray } from '../base/index';
import { LINE_BREAK } from './chart-text';
import { type Figure, type Trace, compact, requireFinite, requireSameLength } from './figure';
import { PlotError } from './plot-error';
import { roles, seriesStyle, themedFigure, translucent } from './theme';

export interface TradeOffMeasure {
  readonly name: string;
  readonly best: 'highest' | 'lowest';
}

export interface TradeOffModel {
  readonly name: string;
  /** One positive value a measure, in its own unit. */
  readonly values: NumberArray;
}

/**
 * Draws models on a radar over measures of different units. Along each axis the best model is at 1; where less is better,
 * as with seconds or parameters, a model with twice the best value is at one half.
 *
 * @param measures  Three or more.
 * @throws          If there are fewer than three measures, no model, or a value is not positive.
 */
export function plotTradeOffs(
  measures: readonly TradeOffMeasure[],
  models: readonly TradeOffModel[],
  options: { title?: string } = {},
): Figure {
  const { title = 'Trade-offs between the models' } = options;
  if (measures.length < 3) throw new PlotError(`A radar has at least three measures; found ${measures.length}.`);
  if (models.length === 0) throw new PlotError('plotTradeOffs got no models; expected at least one { name, values }.');
  models.forEach((model) => requirePositive(model, measures));
  const shares = models.map(({ values }) => measures.map((measure, i) => share(values[i], { measure, i, models })));
  const names = measures.map(({ name, best }) => (best === 'lowest' ? `${name}${LINE_BREAK}(less is better)` : name));
  const data = models.map(({ name }, index): Trace => {
    const style = seriesStyle(index);
    return {
      type: 'scatterpolar',
      name,
      // The first point again, to close the line.
      r: [...shares[index], shares[index][0]],
      theta: [...names, names[0]],
      fill: 'toself',
      fillcolor: translucent(style.color, 0.08),
      line: { ...style, width: 2 },
    };
  });
  const best = measures.map(({ name }, i) => `${name} ${models[shares.findIndex((each) => each[i] === 1)].name}`);
  return themedFigure({
    title,
    alt: `${title}: radar chart of ${measures.length} measures and ${models.length} models; best at each measure: ${best.join(', ')}.`,
    data,
    layout: {
      polar: {
        // Between two axes, where it hides neither of their names.
        radialaxis: {
          range: [0, 1],
          gridcolor: roles.grid,
          angle: 90 - 180 / measures.length,
          tickangle: 0,
          tickvals: [0, 0.5, 1],
        },
        angularaxis: { gridcolor: roles.grid, direction: 'clockwise' },
      },
      annotations: [
        {
          text: `Along each axis:${LINE_BREAK}share of the best model (fraction)`,
          align: 'left',
          showarrow: false,
          xref: 'paper',
          yref: 'paper',
          x: 0,
          y: -0.08,
          xanchor: 'left',
          yanchor: 'top',
        },
      ],
      margin: { l: 90, r: 90, b: 72 },
    },
    height: 520,
    headroom: 40,
  });
}

function requirePositive({ name, values }: TradeOffModel, measures: readonly TradeOffMeasure[]): void {
  requireSameLength({ name, length: values.length }, { name: 'measures', length: measures.length });
  requireFinite(values, name);
  const bad = measures.findIndex((_, i) => !(values[i] > 0));
  if (bad !== -1) throw new PlotError(`"${name}" has ${values[bad]} for ${measures[bad].name}; a share needs positive values.`); // prettier-ignore
}

function share(
  value: number,
  { measure, i, models }: { measure: TradeOffMeasure; i: number; models: readonly TradeOffModel[] },
): number {
  const all = models.map(({ values }) => values[i]);
  return compact(measure.best === 'highest' ? value / Math.max(...all) : Math.min(...all) / value, 4);
}
