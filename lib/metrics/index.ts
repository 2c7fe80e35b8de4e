/**
 * Measures of anomaly detection: arrays in, numbers out. Each returns finite numbers or throws a MetricError, whose
 * `reason` says whether the input is invalid or the measure is undefined on it.
 *
 * | measure                                     | all labels normal | all anomalous | nothing predicted |
 * | ------------------------------------------- | ----------------- | ------------- | ----------------- |
 * | precisionRecallF1, pointAdjustedF1, eventF1 | 0                 | defined       | 0                 |
 * | rangeF1                                     | 0                 | 0, see there  | 0                 |
 * | affiliation                                 | undefined         | defined       | 0                 |
 * | averagePrecision, bestF1, PR curve          | undefined         | defined       | does not apply    |
 * | rocAuc, rocCurve, vus                       | undefined         | undefined     | does not apply    |
 *
 * @module
 */
export { affiliation } from './affiliation';
export { bootstrap } from './bootstrap';
export type { BootstrapInterval, BootstrapOptions, Metric } from './bootstrap';
export type { Boundary, BoundaryOptions } from './boundary';
export { accuracy, classReport, confusion, precisionRecallF1 } from './confusion';
export type { ClassMeasures, ClassReport, Confusion, PrecisionRecallF1 } from './confusion';
export { energyDistance } from './energy-distance';
export { eventF1 } from './events';
export type { BinaryInput } from './inputs';
export { meanPrecisionRecall, meanRoc } from './mean-curves';
export type { Band, MeanCurveOptions, MeanPrecisionRecall, MeanRoc } from './mean-curves';
export { MetricError } from './metric-error';
export type { MetricErrorReason } from './metric-error';
export { perfectRanking } from './perfect-ranking';
export { bestPointAdjustedF1, pointAdjust, pointAdjustedF1 } from './point-adjust';
export { averagePrecision, bestF1, precisionRecallCurve } from './precision-recall';
export type { BestF1, PrecisionRecallCurve } from './precision-recall';
export { rangeF1 } from './range';
export { rocAuc, rocCurve } from './roc';
export type { RocCurve, RocCurveOptions } from './roc';
export { tsbAdMeasures, type TsbAdMeasures } from './tsb-ad';
export { vus } from './vus';
export type { Vus, VusOptions } from './vus';
