/** Figures over time: telemetry, input and reconstruction, anomaly scores. */
import { mean, type NumberArray } from '../base/index';
import type { Segment } from '../data/segments';
import { formatShort } from '../tables/number-format';
import { shadedPhrase } from './describe';
import { type Figure, extent, requireFinite, requireSameLength } from './figure';
import { PlotError } from './plot-error';
import { markValue, shadeSegments } from './shading';
import { okabeIto, roles } from './theme';
import { type TimeOptions, type TimePanel, stackPanels } from './time-panels';

export interface TelemetryRow {
  readonly name: string;
  readonly values: NumberArray;
  /** Default "scaled": the publisher of SMAP and MSL scaled the telemetry to (-1, 1). */
  readonly unit?: string;
}

/**
 * Draws the telemetry of one or more channels or features, one row each over a shared time axis, labelled anomalies shaded.
 *
 * @throws If there is no row, or a row is empty or holds a value that is not finite.
 */
export function plotTelemetry(rows: readonly TelemetryRow[], options: TimeOptions = {}): Figure {
  if (rows.length === 0) throw new PlotError('plotTelemetry got no rows; expected at least one { name, values }.');
  const panels: TimePanel[] = rows.map(({ name, values, unit = 'scaled' }) => ({
    title: name,
    unit,
    lines: [{ name, values, colour: roles.normal, inLegend: false }],
  }));
  const title = options.title ?? `Telemetry of ${rows.map((row) => row.name).join(', ')}`;
  const ranges = rows.map(({ name, values, unit = 'scaled' }) => {
    return `${rows.length > 1 ? `${name} ` : ''}${extent(values)
      .map((value) => formatShort(value))
      .join(' to ')} (${unit})`;
  });
  const length = formatShort(rows[0].values.length);
  const alt = `${title}: ${rows.length > 1 ? `${rows.length} line charts` : 'line chart'} of ${length} steps, values from ${ranges.join(', ')}${shadedPhrase(options.segments)}.`;
  return stackPanels(panels, { ...options, title, alt });
}

export interface ReconstructionOptions extends TimeOptions {
  /** Name of the feature shown, default "telemetry". */
  readonly feature?: string;
  /** Default "scaled". */
  readonly unit?: string;
  /** What the two lines are, where they are not an input and its reconstruction. */
  readonly names?: readonly [shown: string, beside: string];
}

/**
 * Draws a model's input and its reconstruction in one panel, and the absolute error in a second.
 *
 * @throws If the two differ in length or hold a value that is not finite.
 */
export function plotReconstruction(
  input: NumberArray,
  reconstruction: NumberArray,
  options: ReconstructionOptions = {},
): Figure {
  const { feature = 'telemetry', unit = 'scaled', names = ['input', 'reconstruction'] } = options;
  requireSameLength({ name: 'input', length: input.length }, { name: 'reconstruction', length: reconstruction.length });
  const error = Array.from(input, (value, index) => Math.abs(value - reconstruction[index]));
  requireFinite(error, 'absolute error of the reconstruction');
  const title = options.title ?? `Input and reconstruction of ${feature}`;
  const largest = extent(error)[1];
  const { start = 0, stride = 1 } = options;
  const alt = `${title}: line charts of ${names.join(' and ')} over ${formatShort(error.length)} steps and of how far they are apart; mean absolute ${options.names ? 'difference' : 'error'} ${formatShort(mean(error))}, largest ${formatShort(largest)} at step ${formatShort(start + stride * error.indexOf(largest))}${shadedPhrase(options.segments)}.`;
  const panels: TimePanel[] = [
    {
      title: feature,
      unit,
      lines: [
        { name: names[0], values: input, colour: roles.normal },
        {
          name: names[1],
          values: reconstruction,
          colour: roles.reconstruction,
          // Dashes vanish in a dense line, and a solid one hides the input.
          ...(input.length <= 500 ? { dash: 'dash' } : { opacity: 0.8 }),
        },
      ],
    },
    {
      title: options.names ? 'Absolute difference' : 'Absolute error',
      unit,
      lines: [{ name: 'error', values: error, colour: roles.error, inLegend: false }],
    },
  ];
  return stackPanels(panels, { ...options, title, alt });
}

export interface ScorePlotOptions extends TimeOptions {
  /** Scores above it count as anomalous. */
  readonly threshold?: number;
  /** A threshold that follows the scores, one value for each; in place of `threshold`. */
  readonly follows?: NumberArray;
  /** Stretches that the detector marked as anomalous, half-open; drawn as a strip along the bottom. */
  readonly detected?: readonly Segment[];
  /** Unit of the score, default "a.u.". */
  readonly unit?: string;
  /** Draws a logarithmic score axis; every score must then be positive. */
  readonly log?: boolean;
}

/**
 * Draws the anomaly score over time with its threshold, labelled anomalies shaded, detections as a strip along the bottom.
 *
 * @param scores  One per step, or one per window with `stride` set to the window stride and `start` to the first window's place.
 * @throws If there is no score, one is not finite, one is not positive and `log` is set, or there are more or fewer values to
 *         follow than scores.
 */
export function plotScores(scores: NumberArray, options: ScorePlotOptions = {}): Figure {
  const { threshold, follows, detected = [], unit = 'a.u.', log = false, title = 'Anomaly score over time' } = options;
  requireFinite(scores, 'scores');
  const [lowest, highest] = extent(scores);
  if (log && !(lowest > 0))
    throw new PlotError(`The smallest score is ${lowest}; a logarithmic axis needs positive scores.`);
  const shapes = shadeSegments(detected, {
    name: 'detected',
    colour: okabeIto.purple,
    band: [0, 0.035],
    opacity: 0.65,
  });
  if (threshold !== undefined) {
    shapes.push(markValue(threshold, { axis: 'y', name: `threshold ${formatShort(threshold)}` }));
  }
  if (follows)
    requireSameLength({ name: 'follows', length: follows.length }, { name: 'scores', length: scores.length });
  const above = follows
    ? `, ${countAbove(scores, (i) => follows[i])} above the threshold that follows them`
    : threshold === undefined
      ? ''
      : `, ${countAbove(scores, () => threshold)} above the threshold ${formatShort(threshold)}`;
  const { start = 0, stride = 1 } = options;
  const peak = `largest ${formatShort(highest)} at step ${formatShort(start + stride * scores.indexOf(highest))}`;
  const alt = `${title}: line chart of ${formatShort(scores.length)} scores, ${peak}${above}${shadedPhrase(options.segments)}.`;
  const lines = [
    { name: 'anomaly score', values: scores, colour: roles.normal },
    ...(follows ? [{ name: 'threshold that follows', values: follows, colour: roles.threshold, dash: 'dash' }] : []),
  ];
  return stackPanels([{ title: 'Anomaly score', unit, log, lines }], { ...options, title, alt, shapes });
}

function countAbove(scores: NumberArray, thresholdAt: (i: number) => number): number {
  let count = 0;
  for (let i = 0; i < scores.length; i++) if (scores[i] > thresholdAt(i)) count++;
  return count;
}
