/**
 * Figures and tables: pure functions that build Plotly figures, and how these reach a notebook or a file.
 *
 * @module
 */
export type { AttentionMap, AttentionMapsOptions } from './attention-maps';
export { plotAttentionMaps } from './attention-maps';
export type { BarOptions, BarSeries } from './bars';
export { plotChannelBars } from './bars';
export type { CriticalDifferenceOptions, RankedRow } from './critical-difference';
export { plotCriticalDifference } from './critical-difference';
export { captionMimeType } from './caption';
export { downsampleIndices } from './downsample';
export type { EstimatedRow, EstimateOptions } from './estimates';
export { plotEstimates } from './estimates';
export type { Figure, Layout, Trace, Annotation, Shape, Coordinate, Axis } from './figure';
export type { ClassCount, PlottedGroup } from './groups';
export { plotBoxes, plotClassBalance } from './groups';
export type { HeatMapOptions } from './heat-maps';
export { plotConfusion, plotHeatMap } from './heat-maps';
export type { HistogramOptions } from './histogram';
export { plotHistogram } from './histogram';
export type { ImageGridOptions } from './image-grid';
export { plotImageGrid, plotImageRows } from './image-grid';
export type { LatentOptions } from './latent';
export { plotLatent } from './latent';
export { plotLatentPca } from './latent-projection';
export type { DisplayBundle } from './notebook';
export { PlotError } from './plot-error';
export type { PrecisionRecallLine, RocLine } from './ranking';
export { plotPrecisionRecall, plotRoc } from './ranking';
export type { Rendered, RenderOptions } from './render';
export { closeRenderer, rendererOrigin, renderPng, renderSvg } from './render';
export type { SaveOptions } from './save-figure';
export { isFigureName, saveFigure, saveFigureJson } from './save-figure';
export { figureBundle, plotlyMimeType, show } from './show';
export type { ShowOptions } from './show';
export { answerTable } from './answer-table';
export { answerMimeType, showAnswer } from './show-answer';
export type { TextDisplay } from './status-line';
export { epochLine, jobLine, statusLine } from './status-line';
export { showTable, tableBundle, tableMimeType } from './show-table';
export type { SweepLine, SweepOptions } from './sweep';
export { plotSweep } from './sweep';
export { axis, okabeIto, roles, themedFigure, type AxisOptions, type FigureParts } from './theme';
export type { TimeOptions } from './time-panels';
export type { ReconstructionOptions, ScorePlotOptions, TelemetryRow } from './time-series';
export { plotReconstruction, plotScores, plotTelemetry } from './time-series';
export type { TradeOffMeasure, TradeOffModel } from './trade-offs';
export { plotTradeOffs } from './trade-offs';
export type { LossCurve, LossPlotOptions } from './training';
export { plotLoss } from './training';
