/** A measure against a setting that was varied, such as the latent dimension, with its interval over seeds. */
import type { NumberArray } from '../base/index';
import { courseOf } from './describe';
import { type Figure, type Trace, compactAll, compact, requireFinite, requireSameLength } from './figure';
import { PlotError } from './plot-error';
import { axis, baselineMarks, isBaseline, seriesStyle, themedFigure } from './theme';

export interface SweepLine {
  readonly name: string;
  /** One value per setting. */
  readonly values: NumberArray;
  /** Ends of the interval at each setting, e.g. 95 % over seeds; drawn as error bars. */
  readonly low?: NumberArray;
  readonly high?: NumberArray;
}

export interface SweepOptions {
  /** The setting that was varied, default "Latent dimension". */
  readonly parameter?: string;
  /** Its unit, default "dimensions". */
  readonly parameterUnit?: string;
  /** What is measured, e.g. "ROC-AUC". */
  readonly measure: string;
  /** Default "fraction". */
  readonly unit?: string;
  readonly title?: string;
  /** What the bars are, for the alternative text; default "95 % interval over seeds". */
  readonly interval?: string;
}

/**
 * Draws a measure against the settings of a sweep, on a logarithmic axis with a tick at each setting, because settings usually
 * double.
 *
 * @param settings  Positive, ascending, one per point.
 * @throws If there is no line, a line and the settings differ in number, a value is not finite, or a setting is not positive.
 */
export function plotSweep(settings: NumberArray, lines: readonly SweepLine[], options: SweepOptions): Figure {
  const { parameter = 'Latent dimension', parameterUnit = 'dimensions', measure, unit = 'fraction' } = options;
  const { title = `${measure} by ${parameter.toLowerCase()}`, interval = '95 % interval over seeds' } = options;
  if (lines.length === 0) throw new PlotError('plotSweep got no lines; expected at least one { name, values }.');
  requireFinite(settings, parameter);
  const bad = Array.from(settings).find((setting) => !(setting > 0));
  if (bad !== undefined) throw new PlotError(`"${parameter}" holds ${bad}; expected positive settings.`);
  const ticks = Array.from(settings);
  const ends = lines.map(({ name, values }) => `${name} ${courseOf(values, ticks, 'highest')}`);
  const data = lines.map((line, index) => sweepTrace(line, { ticks, index }));
  const bars = lines.some(({ low }) => low !== undefined) ? `; bars are the ${interval}` : '';
  return themedFigure({
    title,
    alt: `${title}: line chart of ${measure} over ${ticks.length} settings from ${ticks[0]} to ${ticks[ticks.length - 1]} ${parameterUnit}; ${ends.join('; ')}${bars}.`,
    data,
    layout: {
      xaxis: axis({
        title: parameter,
        unit: parameterUnit,
        log: true,
        extra: { tickmode: 'array', tickvals: ticks, ticktext: ticks.map(String), dtick: undefined },
      }),
      yaxis: axis({ title: measure, unit }),
    },
  });
}

function sweepTrace(line: SweepLine, { ticks, index }: { ticks: readonly number[]; index: number }): Trace {
  const { name, values, low, high } = line;
  requireSameLength({ name, length: values.length }, { name: 'settings', length: ticks.length });
  requireFinite(values, name);
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name,
    // Slightly apart, because error bars at the same place would hide one another.
    x: ticks.map((tick) => compact(tick * (1 + 0.03 * index))),
    y: compactAll(values),
    line: { ...seriesStyle(index), width: 2 },
    marker: { size: 7, ...(isBaseline(name) ? { symbol: baselineMarks([name])[0] } : {}) },
    ...(low && high ? { error_y: errorBars(line, low, high) } : {}),
  };
}

function errorBars({ name, values }: SweepLine, low: NumberArray, high: NumberArray): Record<string, unknown> {
  for (const [end, array] of [['low', low], ['high', high]] as const) {
    requireSameLength({ name: `${end} of ${name}`, length: array.length }, { name, length: values.length });
    requireFinite(array, `${end} of ${name}`);
  } // prettier-ignore
  return {
    type: 'data',
    symmetric: false,
    array: Array.from(values, (value, i) => compact(high[i] - value)),
    arrayminus: Array.from(values, (value, i) => compact(value - low[i])),
    width: 4,
    thickness: 1.5,
  };
}
