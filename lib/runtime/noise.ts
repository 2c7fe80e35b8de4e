/** Random numbers inside a training step: seeded, counted, and drawn by TensorFlow itself where that is the backend. */
import * as tf from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import { requireBackend } from './backend';

/**
 * A stream of random tensors. A draw is a pure function of the seed and the number of draws before it. So a run repeats to the
 * last bit and resumes from a checkpoint, and a captured graph draws new numbers at every step.
 *
 * TensorFlow draws Philox's bits (Salmon et al. 2011); other backends use tfjs's own generator. The numbers therefore differ
 * between backends, but not between runs.
 */
export class Noise {
  /** [seed, draws so far], int32; a variable, because a captured step must see it advance. */
  readonly state: tf.Variable<tf.Rank.R1>;

  constructor(private readonly seed: number) {
    requireBackend();
    this.state = tf.tidy<tf.Variable<tf.Rank.R1>>(() => tf.variable(tf.tensor1d([seed, 0], 'int32'), false));
  }

  /** Draws z ~ N(0, 1) of the given shape; the caller disposes it. */
  normal<R extends tf.Rank = tf.Rank.R2>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
    return this.draw<R>(
      (state) => statelessNormal(shape, state),
      (seed) => tf.randomNormal<R>(shape, 0, 1, 'float32', seed),
    );
  }

  /**
   * Draws u ~ U(0, 1) of the given shape; the caller disposes it. Both 0 and 1 can occur: float32 rounds the last of the 2^32
   * steps below 1 up to it.
   */
  uniform<R extends tf.Rank = tf.Rank.R2>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
    return this.draw<R>(
      (state) => statelessUniform(shape, state),
      (seed) => tf.randomUniform<R>(shape, 0, 1, 'float32', seed),
    );
  }

  dispose(): void {
    this.state.dispose();
  }

  /** Draws once: TensorFlow from its own bits, other backends from a seed. */
  private draw<R extends tf.Rank>(
    stateless: (state: tf.Tensor1D) => tf.Tensor,
    seeded: (seed: number) => tf.Tensor<R>,
  ): tf.Tensor<R> {
    return tf.tidy(() => {
      this.state.assign(this.state.add<tf.Tensor1D>(tf.tensor1d([0, 1], 'int32')));
      if (tf.getBackend() === 'tensorflow') return stateless(this.state) as tf.Tensor<R>;
      const draws = this.state.dataSync()[1];
      // tfjs takes seed 0 for no seed at all.
      return seeded(1 + this.seed * 1_000_003 + draws);
    });
  }
}

/**
 * Draws z = sqrt(-2 ln u) (cos, sin)(2 pi v) for uniform u, v (Box & Muller 1958).
 *
 * The numbers follow from the bits alone, however a compiled graph or another version of TensorFlow draws normal numbers.
 */
function statelessNormal(shape: number[], state: tf.Tensor1D): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const pairs = Math.ceil(size / 2);
  const uniform = statelessUniform([2, pairs], state).maximum(2 ** -33);
  const [u, v] = tf.unstack(uniform) as [tf.Tensor1D, tf.Tensor1D];
  const radius = u.log().mul<tf.Tensor1D>(-2).sqrt();
  const angle = v.mul(2 * Math.PI);
  const values = tf.concat([radius.mul(angle.cos()), radius.mul(angle.sin())]);
  return (size === 2 * pairs ? values : values.slice(0, size)).reshape(shape);
}

/** Draws uniformly from [0, 1]. */
function statelessUniform(shape: number[], state: tf.Tensor1D): tf.Tensor {
  return randomBits(shape, state)
    .toFloat()
    .mul(2 ** -32)
    .add(0.5);
}

/** Draws uniformly from all values of int32. */
function randomBits(shape: number[], state: tf.Tensor1D): tf.Tensor {
  const backend = tf.backend() as NodeJSKernelBackend;
  const { TF_ATTR_TYPE, TF_INT32 } = backend.binding;
  const attributes = ['dtype', 'T', 'Tseed'].map((name) => ({ name, type: TF_ATTR_TYPE, value: TF_INT32 }));
  return backend.executeSingleOutput('StatelessRandomUniformFullInt', attributes, [tf.tensor1d(shape, 'int32'), state]);
}
