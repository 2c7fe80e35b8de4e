/** Export: detectors as SavedModel and ONNX, and checks of both. */
export { ExportError } from './export-error';
export { exportPipeline, type ExportFormat } from './export-pipeline';
export { exportOnnx } from './onnx';
export { openOnnx, type OnnxScorer } from './onnx-session';
export { exportParity, type Parity, type ParityRow } from './parity';
export { exportSavedModel } from './saved-model';
export { scoringTimes, type ScoringTime, type ScoringTimes } from './scoring-times';
