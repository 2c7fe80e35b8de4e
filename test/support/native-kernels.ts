/** What tests of the native kernels share. The composed layers are their reference. */
import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { loadBackend, usesKernels, withoutKernels } from '../../lib/runtime';

/** For `before`: loads the backend, and skips the suite if no kernels are loaded with it. */
export async function requireKernels(this: Mocha.Context): Promise<void> {
  await loadBackend();
  if (!usesKernels()) this.skip();
}

/** A call of a layer: the shapes of its inputs, and what it computes from them. */
export interface LayerCall {
  readonly shapes: readonly (readonly number[])[];
  /** Which inputs are weights. They are drawn small, as layers start with, lest a recursion magnify all differences. */
  readonly weights?: readonly number[];
  readonly run: (inputs: tf.Tensor[]) => tf.Tensor[];
  /** Whether gradients flow through it. Default true. */
  readonly differentiable?: boolean;
}

/** Draws sizes: `size()` from 1 to 70, often next to the edge of a vector or a tile, and `few()` from 1 to 5. */
export interface Sizes {
  readonly size: () => number;
  readonly few: () => number;
}

const EDGES = [1, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33];

export function randomSizes(seed: string): Sizes {
  const random = new Random(seed);
  return {
    size: () => (random.uniform() < 0.5 ? EDGES[random.integer(EDGES.length)] : 1 + random.integer(70)),
    few: () => 1 + random.integer(5),
  };
}

/** How far a number may be from the composed layer's, relative to the largest of its tensor. */
const TOLERANCE = 1e-5;
/** Tensors whose largest number is smaller may be off as if it were this: some gradients are 0 but for rounding. */
const LEAST_SCALE = 0.03;

/** Asserts that native kernels and composed layers give the same values, and the same gradients of every input. */
export function assertAgreesWithComposed({ shapes, weights = [], run, differentiable = true }: LayerCall): void {
  tf.tidy(() => {
    const inputs = shapes.map((shape, i) => {
      return tf.randomNormal([...shape], 0, weights.includes(i) ? 1 / Math.sqrt(shape[0]) : 1, 'float32', 1 + i);
    });
    const upstream = withoutKernels(() => run(inputs)).map(({ shape }, i) => {
      return tf.randomNormal(shape, 0, 1, 'float32', 1 + shapes.length + i);
    });
    const loss = (...inputs: tf.Tensor[]) => tf.addN(run(inputs).map((output, i) => output.mul(upstream[i]).sum()));
    const compute = () => [...run(inputs), ...(differentiable ? tf.grads((...args) => loss(...args))(inputs) : [])];
    const [native, composed] = [compute(), withoutKernels(compute)];
    native.forEach((actual, i) => {
      const which = i < upstream.length ? `output ${i}` : `the gradient of input ${i - upstream.length}`;
      const what = `${which} for inputs ${JSON.stringify(shapes)}`;
      assert.deepEqual(actual.shape, composed[i].shape, what);
      const [difference, largest] = [actual.sub(composed[i]), composed[i]].map((t) => t.abs().max().dataSync()[0]);
      const allowed = TOLERANCE * Math.max(largest, LEAST_SCALE);
      assert.ok(difference <= allowed, `${what} is off by ${difference} of ${largest}`);
    });
  });
}
