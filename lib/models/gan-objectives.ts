/** What the players of an adversarial game descend, and how far what they make lies from data. */
import * as tf from '@tensorflow/tfjs';

/**
 * Computes the discriminator's loss, the cross-entropy of its verdicts, in a form that does not overflow:
 * -t log s(l) - (1 - t) log(1 - s(l)) = softplus(l) - t l  with s the sigmoid.
 *
 * One-sided label smoothing (Salimans et al. 2016, arXiv:1606.03498, section 3.4): the target t for data is a little below
 * one, so that a confident discriminator does not stop sending gradients.
 *
 * @param real  Logits of data, of any shape.
 * @param fake  Logits of what the generator made.
 */
export function discriminatorLoss(real: tf.Tensor, fake: tf.Tensor, realTarget: number): tf.Scalar {
  return tf.tidy(() => {
    const ofReal = real.softplus().sub(real.mul(realTarget)).mean<tf.Scalar>();
    return ofReal.add(fake.softplus().mean());
  });
}

/**
 * Computes the non-saturating loss of a player that wants these logits taken for data, -log s(l). It has a slope where the
 * discriminator is right (Goodfellow et al. 2014, arXiv:1406.2661, section 3).
 */
export function deceptionLoss(logits: tf.Tensor): tf.Scalar {
  return tf.tidy(() => logits.neg().softplus().mean());
}

/**
 * Computes the squared length of the critic's gradient at each row x, [batch].
 *
 * @param critic  Maps [batch, values] to [batch, 1], each row on its own.
 * @param x       [batch, values]
 */
export function squaredSlopes(critic: (x: tf.Tensor2D) => tf.Tensor2D, x: tf.Tensor2D): tf.Tensor1D {
  return tf
    .grad((x) => critic(x as tf.Tensor2D).sum())(x) // rows do not mix: each gets its own gradient
    .square()
    .sum(1);
}

/**
 * Computes the gradient penalty of WGAN-GP (Gulrajani et al. 2017, arXiv:1704.00028, section 4): (|grad critic(x)| - 1)^2,
 * averaged over points x between data and what the generator made.
 *
 * @param critic  See {@link squaredSlopes}.
 * @param points  x, [batch, values].
 */
export function gradientPenalty(critic: (x: tf.Tensor2D) => tf.Tensor2D, points: tf.Tensor2D): tf.Scalar {
  // The root has no finite slope at 0, where the gradient of a new critic may be; the small term keeps the slope finite.
  const lengths = squaredSlopes(critic, points).add(1e-12).sqrt();
  return lengths.sub(1).square().mean();
}

/**
 * Draws a point uniformly from the segment between each pair of rows.
 *
 * @param normal  Standard normal numbers, [batch, 1]; their distribution function turns them into uniform ones.
 */
export function pointsBetween(a: tf.Tensor2D, b: tf.Tensor2D, normal: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const share = normal.mul(Math.SQRT1_2).erf().add(1).mul(0.5); // uniform in [0, 1]
    return a.add(share.mul(b.sub(a)));
  });
}

/** `absolute`: |a - b|, as in AnoGAN's paper. `squared`: (a - b)^2, as in f-AnoGAN's, and in autoencoders and PCA. */
export type DistanceMeasure = 'absolute' | 'squared';

/** The mean over the values of each pair of rows, [batch]. */
export const meanDistances: Readonly<Record<DistanceMeasure, (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor1D>> = {
  absolute: (a, b) => a.sub(b).abs().mean(1),
  squared: (a, b) => a.sub(b).square().mean(1),
};
