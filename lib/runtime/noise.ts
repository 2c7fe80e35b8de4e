/** Gaussian noise inside a training step: seeded, countable, and drawn by TensorFlow itself where it runs. */
import * as tf from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';

/**
 * A stream of standard normal tensors. The draw is a pure function of (seed, how many draws came before), so that a run
 * repeats to the last bit, resumes from a checkpoint, and a captured graph draws afresh at every step.
 *
 * TensorFlow uses Philox (Salmon et al. 2011) inside one operation; other backends use tfjs's own generator, so the
 * numbers differ between backends, not between runs.
 */
export class Noise {
  /** [seed, draws so far], int32: a variable, because a captured step must see it advance. */
  readonly state: tf.Variable<tf.Rank.R1>;

  constructor(private readonly seed: number) {
    this.state = tf.tidy(() => tf.variable(tf.tensor1d([seed, 0], 'int32'), false)) as tf.Variable<tf.Rank.R1>;
  }

  /** Draws z ~ N(0, 1) of the given shape; the caller disposes it. */
  normal<R extends tf.Rank = tf.Rank.R2>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
    return tf.tidy(() => {
      this.state.assign(this.state.add(tf.tensor1d([0, 1], 'int32')) as tf.Tensor1D);
      if (tf.getBackend() === 'tensorflow') return statelessNormal(shape, this.state) as tf.Tensor<R>;
      const draws = this.state.dataSync()[1]!;
      // tfjs takes seed 0 for no seed at all.
      return tf.randomNormal<R>(shape, 0, 1, 'float32', 1 + this.seed * 1_000_003 + draws);
    });
  }

  dispose(): void {
    this.state.dispose();
  }
}

function statelessNormal(shape: number[], state: tf.Tensor1D): tf.Tensor {
  const backend = tf.backend() as NodeJSKernelBackend;
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  const type = (name: string, value: number) => ({ name, type: TF_ATTR_TYPE, value });
  return backend.executeSingleOutput(
    'StatelessRandomNormal',
    [type('dtype', TF_FLOAT), type('T', TF_INT32), type('Tseed', TF_INT32)],
    [tf.tensor1d(shape, 'int32'), state],
  );
}
