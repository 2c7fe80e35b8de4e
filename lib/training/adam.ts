/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1) over all variables at once: their gradients are laid end to end, so
 * that the update is about a dozen operations for any number of variables.
 */
import * as tf from '@tensorflow/tfjs';
import { runOperation, usesKernels } from '../runtime/index';

export interface AdamOptions {
  readonly learningRate: number;
  /** Decay of the first moment. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the corrected second moment, as in PyTorch. Default 1e-8. */
  readonly epsilon?: number;
}

export class Adam {
  private readonly beta1: number;
  private readonly beta2: number;
  private readonly epsilon: number;
  /** Moments of all gradients, [total size]. They are variables, like rate and step, so that a checkpoint can hold them. */
  private readonly m: tf.Variable<tf.Rank.R1>;
  private readonly v: tf.Variable<tf.Rank.R1>;
  private readonly step: tf.Variable<tf.Rank.R0>;
  private readonly rate: tf.Variable<tf.Rank.R0>;

  constructor(
    private readonly variables: readonly tf.Variable[],
    options: AdamOptions,
  ) {
    const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    [this.beta1, this.beta2, this.epsilon] = [beta1, beta2, epsilon];
    const size = variables.reduce((sum, variable) => sum + variable.size, 0);
    const start = <R extends tf.Rank>(value: tf.Tensor<R>) => tf.variable<R>(value, false);
    [this.m, this.v, this.step, this.rate] = tf.tidy(() => [
      start<tf.Rank.R1>(tf.zeros([size])),
      start<tf.Rank.R1>(tf.zeros([size])),
      start<tf.Rank.R0>(tf.scalar(0)),
      start<tf.Rank.R0>(tf.scalar(learningRate)),
    ]);
  }

  /** Everything that a step changes besides the trained variables. */
  get state(): tf.Variable[] {
    return [this.m, this.v, this.step, this.rate];
  }

  setLearningRate(learningRate: number): void {
    tf.tidy(() => this.rate.assign(tf.scalar(learningRate)));
  }

  /**
   * Moves every variable one step against its gradient.
   *
   * @param gradients  One per variable, in the variables' order and shapes; the caller disposes them.
   */
  apply(gradients: readonly tf.Tensor[]): void {
    tf.tidy(() => {
      this.step.assign(this.step.add(1));
      if (usesKernels()) this.applyNative(gradients);
      else this.applyComposed(gradients);
    });
  }

  dispose(): void {
    tf.dispose(this.state);
  }

  private applyNative(gradients: readonly tf.Tensor[]): void {
    const { variables, m, v, step, rate } = this;
    // float32 holds 0.001 to seven digits, but 0.999 only to four digits of what is missing to 1.
    const [decay1, decay2] = [{ float: 1 - this.beta1 }, { float: 1 - this.beta2 }];
    const attributes = { n: variables.length, decay1, decay2, epsilon: { float: this.epsilon } };
    const outputs = runOperation('TelltaleAdam', [...variables, ...gradients, m, v, step, rate], {
      attributes,
      outputs: variables.length + 2,
    });
    [...variables, m, v].forEach((variable, i) => variable.assign(outputs[i]));
  }

  private applyComposed(gradients: readonly tf.Tensor[]): void {
    const g = tf.concat1d(gradients.map((gradient) => gradient.reshape<tf.Tensor1D>([-1])));
    this.m.assign(this.m.mul(this.beta1).add(g.mul(1 - this.beta1)));
    this.v.assign(this.v.mul(this.beta2).add(g.square().mul(1 - this.beta2)));
    const mHat = this.m.div(tf.sub(1, tf.pow(this.beta1, this.step)));
    const vHat = this.v.div(tf.sub(1, tf.pow(this.beta2, this.step)));
    const update = mHat.mul(this.rate).div(vHat.sqrt().add(this.epsilon)); // [total size]
    const parts = tf.split(
      update,
      this.variables.map((variable) => variable.size),
    );
    this.variables.forEach((variable, i) => variable.assign(variable.sub(parts[i].reshape(variable.shape))));
  }
}
