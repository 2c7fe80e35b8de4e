/** Records what an ordinary tfjs function asks of TensorFlow while it runs. */
import * as tf from '@tensorflow/tfjs';
import type { TFEOpAttr, TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding';
import type { TensorflowBackend } from './binding';
import type { TensorSpec } from './graph-def';

/** A tensor as the binding knows it. */
interface Handle extends TensorSpec {
  readonly id: number;
}

export interface RecordedOperation {
  readonly kind: 'operation';
  readonly op: string;
  readonly attributes: readonly TFEOpAttr[];
  readonly inputs: readonly number[];
  readonly outputs: readonly Handle[];
}

export interface RecordedConstant extends Handle {
  readonly kind: 'constant';
  readonly content: Buffer;
}

export interface Recording {
  readonly events: readonly (RecordedOperation | RecordedConstant)[];
  readonly outputs: tf.Tensor[];
  /** Handle ids of the outputs, in their order. */
  readonly outputIds: readonly number[];
  /** Tensors that existed before and were used, by handle id: inputs, variables and what the function closes over. */
  readonly used: ReadonlyMap<number, tf.Tensor>;
  /** Why repeating these operations would not repeat the function; undefined if it would. */
  readonly refusal?: string;
}

/**
 * Runs `body` and records the operations it executes and the constants it makes.
 *
 * @param body  Does the same operations every time, and is not asynchronous.
 */
export function record(backend: TensorflowBackend, body: () => tf.Tensor[]): Recording {
  const { binding } = backend;
  const events: (RecordedOperation | RecordedConstant)[] = [];
  const made = new Set<number>();
  const used = new Map<number, tf.Tensor>();
  let refusal: string | undefined;
  const recordingBinding = overriding(binding, {
    executeOp(op, attributes, inputs, numOutputs) {
      const outputs = binding.executeOp(op, attributes, inputs, numOutputs);
      events.push({ kind: 'operation', op, attributes, inputs: [...inputs], outputs });
      for (const { id } of outputs) made.add(id);
      return outputs;
    },
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values);
      if (!ArrayBuffer.isView(values)) refusal ??= 'it makes a tensor of strings';
      else events.push({ kind: 'constant', id, dtype, shape: [...shape], content: copyBytes(values) });
      made.add(id);
      return id;
    },
    tensorDataSync(id) {
      refusal ??= 'it reads the values of a tensor (dataSync, arraySync or data), which a graph cannot do';
      return binding.tensorDataSync(id);
    },
    runSavedModel(...run) {
      refusal ??= 'it runs another captured step, whose operations cannot be seen';
      return binding.runSavedModel(...run);
    },
  });
  const getInputTensorIds = backend.getInputTensorIds.bind(backend);
  const watch = (tensors: readonly tf.Tensor[]) => {
    const ids = getInputTensorIds(tensors);
    ids.forEach((id, i) => !made.has(id) && used.set(id, tensors[i]));
    return ids;
  };
  Object.assign(backend, { binding: recordingBinding, getInputTensorIds: watch });
  // An assignment asks the backend for nothing, and the assigned tensor may not come from an operation.
  const { assign } = tf.Variable.prototype;
  tf.Variable.prototype.assign = function (this: tf.Variable, value) {
    watch([value]);
    assign.call(this, value);
  };
  try {
    const outputs = body();
    const outputIds = watch(outputs);
    return { events, outputs, outputIds, used, refusal };
  } finally {
    tf.Variable.prototype.assign = assign;
    backend.binding = binding;
    delete (backend as { getInputTensorIds?: unknown }).getInputTensorIds; // the prototype's is back
  }
}

function overriding(binding: TFJSBinding, methods: Partial<TFJSBinding>): TFJSBinding {
  return Object.defineProperties(Object.create(binding), Object.getOwnPropertyDescriptors(methods)) as TFJSBinding;
}

function copyBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
}
