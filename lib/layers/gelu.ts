/** The Gaussian error linear unit. */
import * as tf from '@tensorflow/tfjs';
import { differentiable, runOperation, usesKernels } from '../runtime/index';

const native = differentiable({
  name: 'TelltaleGelu',
  outputs: 1,
  gradient: ([dy], { inputs: [x] }) => [() => runOperation('TelltaleGeluGrad', [x, dy])[0]],
});

/**
 * Computes x P(Z <= x) with Z ~ N(0, 1) (Hendrycks & Gimpel 2016, arXiv:1606.08415, section 2), by the exact error
 * function like PyTorch's default, not by its tanh approximation. The derivative, P(Z <= x) + x density(x), is
 * hand-written.
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  if (usesKernels(x)) return native([x])[0] as T;
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [x] = inputs as [tf.Tensor];
    const probability = x.mul(Math.SQRT1_2).erf().add(1).mul(0.5);
    save([x, probability]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, probability] = saved as [tf.Tensor, tf.Tensor];
      const density = x
        .square()
        .mul(-0.5)
        .exp()
        .mul(1 / Math.sqrt(2 * Math.PI));
      return dy.mul(probability.add(x.mul(density)));
    };
    return { value: x.mul(probability), gradFunc };
  });
  return operation(x) as T;
}
