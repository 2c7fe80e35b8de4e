/**
 * The one import of a notebook of your own: everything that reads, scores, measures, tabulates and draws. What only the
 * ten notebooks need (suites, claims, exercises, leaderboard) and what runs as a service (monitor) stays in its folder.
 *
 * @module
 */
export {
  type BinaryArray,
  correlation,
  DataError,
  mean,
  median,
  type NumberArray,
  quantile,
  Random,
  REPOSITORY_ROOT,
  standardDeviation,
  variance,
} from './base/index';
export * from './data/index';
export * from './runtime/index';
export * from './layers/index';
export * from './models/index';
export * from './training/index';
export * from './metrics/index';
export * from './scoring/index';
export * from './detectors/index';
export * from './experiments/index';
export * from './pipeline/index';
export * from './tables/index';
export * from './plots/index';
export * from './judge/index';
// Two folders have a type of the same name: the one that a notebook is more likely to name keeps it.
export type { Description } from './data/index';
export type { WindowScores } from './detectors/index';
export type { Comparison } from './judge/index';
export type { ScoringTime } from './pipeline/index';
