/** Why a channel is hard: whether its anomalies look normal, or its normal stretches no longer look like training. */
import { quantile } from '../base/index';
import { column } from '../data/index';
import { rocAuc } from '../metrics/index';
import { contextRows, pooledDistances, standardizeRows, stepScores } from '../scoring/index';
import type { SeriesPair } from '../detectors/index';

/** Distances are medians, to the nearest hundredth of the training stretches, in training deviations of the statistics. */
export interface Diagnosis {
  /** Of the training stretches themselves. */
  readonly training: number;
  /** Of the normal test steps' stretches. */
  readonly normal: number;
  /** Of the anomalous test steps' stretches. */
  readonly anomalous: number;
  /** Share of the test steps' telemetry that lies at five training deviations or beyond, where report 3's clip cuts it. */
  readonly clipped: number;
  /** ROC-AUC of the time index, over steps: what is known of the anomalies from where they lie alone. */
  readonly position: number;
  /**
   * `visible`: anomalous steps lie further from training than normal ones. Else `drift`: normal test steps lie at least one
   * deviation further than training does, so that the normal state itself has changed; or `label`: both look like
   * training, so that the label says what these values do not show. It says nothing of why a detector that knows the place
   * of anomalies does well: see `position`.
   */
  readonly verdict: 'visible' | 'drift' | 'label';
}

const STRETCH = 50;
const STRIDE = 10;
const SHARE = 0.01;
const LIMIT = 5 - 1e-6;

/**
 * Measures how far a channel's stretches of 50 steps lie from the nearest hundredth of its training stretches, by their
 * statistics. It reads the labels, and explains results after the fact; no detector uses it.
 */
export function diagnose({ train, test }: Pick<SeriesPair, 'train' | 'test'>): Diagnosis {
  const options = { describe: 'statistics', windowSize: STRETCH, stride: STRIDE, features: [0] } as const;
  const [reference, rows] = [contextRows(train, options), contextRows(test, options)];
  const [scaledReference, scaled] = [standardizeRows(reference, reference), standardizeRows(reference, rows)];
  const [pair] = pooledDistances(scaledReference, scaled, { shares: [SHARE], compareWith: 'training' });
  const steps = stepScores(pair.test, { stride: STRIDE, length: test.length });
  const ofClass = (label: number) => median(steps.filter((_, step) => test.labels![step] === label));
  const [training, normal, anomalous] = [median(pair.train), ofClass(0), ofClass(1)];
  const cut = Array.from({ length: test.length }, (_, step) => Math.abs(test.values[step * test.features]) >= LIMIT);
  return {
    training,
    normal,
    anomalous,
    clipped: cut.filter(Boolean).length / test.length,
    position: rocAuc(
      Float64Array.from({ length: test.length }, (_, step) => step),
      test.labels!,
    ),
    verdict: anomalous > normal ? 'visible' : normal > training + 1 ? 'drift' : 'label',
  };
}

const median = (values: Float64Array) => quantile(values.slice().sort(), 0.5);

/** Computes the share of normal and of anomalous test steps whose telemetry lies outside the range of training. */
export function outsideTraining({ train, test }: Pick<SeriesPair, 'train' | 'test'>): {
  readonly normal: number;
  readonly anomalous: number;
} {
  const known = column(train, 0);
  const [low, high] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
  const values = column(test, 0);
  const share = (label: number) => {
    const own = values.filter((_, step) => test.labels![step] === label);
    return own.filter((value) => value < low || value > high).length / Math.max(1, own.length);
  };
  return { normal: share(0), anomalous: share(1) };
}
