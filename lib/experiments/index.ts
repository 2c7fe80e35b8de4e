/**
 * What is run: jobs, the series they run on, the protocols they are judged by, suites of them, and their results as
 * tidy rows.
 *
 * @module
 */
export { compareBy, type Group } from './compare-by';
export { executor, executorWithoutPrograms } from './executor';
export { changedSettings, filterRecords, flattenRecord, type Scalar, type Stored } from './flat-record';
export { keptScores, thresholdsByLabels, withThreshold, type LabelledChoice } from './judge-again';
export { jobSchema, nameOfJob, parseJob, settingFaults, usesWindows, type Job } from './job';
export {
  aggregate,
  alarmNote,
  eventScores,
  evaluate,
  measure,
  measureInfo,
  measureNames,
  meanOf,
  measuredOnNames,
  measuresOn,
  tsbAdWindow,
  windowLabels,
  type EventCounts,
  type Evaluation,
  type KindMeasures,
  type WindowScores,
  type MeasuredOn,
  type MeasureName,
  type Measures,
  type WindowMeasures,
  type Count,
  type EventMeasure,
  type WindowMeasure,
  type StepMeasure,
  type MeasuresOf,
  type MeasureInfo,
} from './measures/index';
export {
  CHOSEN_CUT,
  incidentInSet,
  KNOW_NOTHING,
  LATE_CUT,
  PLACE_NOTE,
  placeRows,
  timeIndexRow,
  withPlaceRows,
} from './place-rows';
export { outsideRow, type OwnRow, type OwnTable } from './own-rows';
export { placeScores, type PlaceScores } from './place-scores';
export {
  prepareChannel,
  prepareSeries,
  scalePair,
  type PreparedSeries,
  type PrepareOptions,
  type ScaledPair,
} from './prepare';
export {
  activeShare,
  denseInside,
  dimensionsInUse,
  generalizationGap,
  nats,
  generatedBy,
  RECONSTRUCTED,
  type ClassScores,
  type DenseInside,
  type Draws,
  type FoundEvents,
  type GradientNorms,
  type Generated,
  type LatentSpace,
  type Rival,
} from './probes/index';
export { protocolFor, protocolSchema, smapMslProtocol, type Protocol, type Scaling, type WindowCut } from './protocol';
export { meanCurves, pooledConfusion, scoreCorrelations, type MeanCurves } from './kept-scores';
export { requireJobSettings } from './require-settings';
export { Results, type Quantity, type ResultRow } from './results';
export { isEpochProgress, runJob, type EpochProgress, type JobResult, type MeasuredScores } from './run-job';
export { runJobs, type JobsResult, type RunJobsOptions, type RunPlace } from './run-jobs';
export { runSuite, type SuiteOptions, type SuiteProgress, type SuiteProvenance, type SuiteResult } from './run-suite';
export { notebookSettings, type NotebookSettings } from './settings';
export {
  dataSetSource,
  describeSource,
  describeFiles,
  fileSource,
  filesSchema,
  fingerprintOf,
  loadSource,
  mergedSpacecraft,
  resolveFiles,
  resolveSource,
  smapMslSource,
  targetsOf,
  sourceSchema,
  type DataSetSource,
  type SeriesFiles,
  type Source,
  type SourceSeries,
  type FileSource,
  type TelemetrySource,
  type Wanted,
} from './sources/index';
export {
  markedLabel,
  plainRows,
  ofSeeds,
  planTable,
  planTables,
  type ByProfile,
  type PlannedRow,
  type Suite,
  type SuiteContext,
  type CitedRow,
  type SuiteRow,
  type SuiteTable,
} from './suite';
export { expandSweep, parseSweep, sweepSettings, type Sweep } from './sweep';
export { uniqueList } from './unique-list';
