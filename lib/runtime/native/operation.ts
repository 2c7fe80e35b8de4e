/** Calls native operations, and gives them gradients. */
import * as tf from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding';

/** Attributes by name. Numbers stand for integers; `{ float }` for a number that need not be whole. */
export type Attributes = Readonly<
  Record<string, number | readonly number[] | boolean | string | { readonly float: number }>
>;

interface Options {
  readonly attributes?: Attributes;
  /** How many outputs the operation has. Default 1. */
  readonly outputs?: number;
}

/**
 * Runs an operation once. No gradient flows through it.
 *
 * @returns Its outputs; the caller disposes them.
 * @throws  If the shapes do not fit; the message names the operation, what it expected and what it found. If a gradient is
 *          being recorded, in which this operation would be missing.
 */
export function runOperation(name: string, inputs: readonly tf.Tensor[], options: Options = {}): tf.Tensor[] {
  if (isRecordedForGradients()) {
    throw new Error(`${name}: the native kernels have no gradient of this gradient; compute it in withoutKernels.`);
  }
  return execute(name, inputs, options);
}

function execute(name: string, inputs: readonly tf.Tensor[], { attributes = {}, outputs = 1 }: Options): tf.Tensor[] {
  const backend = tf.backend() as NodeJSKernelBackend;
  const encoded = Object.entries(attributes).map(([key, value]) => encode(backend, key, value));
  return backend.executeMultipleOutputs(name, encoded, [...inputs], outputs);
}

function encode({ binding }: NodeJSKernelBackend, name: string, value: Attributes[string]): TFEOpAttr {
  if (typeof value === 'string') return { name, type: binding.TF_ATTR_STRING, value };
  if (typeof value === 'boolean') return { name, type: binding.TF_ATTR_BOOL, value };
  if (typeof value === 'number' || isList(value)) return { name, type: binding.TF_ATTR_INT, value };
  return { name, type: binding.TF_ATTR_FLOAT, value: value.float };
}

const isList = (value: Attributes[string]): value is readonly number[] => Array.isArray(value);

export interface DifferentiableOperation {
  readonly name: string;
  readonly outputs: number;
  /**
   * Computes the gradients, each only if it is called for.
   *
   * @param dOutputs  One for each output.
   * @param values    The inputs and outputs of the call, and its attributes.
   * @returns         One function for each input.
   */
  readonly gradient: (
    dOutputs: readonly tf.Tensor[],
    values: {
      readonly inputs: readonly tf.Tensor[];
      readonly outputs: readonly tf.Tensor[];
      readonly attributes: Attributes;
    },
  ) => readonly (() => tf.Tensor)[];
}

/**
 * Makes an operation known to tfjs, with its gradient.
 *
 * @returns A function that runs it on inputs, in the order of the operation's definition, and returns its outputs.
 */
export function differentiable(
  operation: DifferentiableOperation,
): (inputs: readonly tf.Tensor[], attributes?: Attributes) => tf.Tensor[] {
  const { name, outputs: count, gradient } = operation;
  if (!tf.getKernel(name, 'tensorflow')) {
    tf.registerKernel({
      kernelName: name,
      backendName: 'tensorflow',
      kernelFunc: ({ inputs, attrs }) =>
        execute(name, inputs as unknown as tf.Tensor[], {
          attributes: attrs as unknown as Attributes,
          outputs: count,
        }),
    });
    tf.registerGradient({
      kernelName: name,
      saveAllInputs: true,
      outputsToSave: new Array<boolean>(count).fill(true),
      gradFunc: (dy, saved, attrs) => {
        const [inputs, outputs] = [saved.slice(0, -count), saved.slice(-count)];
        const dOutputs = Array.isArray(dy) ? dy : [dy];
        const gradients = gradient(dOutputs, { inputs, outputs, attributes: attrs as unknown as Attributes });
        return Object.fromEntries(gradients.entries());
      },
    });
  }
  return (inputs, attributes = {}) => {
    // tfjs saves all inputs of an operation only if they are in an array, which its types do not tell.
    const given = inputs as unknown as tf.NamedTensorMap;
    const result: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(name, given, attributes);
    return Array.isArray(result) ? result : [result];
  };
}

/** Whether a gradient may be asked for later, so that an operation must keep what its backward pass needs. */
export function isRecordedForGradients(): boolean {
  return tf.engine().state.gradientDepth > 0;
}
