/** Random numbers inside a training step: seeded, countable, and drawn by TensorFlow itself where it runs. */
import * as tf from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';

/**
 * A stream of random tensors. The draw is a pure function of (seed, how many draws came before), so that a run
 * repeats to the last bit, resumes from a checkpoint, and a captured graph draws afresh at every step.
 *
 * TensorFlow draws Philox's bits (Salmon et al. 2011); other backends use tfjs's own generator, so the numbers differ
 * between backends, not between runs.
 */
export class Noise {
  /** [seed, draws so far], int32: a variable, because a captured step must see it advance. */
  readonly state: tf.Variable<tf.Rank.R1>;

  constructor(private readonly seed: number) {
    this.state = tf.tidy(() => tf.variable(tf.tensor1d([seed, 0], 'int32'), false)) as tf.Variable<tf.Rank.R1>;
  }

  /** Draws z ~ N(0, 1) of the given shape; the caller disposes it. */
  normal<R extends tf.Rank = tf.Rank.R2>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
    return this.draw<R>(
      (state) => statelessNormal(shape, state),
      (seed) => tf.randomNormal<R>(shape, 0, 1, 'float32', seed),
    );
  }

  /**
   * Draws u ~ U(0, 1) of the given shape; the caller disposes it. The very ends can come up: float32 has no value between 1
   * and the last of the 2^32 steps below it.
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

  /** The next draw: of TensorFlow from its own bits, of other backends from a seed. */
  private draw<R extends tf.Rank>(
    stateless: (state: tf.Tensor1D) => tf.Tensor,
    seeded: (seed: number) => tf.Tensor<R>,
  ): tf.Tensor<R> {
    return tf.tidy(() => {
      this.state.assign(this.state.add(tf.tensor1d([0, 1], 'int32')) as tf.Tensor1D);
      if (tf.getBackend() === 'tensorflow') return stateless(this.state) as tf.Tensor<R>;
      const draws = this.state.dataSync()[1];
      // tfjs takes seed 0 for no seed at all.
      return seeded(1 + this.seed * 1_000_003 + draws);
    });
  }
}

/**
 * Box & Muller 1958: z = sqrt(-2 ln u) (cos, sin)(2 pi v) for uniform u, v.
 *
 * TensorFlow has an operation for normal numbers, but XLA computes other numbers for it than the eager one does; the
 * random bits are the same in both.
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

/** Uniform in [0, 1]. */
function statelessUniform(shape: number[], state: tf.Tensor1D): tf.Tensor {
  return randomBits(shape, state)
    .toFloat()
    .mul(2 ** -32)
    .add(0.5);
}

/** Uniform over all values of int32. */
function randomBits(shape: number[], state: tf.Tensor1D): tf.Tensor {
  const backend = tf.backend() as NodeJSKernelBackend;
  const { TF_ATTR_TYPE, TF_INT32 } = backend.binding;
  const attributes = ['dtype', 'T', 'Tseed'].map((name) => ({ name, type: TF_ATTR_TYPE, value: TF_INT32 }));
  return backend.executeSingleOutput('StatelessRandomUniformFullInt', attributes, [tf.tensor1d(shape, 'int32'), state]);
}
