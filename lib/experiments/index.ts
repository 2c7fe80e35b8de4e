export { evaluate, macroAverage, measureNames, type Evaluation, type Measures } from './evaluate';
export { baselines, models, type Method, type MethodInput, type MethodOutput } from './methods';
export { parseProfile, profileNames, profiles, type Profile, type ProfileName } from './profiles';
export { notebookSettings, type NotebookSettings } from './settings';
export { findModel, runExperiment } from './run';
export type { ChannelResult, ExperimentOptions, ExperimentResult, MethodResult, Progress } from './run';
export { prepareChannel, smapMslProtocol, type PreparedChannel, type SmapMslProtocol } from './smap-msl-protocol';
