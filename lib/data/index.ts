/**
 * Everything before a model: files to series, series to windows. The download of data sets is in ./download.
 *
 * @module
 */
export { appendSeries } from './append-series';
export { describeChannels, type ChannelSummary } from './channel-summary';
export { clip, dropMissing, fillMissing } from './cleaning';
export { clippedShare, clippedShares } from './clipped-share';
export { correlatedSamples, type CorrelatedAnomaly, type CorrelatedData, type CorrelatedOptions } from './correlated';
export { findDataSet } from './data-sets';
export { gaussianImages, type GaussianImagesOptions } from './gaussian-images';
export { groupIncidents, incidentsOf, labelJaccard, type Incidents, type LabelledSpans } from './incidents';
export { loadSeries, parseSeries, readColumnNames, readSeries } from './load-series';
export { describeReading, type Described } from './describe-reading';
export { readScoreColumn } from './read-score-column';
export { WrongLabelCount } from './labelled-series';
export { readLabels, type LabelReading } from './read-labels';
export { readSeriesLike, readSeriesWithout } from './read-like';
export { pickReadOptions, readOptionsSchema, readOptionsShape } from './read-options-schema';
export { meanAbsoluteCorrelation } from './mean-correlation';
export { MNIST_PIXELS, loadDigit, mnistOneClass, type Images, type MnistOptions } from './mnist';
export { listNab, loadNab, type NabSeries } from './nab';
export { encodeNpy, parseNpy, readNpy, readNpyShape, writeNpy, type NpyArray } from './npy';
export { periodOf } from './period';
export { loadOpssat, type OpssatSplit } from './opssat';
export { labelledElsewhere, positionPriors, type LabelledSeries } from './position-prior';
export {
  preprocess,
  preprocessFromJson,
  smapMslPreprocess,
  type FittedPreprocess,
  type Preprocess,
} from './preprocess';
export type { Description, FeatureDescription, LabelDescription, ReadOptions, TimeDescription } from './read-options';
export {
  rhythmSeries,
  type RhythmAnomaly,
  type RhythmEvent,
  type RhythmSeries,
  type RhythmSeriesOptions,
} from './rhythm-series';
export { minMax, robust, zScore } from './scaling';
export { joinSeries } from './join-series';
export { labelsToSegments, segmentsToLabels, type Segment } from './segments';
export { sensorSequences, type SensorSequencesOptions } from './sensor-sequences';
export { listSkab, loadSkab, type SkabExperiment } from './skab';
export {
  column,
  head,
  makeSeries,
  selectRows,
  seriesFromRows,
  sliceSeries,
  viewSeries,
  type Series,
  type SeriesParts,
} from './series';
export { isSimulated, simulateSmapMsl, type SimulatorOptions } from './simulator';
export {
  REPORT_CHANNELS,
  anomalousWindowCount,
  channelSize,
  evaluationChannels,
  listChannels,
  loadChannel,
  type Channel,
  type ChannelInfo,
} from './smap-msl';
export {
  parseLabels,
  type AnomalyClass,
  type AnomalySegment,
  type ChannelLabels,
  type Spacecraft,
} from './smap-msl-labels';
export { findSmapMsl } from './smap-msl-location';
export type { FittedStep, Step, StepResult, StepState, StepSummary } from './step';
export { periodicSeries, type PeriodicSeriesOptions } from './synthetic';
export {
  compareTimes,
  readTime,
  recogniseTime,
  recogniseTimes,
  secondsBetween,
  toNanoseconds,
  unitOf,
  type Instant,
  type TimeForm,
  type TimeUnit,
  type TimeValue,
} from './time-value';
export { loadTsbAd, tsbAdEntries, type TsbAdCollection, type TsbAdEntry } from './tsb-ad';
export type { SeriesReading } from './table-series';
export {
  countChannels,
  oddValues,
  spanPlaces,
  type BeyondRange,
  type ChannelCount,
  type OddValues,
  type SpanPlaces,
} from './telemetry-overview';
export {
  normalWindows,
  pointScores,
  selectWindows,
  slidingWindows,
  trainValidationSplit,
  windowBatches,
  windowCount,
  windowSegments,
  type Windows,
} from './windows';
