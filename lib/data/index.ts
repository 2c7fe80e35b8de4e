/** Files to series, series to windows: everything that comes before a model. The download is apart, in ./download. */
export { describeChannels, type ChannelSummary } from './channel-summary';
export {
  ClipState,
  DropMissingState,
  FillMissingState,
  clip,
  dropMissing,
  fillMissing,
  requireFeatures,
  restoreClip,
  restoreDropMissing,
  restoreFillMissing,
} from './cleaning';
export {
  CORRELATED_ANOMALIES,
  correlatedSamples,
  type CorrelatedAnomaly,
  type CorrelatedData,
  type CorrelatedOptions,
} from './correlated';
export { loadLabels, loadSeries, parseLabelColumn, parseSeries, type LoadSeriesOptions } from './load-series';
export { MNIST_PIXELS, loadDigit, mnistOneClass, type Images, type MnistOptions } from './mnist';
export { encodeNpy, parseNpy, readNpy, readNpyShape, writeNpy, type NpyArray } from './npy';
export {
  preprocess,
  preprocessFromJson,
  smapMslPreprocess,
  type FittedPreprocess,
  type Preprocess,
} from './preprocess';
export {
  RHYTHM_ANOMALIES,
  rhythmSeries,
  type RhythmAnomaly,
  type RhythmEvent,
  type RhythmSeries,
  type RhythmSeriesOptions,
} from './rhythm-series';
export { ScaleState, minMax, restoreScale, robust, zScore } from './scaling';
export { labelsToSegments, segmentsToLabels, type Segment } from './segments';
export { sensorSequences, type SensorSequencesOptions } from './sensor-sequences';
export { column, makeSeries, selectRows, seriesFromRows, sliceSeries, type Series, type SeriesParts } from './series';
export { isSimulated, simulateSmapMsl, type SimulatorOptions } from './simulator';
export {
  LABEL_FILE,
  MSL_FEATURES,
  REPORT_CHANNELS,
  SMAP_FEATURES,
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
export { DOWNLOADED_DATA, findSmapMsl } from './smap-msl-location';
export {
  countNonFinite,
  fittedStep,
  type FittedStep,
  type Step,
  type StepReport,
  type StepResult,
  type StepState,
} from './step';
export { periodicSeries, type PeriodicSeriesOptions } from './synthetic';
export { looksLikeValue, tableToLabels, tableToSeries, type Cell, type ColumnOptions, type Table } from './table';
export { windowSegments } from './window-segments';
export {
  normalWindows,
  pointScores,
  selectWindows,
  slidingWindows,
  trainValidationSplit,
  windowCount,
  type Windows,
} from './windows';
