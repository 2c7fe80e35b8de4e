/** The leaky ReLU. */
import * as tf from '@tensorflow/tfjs';

/**
 * Computes the leaky ReLU (Maas, Hannun & Ng 2013): x where x > 0, slope x elsewhere.
 *
 * The one in tfjs lacks a second derivative, which a gradient penalty needs. Here the slopes are constants of the
 * backward pass, so that it can be differentiated; the second derivative is zero.
 *
 * @param slope  The slope below zero, 0 or more. Default 0.2, as in Radford, Metz & Chintala 2016 (arXiv:1511.06434)
 *               and in the chapter.
 * @returns      The shape of x.
 */
export function leakyRelu<T extends tf.Tensor>(x: T, slope = 0.2): T {
  const operation = tf.customGrad((x, save) => {
    const slopes = tf
      .cast((x as tf.Tensor).greater(0), 'float32')
      .mul(1 - slope)
      .add(slope);
    (save as tf.GradSaveFunc)([slopes]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => dy.mul(saved[0]);
    return { value: (x as tf.Tensor).mul(slopes), gradFunc };
  });
  return operation(x) as T;
}
