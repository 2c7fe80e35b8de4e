/** The part of tfjs-node's backend that graph capture stands on; its own types keep two of these methods private. */
import * as tf from '@tensorflow/tfjs';
import type { TensorMetadata, TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding';

export interface TensorflowBackend {
  // eslint-disable-next-line telltale/readonly-fields -- a recorder replaces it while a step is recorded
  binding: TFJSBinding;
  /** Returns the binding's ids of tensors, and hands their values to TensorFlow where that has not happened yet. */
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  /** Makes a tensor of what the binding returned. */
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  /** Returns TensorFlow's number for a type of elements. */
  getDTypeInteger(dtype: tf.DataType): number;
}

/** Returns the current backend if it is TensorFlow. */
export function tensorflowBackend(): TensorflowBackend | undefined {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as TensorflowBackend) : undefined;
}

/** Gives the same values a second handle, so that the two can be distinguished; the caller disposes it. */
export function copyHandle(backend: TensorflowBackend, tensor: tf.Tensor): tf.Tensor {
  const { binding } = backend;
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(tensor.dtype) };
  const [copy] = binding.executeOp('Identity', [type], backend.getInputTensorIds([tensor]), 1);
  return backend.createOutputTensor(copy);
}
