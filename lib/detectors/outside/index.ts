/**
 * Detectors that lie outside this library: a program, a file of ONNX, a class in a cell of a notebook. Each is a series
 * detector whose config says where it is.
 *
 * @module
 */
import type { Facts } from '../facts';
import { cellDetector } from './cell-detector';
import { onnxFile } from './onnx-file';
import { program } from './program';

/** By the name that a job has for them; none of them is a detector's own name. */
export const outsideDetectors: Readonly<Record<string, Facts>> = { program, onnx: onnxFile, class: cellDetector };

export {
  keepCellDetector,
  type CellDetector,
  type CellScores,
  type CellSettings,
  type SeriesScorer,
} from './cell-detector';
export { exchangeForms, type ExchangeForm } from './exchange';
export { onnxLayouts, type OnnxLayout } from './onnx-layout';
export { onnxOutputs, type OnnxOutput } from './onnx-scores';
export { outsideDetector, type OutsideDetector, type OutsideOptions } from './outside-detector';
