/** The two formulas of every variational autoencoder (Kingma & Welling 2014, arXiv:1312.6114). */
import * as tf from '@tensorflow/tfjs';

/**
 * Draws z from N(mu, exp(logVar)) with the reparameterization trick: z = mu + exp(logVar / 2) * epsilon (section 2.4).
 *
 * @param mu       Mean, [batch, latentDim].
 * @param logVar   Natural log of the variance, [batch, latentDim].
 * @param epsilon  Standard normal noise, [batch, latentDim].
 * @returns        z, [batch, latentDim]; the caller disposes it.
 * @throws         If the shapes differ; the message gives all three.
 */
export function reparameterize(mu: tf.Tensor2D, logVar: tf.Tensor2D, epsilon: tf.Tensor2D): tf.Tensor2D {
  const shapes = [mu, logVar, epsilon].map((t) => `[${t.shape.join(', ')}]`);
  if (new Set(shapes).size > 1) {
    throw new Error(`reparameterize: expected mu, logVar and epsilon of one shape; found ${shapes.join(', ')}.`);
  }
  return tf.tidy(() => mu.add(logVar.mul(0.5).exp().mul(epsilon)));
}

/**
 * Computes the KL divergence of N(mu, exp(logVar)) from N(0, I), summed over the latent dimensions (appendix B):
 * -1/2 sum_j (1 + logVar_j - mu_j^2 - exp(logVar_j)).
 *
 * @returns  One value per sample, in nats, [batch].
 */
export function klDivergence(mu: tf.Tensor2D, logVar: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => tf.add(1, logVar).sub(mu.square()).sub(logVar.exp()).sum<tf.Tensor1D>(1).mul(-0.5));
}
