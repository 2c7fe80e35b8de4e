/** Layer normalisation (Ba, Kiros & Hinton 2016, arXiv:1607.06450), with a hand-written backward pass. */
import * as tf from '@tensorflow/tfjs';
import { differentiable, runOperation, usesKernels } from '../runtime/index';
import { countParameter } from './size-limit';

/** Added to the variance; PyTorch's default. */
const EPSILON = 1e-5;

const native = differentiable({
  name: 'TelltaleLayerNorm',
  outputs: 2,
  gradient: ([dy], { inputs: [x, gain], outputs: [, statistics] }) =>
    runOperation('TelltaleLayerNormGrad', [x, gain, statistics, dy], { outputs: 3 }).map((gradient) => () => gradient),
});

/**
 * Normalises the last axis to mean 0 and (biased) variance 1, then scales and shifts it:
 * y = gain (x - mean) / sqrt(variance + 1e-5) + bias (section 3.1).
 *
 * @param x     [..., features]
 * @param gain  [features]
 * @param bias  [features]
 * @returns     The shape of x.
 * @throws      If gain or bias does not have the size of the last axis of x.
 */
export function layerNorm<T extends tf.Tensor>(x: T, gain: tf.Tensor1D, bias: tf.Tensor1D): T {
  const features = x.shape[x.rank - 1];
  if (gain.size !== features || bias.size !== features) {
    const found = [x, gain, bias].map((t) => `[${t.shape.join(', ')}]`).join(', ');
    throw new Error(`layerNorm: expected x [..., features], gain [features], bias [features]; found ${found}.`);
  }
  if (usesKernels(x, gain, bias))
    return tf.tidy(() => native([x.reshape([-1, features]), gain, bias])[0].reshape<T>(x.shape));
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [x, gain, bias] = inputs as [tf.Tensor, tf.Tensor1D, tf.Tensor1D];
    const rows = x.reshape([-1, features]);
    const centred = rows.sub(rows.mean(1, true)); // [rows, features]
    const scale = centred.square().mean(1, true).add(EPSILON).rsqrt(); // [rows, 1]
    const normalised = centred.mul(scale);
    save([normalised, scale, gain]);
    return { value: normalised.mul(gain).add(bias).reshape(x.shape), gradFunc };
  });
  return operation(x, gain, bias) as T;
}

/** Computes dx = scale (d - mean(d) - n mean(d n)) with n the normalised rows and d = dy gain. */
function gradFunc(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [normalised, scale, gain] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
  const rows = dy.reshape(normalised.shape);
  const d = rows.mul(gain);
  const along = d.mul(normalised).mean(1, true); // [rows, 1]
  const dx = d.sub(d.mean(1, true)).sub(normalised.mul(along)).mul(scale);
  return [dx.reshape(dy.shape), rows.mul(normalised).sum(0), rows.sum(0)];
}

/** Layer normalisation with its own gain and bias, which start at 1 and 0. */
export class LayerNorm {
  readonly gain: tf.Variable<tf.Rank.R1>;
  readonly bias: tf.Variable<tf.Rank.R1>;

  constructor(features: number) {
    countParameter<tf.Rank.R2>([2, features]);
    [this.gain, this.bias] = tf.tidy<[tf.Variable<tf.Rank.R1>, tf.Variable<tf.Rank.R1>]>(() => [
      tf.variable(tf.ones<tf.Rank.R1>([features])),
      tf.variable(tf.zeros<tf.Rank.R1>([features])),
    ]);
  }

  get variables(): tf.Variable[] {
    return [this.gain, this.bias];
  }

  /** Applies {@link layerNorm}. */
  apply<T extends tf.Tensor>(x: T): T {
    return layerNorm(x, this.gain, this.bias);
  }
}
