/** Runs exported ONNX models with ONNX Runtime, an optional package. */
import type { Windows } from '../../data/index';
import { messageOf } from '../../base/index';
import { ExportError } from './export-error';

/** The part of onnxruntime-node that is used here; its own types need a newer TypeScript than notebooks have. */
interface OnnxRuntime {
  readonly InferenceSession: {
    create(
      file: string,
      options: object,
    ): Promise<{
      run(feeds: Record<string, unknown>): Promise<Record<string, { readonly data: Float32Array }>>;
      release(): Promise<void>;
    }>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => unknown;
}

export interface OnnxScorer {
  /** Scores windows; returns one score per window. */
  score(windows: Pick<Windows, 'values' | 'count'>): Promise<Float32Array>;
  release(): Promise<void>;
}

/** ONNX Runtime's log level for errors only. */
const ERRORS_ONLY = 3;

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
    const runtime = await importOnnxRuntime();
    const session = await runtime.InferenceSession.create(file, {
      logSeverityLevel: ERRORS_ONLY,
      ...(threads !== undefined && { intraOpNumThreads: threads, interOpNumThreads: threads }),
    });
    return {
      score: async ({ values, count }) => {
        const windows = new runtime.Tensor('float32', values, [count, windowSize, features]);
        return (await session.run({ windows })).scores.data;
      },
      release: () => session.release(),
    };
  } catch (error) {
    throw new ExportError(`${file}: ONNX Runtime cannot run it (${messageOf(error)}).`);
  }
}

/** Imports by a name that is not a literal, so that the compiler does not require the package. */
async function importOnnxRuntime(name = 'onnxruntime-node'): Promise<OnnxRuntime> {
  const found = (await import(name)) as OnnxRuntime & { default?: OnnxRuntime };
  return found.default ?? found;
}
