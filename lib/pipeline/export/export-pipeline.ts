/** Exports a pipeline's model, and as plain JSON what another program must do before and after it. */
import path from 'node:path';
import { writeFileAtomic } from '../../base/index';
import type { AnomalyPipeline } from '../anomaly-pipeline';
import { requireWindowDetector } from '../stream-detector';
import { exportOnnx } from './onnx';
import { exportSavedModel } from './saved-model';

export type ExportFormat = 'onnx' | 'saved-model';

/**
 * Writes `detector.onnx`, `saved-model/1/` or both, and `export.json`: the features' names, fitted filling, scaling and
 * clipping, the window size, the smoothing span and the threshold.
 *
 * @returns  The paths written.
 * @throws {PipelineError} If the detector scores step by step.
 * @throws {ExportError} If the detector cannot be exported; the message gives the reason.
 */
export function exportPipeline(pipeline: AnomalyPipeline, folder: string, formats: readonly ExportFormat[]): string[] {
  const { preprocess, threshold, names } = pipeline.parts;
  const detector = requireWindowDetector('export', pipeline.parts.detector);
  const files: string[] = [];
  for (const format of formats) {
    const file = path.join(folder, format === 'onnx' ? 'detector.onnx' : path.join('saved-model', '1'));
    if (format === 'onnx') exportOnnx(detector, file);
    else exportSavedModel(detector, file);
    files.push(file);
  }
  const { windowSize, smoothingSpan } = pipeline.settings;
  const around = {
    detector: detector.name,
    input: 'windows',
    output: 'scores',
    windowSize,
    features: names,
    preprocess: preprocess.toJSON(),
    smoothingSpan,
    threshold,
  };
  const description = path.join(folder, 'export.json');
  writeFileAtomic(description, `${JSON.stringify(around, null, 1)}\n`);
  return [...files, description];
}
