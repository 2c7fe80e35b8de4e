/** ONNX Runtime, loaded when it is first needed: it is large, and most of what is run here has no use for it. */
import { messageOf } from '../base/index';

/** What is known of an input or output of a model before it is run. */
export interface OnnxValue {
  readonly name: string;
  readonly isTensor: boolean;
  /** Of a tensor: e.g. `float32`. */
  readonly type?: string;
  /** Of a tensor: a text stands for a size that is known only when the model runs; empty where none is known. */
  readonly shape?: readonly (number | string)[];
}

/** An output of a model. */
export interface OnnxTensor {
  readonly data: ArrayLike<number | bigint>;
  readonly dims: readonly number[];
  readonly type: string;
}

export interface OnnxSession {
  readonly inputMetadata: readonly OnnxValue[];
  readonly outputMetadata: readonly OnnxValue[];
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}

/** The part of onnxruntime-node that is used here; its own types need a newer TypeScript than notebooks have. */
export interface OnnxRuntime {
  readonly InferenceSession: { create(file: string, options: object): Promise<OnnxSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => unknown;
}

/** ONNX Runtime's log level for what ends a run: it says everything else on standard error. */
const FATAL_ONLY = 4;

/**
 * Loads ONNX Runtime.
 *
 * @throws If onnxruntime-node is not installed, or cannot be loaded on this machine.
 */
export async function loadOnnxRuntime(name = 'onnxruntime-node'): Promise<OnnxRuntime> {
  try {
    // By a name that is not a literal, so that the compiler does not require the package.
    const found = (await import(name)) as OnnxRuntime & { readonly default?: OnnxRuntime };
    return found.default ?? found;
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    throw new Error(`expected the package ${name}, which runs ONNX; it cannot be loaded (${reason})`, { cause: error });
  }
}

/**
 * Opens a model.
 *
 * @param threads  Default: ONNX Runtime decides.
 * @throws If the file is missing, damaged, or of a version that ONNX Runtime does not know.
 */
export function openSession({ InferenceSession }: OnnxRuntime, file: string, threads?: number): Promise<OnnxSession> {
  return InferenceSession.create(file, {
    logSeverityLevel: FATAL_ONLY,
    ...(threads !== undefined && { intraOpNumThreads: threads, interOpNumThreads: threads }),
  });
}
