/** The leaderboard's rows of the strongest simple detectors of the field. */
import type { SuiteRow } from '../experiments/index';

/** Makes a row of a simple detector with the settings that its label names. */
function simpleRow(
  label: string,
  detector: string,
  use: 'offline' | 'streaming' = 'offline',
  config?: SuiteRow['config'],
): SuiteRow {
  return { label, detector, ...(config && { config }), about: { kind: 'baseline', use } };
}

/**
 * Of the telemetry's one scored feature, `linear-autoregression` has no rank to reduce; the suite of SKAB, which has eight,
 * adds that row.
 */
export const simpleRows: readonly SuiteRow[] = [
  simpleRow('sub-PCA', 'sub-pca'),
  simpleRow("sub-PCA, PyOD's score", 'sub-pca', 'offline', { distance: 'pyod' }),
  simpleRow('sub-PCA, reconstruction', 'sub-pca', 'offline', { distance: 'reconstruction' }),
  simpleRow('DWT-MLEAD', 'dwt-mlead'),
  simpleRow('POLY', 'poly'),
  simpleRow('moving variance', 'moving-variance'),
  simpleRow('moving variance, causal', 'moving-variance', 'streaming', { alignment: 'causal' }),
  simpleRow('matrix profile', 'matrix-profile'),
  simpleRow('matrix profile, left', 'matrix-profile', 'streaming', { among: 'left' }),
  simpleRow('linear autoregression', 'linear-autoregression'),
  simpleRow('linear autoregression, causal', 'linear-autoregression', 'streaming', { alignment: 'causal' }),
  simpleRow('spectral residual', 'spectral-residual'),
  simpleRow('squared difference', 'squared-difference'),
  simpleRow('squared difference, causal', 'squared-difference', 'streaming', { alignment: 'causal' }),
  simpleRow('norm', 'norm'),
  simpleRow('k-shape', 'k-shape'),
  simpleRow('naive ensemble', 'naive-ensemble'),
];
