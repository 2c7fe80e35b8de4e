export { evaluate, macroAverage, measureNames, type Evaluation, type Measures } from './evaluate';
export { baselines, models, type Method, type MethodInput, type MethodOutput } from './methods';
export { parseProfile, profileNames, profiles, type Profile, type ProfileName } from './profiles';
export { notebookSettings, type NotebookSettings } from './settings';
export { findModel, runExperiment } from './run';
export type { ChannelResult, ExperimentOptions, ExperimentResult, MethodResult, Progress } from './run';
export { prepareChannel, prepareSeries, smapMslProtocol } from './smap-msl-protocol';
export type { PreparedSeries, PrepareOptions, SmapMslProtocol } from './smap-msl-protocol';
export { fileSource, smapMslSource, type ChannelSource, type SeriesFiles, type SourceSeries } from './source';
