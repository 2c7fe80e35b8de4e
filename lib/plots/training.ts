/** Loss curves of a training run. */
import { counted, type NumberArray } from '../base/index';
import { courseOf } from './describe';
import { type Figure, type Shape, type Trace, compactAll, extent, requireFinite } from './figure';
import { PlotError } from './plot-error';
import { markValue } from './shading';
import { axis, seriesStyle, themedFigure } from './theme';

export interface LossCurve {
  readonly name: string;
  /** One value per epoch; the first is epoch 1. */
  readonly values: NumberArray;
}

export interface LossPlotOptions {
  readonly title?: string;
  /** Epoch, counted from 1, whose weights were kept. */
  readonly bestEpoch?: number;
  /** Draws a logarithmic loss axis; every loss must then be positive. */
  readonly log?: boolean;
  /** Unit of the loss, default "a.u."; e.g. "nats per window" or "squared z-score". */
  readonly unit?: string;
}

/**
 * Draws the loss over epochs, one line per curve (training, validation, or the terms of a loss), with the best epoch marked.
 *
 * @throws If a loss is not finite, not positive on a logarithmic axis, or the best epoch lies outside the run.
 */
export function plotLoss(curves: readonly LossCurve[], options: LossPlotOptions = {}): Figure {
  const { title = 'Loss by epoch', bestEpoch, log = false, unit = 'a.u.' } = options;
  if (curves.length === 0) throw new PlotError('plotLoss got no curves; expected at least one { name, values }.');
  curves.forEach((curve) => requireLoss(curve, log));
  const epochs = Math.max(...curves.map((curve) => curve.values.length));
  const shapes: Shape[] = [];
  if (bestEpoch !== undefined) {
    if (!(bestEpoch >= 1 && bestEpoch <= epochs)) {
      throw new PlotError(`bestEpoch is ${bestEpoch}; expected one of the run's epochs, 1 to ${epochs}.`);
    }
    shapes.push(markValue(bestEpoch, { axis: 'x', name: `best epoch ${bestEpoch}` }));
  }
  const data: Trace[] = curves.map(({ name, values }, index) => ({
    type: 'scatter',
    // Without markers, a run of a single epoch would be invisible.
    mode: epochs <= 30 ? 'lines+markers' : 'lines',
    name,
    x: Array.from(values, (_, epoch) => epoch + 1),
    y: compactAll(values),
    line: { ...seriesStyle(index), width: 2 },
  }));
  const ends = curves.map(
    ({ name, values }) =>
      `${name} ${courseOf(
        values,
        Array.from(values, (_, i) => i + 1),
        'lowest',
      )}`,
  );
  return themedFigure({
    title,
    alt: `${title}: line chart of the loss over ${counted(epochs, 'epoch')}; ${ends.join('; ')}${bestEpoch === undefined ? '' : `; best epoch ${bestEpoch}`}.`,
    data,
    layout: {
      xaxis: axis({ title: 'Training', unit: 'epochs', extra: { tickformat: 'd' } }),
      yaxis: axis({
        title: 'Loss',
        unit,
        log,
        extra: log && spansDecades(curves) ? {} : { dtick: undefined, nticks: 6 },
      }),
      shapes,
    },
  });
}

function requireLoss({ name, values }: LossCurve, log: boolean): void {
  requireFinite(values, name);
  const [lowest] = extent(values);
  if (log && !(lowest > 0)) {
    throw new PlotError(`"${name}" falls to ${lowest}; a logarithmic axis needs positive losses; set log to false.`);
  }
}

/** Whether ticks at powers of ten suffice to read the axis. */
function spansDecades(curves: readonly LossCurve[]): boolean {
  const bounds = curves.map((curve) => extent(curve.values));
  return Math.max(...bounds.map(([, high]) => high)) / Math.min(...bounds.map(([low]) => low)) >= 100;
}
