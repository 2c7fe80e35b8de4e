/** Steps that bring features to one scale, learned from the training series: (x - offset) / scale for each feature. */
import { z } from 'zod';
import { requireFeatures } from './cleaning';
import { DataError } from './data-error';
import { column, type Series } from './series';
import { type FittedStep, fittedStep, type Step } from './step';

/** Below this spread a feature counts as constant and is divided by 1, as in the PyTorch experiment we compare with. */
const CONSTANT = 1e-6;

export const ScaleState = z.object({
  kind: z.enum(['z-score', 'min-max', 'robust']),
  /** What is subtracted from each feature. */
  offset: z.array(z.number()),
  /** What each feature is divided by. */
  scale: z.array(z.number().positive()),
});

type ScaleKind = z.infer<typeof ScaleState>['kind'];

/** Mean 0 and population standard deviation 1 (NumPy's default, and scikit-learn's StandardScaler). */
export function zScore(): Step {
  return scaleStep('z-score', (values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { offset: mean, spread: Math.sqrt(variance) };
  });
}

/** The training range to [0, 1]. */
export function minMax(): Step {
  return scaleStep('min-max', (values) => {
    const [low, high] = values.reduce(
      ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
      [Infinity, -Infinity],
    );
    return { offset: low, spread: high - low };
  });
}

/** Median 0 and interquartile range 1, which outliers hardly move (scikit-learn's RobustScaler). */
export function robust(): Step {
  return scaleStep('robust', (values) => {
    const sorted = values.slice().sort();
    return { offset: quantile(sorted, 0.5), spread: quantile(sorted, 0.75) - quantile(sorted, 0.25) };
  });
}

export function restoreScale(state: z.infer<typeof ScaleState>): FittedStep {
  const { kind, offset, scale } = state;
  if (offset.length !== scale.length) {
    throw new DataError(`${kind}: ${offset.length} offsets but ${scale.length} scales`);
  }
  return fittedStep(state, (series) => {
    const { features } = series;
    requireFeatures(kind, offset.length, series);
    const values = series.values.map((value, i) => (value - offset[i % features]!) / scale[i % features]!);
    return { series: { ...series, values } };
  });
}

function scaleStep(kind: ScaleKind, measure: (values: Float64Array) => { offset: number; spread: number }): Step {
  const fit = (train: Series): FittedStep => {
    const measured = train.names.map((name, feature) => {
      const values = column(train, feature);
      if (values.length === 0) throw new DataError(`${train.name}: ${kind} needs at least one time step`);
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) {
        throw new DataError(
          `${train.name}: ${name} is ${values[bad]} at time step ${bad}; put a cleaning step before ${kind}`,
        );
      }
      return measure(values);
    });
    return restoreScale({
      kind,
      offset: measured.map(({ offset }) => offset),
      scale: measured.map(({ spread }) => (spread < CONSTANT ? 1 : spread)),
    });
  };
  return { kind, fit };
}

/** Linear between the two nearest of sorted values, as NumPy's default. */
function quantile(sorted: Float64Array, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
