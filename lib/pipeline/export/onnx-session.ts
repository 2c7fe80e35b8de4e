/** Runs exported ONNX models with ONNX Runtime. */
import type { Windows } from '../../data/index';
import { messageOf } from '../../base/index';
import { loadOnnxRuntime, openSession } from '../../runtime/onnx-runtime';
import { ExportError } from './export-error';

export interface OnnxScorer {
  /** Scores windows; returns one score per window. */
  score(windows: Pick<Windows, 'values' | 'count'>): Promise<Float32Array>;
  release(): Promise<void>;
}

/**
 * Opens a model that `exportOnnx` wrote.
 *
 * @param file     The model.
 * @param options  The size of the detector's windows; by default ONNX Runtime decides how many `threads` it uses.
 * @throws {ExportError} If onnxruntime-node is not installed, or refuses the model.
 */
export async function openOnnx(
  file: string,
  { windowSize, features, threads }: { windowSize: number; features: number; threads?: number },
): Promise<OnnxScorer> {
  try {
    const runtime = await loadOnnxRuntime();
    const session = await openSession(runtime, file, threads);
    return {
      score: async ({ values, count }) => {
        const windows = new runtime.Tensor('float32', values, [count, windowSize, features]);
        return (await session.run({ windows })).scores.data as Float32Array;
      },
      release: () => session.release(),
    };
  } catch (error) {
    throw new ExportError(`${file}: ONNX Runtime cannot run it (${messageOf(error)}).`);
  }
}
