/** Identities that change the gradient. tfjs has neither. */
import * as tf from '@tensorflow/tfjs';

/**
 * Returns x as a constant for the backward pass.
 *
 * @returns The same values and shape; no gradient reaches x through them.
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  return scaleGradient(x, 0);
}

/**
 * Returns x and reverses the sign of its gradient: the layers before it ascend where those after it descend (Ganin &
 * Lempitsky 2015, arXiv:1409.7495, section 3).
 */
export function reverseGradient<T extends tf.Tensor>(x: T): T {
  return scaleGradient(x, -1);
}

function scaleGradient<T extends tf.Tensor>(x: T, scale: 0 | -1): T {
  const gradFunc = (dy: tf.Tensor) => (scale === 0 ? tf.zerosLike(dy) : dy.neg());
  return tf.customGrad((x) => ({ value: (x as tf.Tensor).clone(), gradFunc }))(x) as T;
}
