/**
 * What `import ... from 'telltale'` gives where Telltale is installed as a package, without TensorFlow: measures,
 * thresholds, data and the judge.
 */

// Measures: arrays in, numbers out.
export { measureInfo, measureNames, type MeasuredOn, type MeasureName, type Measures } from '../lib/experiments';
export { measureAll, type MeasureAllOptions } from '../lib/judge';
export {
  affiliation,
  averagePrecision,
  bestF1,
  bestPointAdjustedF1,
  eventF1,
  MetricError,
  pointAdjust,
  pointAdjustedF1,
  precisionRecallF1,
  rangeF1,
  rocAuc,
  tsbAdMeasures,
  vus,
} from '../lib/metrics';

// Thresholds: scores to predictions.
export {
  applyThreshold,
  dynamicThreshold,
  fitThreshold,
  predictWith,
  ScoringError,
  Spot,
  type FittedThreshold,
  type ThresholdRule,
} from '../lib/scoring';

// Data: files to series, labels and scores.
export { DataError } from '../lib/base';
export {
  describeReading,
  encodeNpy,
  labelsToSegments,
  makeSeries,
  parseNpy,
  periodOf,
  readLabels,
  readSeries,
  segmentsToLabels,
  type ReadOptions,
  type Segment,
  type Series,
  type SeriesReading,
} from '../lib/data';

// The judge: whether a detector really works.
export {
  compareScores,
  describeJudgement,
  judge,
  judgementTables,
  judgeRows,
  loadScores,
  parseThreshold,
  plotJudgement,
  readScores,
  type ByName,
  type Caution,
  type Comparison,
  type JudgedRow,
  type JudgeFiles,
  type Judgement,
  type JudgementRow,
  type JudgeOptions,
  type LabelledSteps,
  type LoadedScores,
  type ReadScoresOptions,
  type ScoresReading,
  type StepScores,
} from '../lib/judge';
export type { Figure } from '../lib/plots';
export { toLatex, toMarkdown, type Table } from '../lib/tables';
