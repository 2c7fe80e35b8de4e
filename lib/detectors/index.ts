/**
 * Series detectors: what gives every time step of a pair of series a score. Any detector of windows becomes one.
 *
 * @module
 */
export { defaultAutoencoderEnsembleConfig, type AutoencoderEnsembleConfig } from './autoencoder-ensemble';
export {
  causalNames,
  findSeriesDetector,
  isSeriesDetector,
  seriesDetectorNames,
  type SeriesDetectorEntry,
} from './catalogue';
export { cutWindows, type CutOptions, type CutSeries, type CutWindows } from './cut-windows';
export { defaultForecastConfig, type ForecastConfig } from './forecast';
export { defaultPaAnoConfig, type PaAnoConfig } from './paano';
export {
  causalMultiScaleConfig,
  defaultMultiScaleConfig,
  multiScaleScores,
  type MultiScaleConfig,
} from './multi-scale';
export {
  exchangeForms,
  keepCellDetector,
  onnxLayouts,
  onnxOutputs,
  outsideDetector,
  type CellDetector,
  type CellScores,
  type CellSettings,
  type ExchangeForm,
  type OnnxLayout,
  type OnnxOutput,
  type OutsideDetector,
  type OutsideOptions,
  type SeriesScorer,
} from './outside/index';
export { epochsAt, runDetector, type DetectorRun, type WindowScores } from './run-detector';
export { scoredSeries, sizeFor } from './scored-series';
export type {
  ScoreOptions,
  ScoringTime,
  SeriesDetector,
  SeriesPair,
  SeriesScores,
  Targets,
  Use,
  View,
} from './series-detector';
export { defaultTimeIndexConfig, type TimeIndexConfig } from './time-index';
export { smoothPair } from './smooth-pair';
