/** The two formulas of every variational autoencoder (Kingma & Welling 2014, arXiv:1312.6114). */
import * as tf from '@tensorflow/tfjs';
import { differentiable, runOperation, usesKernels } from '../runtime/index';

const nativeReparameterize = differentiable({
  name: 'TelltaleReparameterize',
  outputs: 1,
  gradient: ([dz], { inputs: [, logVar, epsilon] }) => {
    const ofEpsilon = () => dz.mul(logVar.mul(0.5).exp());
    return [() => dz.clone(), () => runOperation('TelltaleReparameterizeGrad', [logVar, epsilon, dz])[0], ofEpsilon];
  },
});

const nativeMeanKl = differentiable({
  name: 'TelltaleMeanKl',
  outputs: 1,
  gradient: ([dKl], { inputs: [mu, logVar] }) =>
    runOperation('TelltaleMeanKlGrad', [mu, logVar, dKl], { outputs: 2 }).map((gradient) => () => gradient),
});

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
  requireOneShape('reparameterize', { mu, logVar, epsilon });
  if (usesKernels(mu, logVar, epsilon)) return nativeReparameterize([mu, logVar, epsilon])[0] as tf.Tensor2D;
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

/**
 * Computes the mean of {@link klDivergence} over the batch, as a loss has it.
 *
 * @throws If the shapes differ; the message gives both.
 */
export function meanKlDivergence(mu: tf.Tensor2D, logVar: tf.Tensor2D): tf.Scalar {
  requireOneShape('meanKlDivergence', { mu, logVar });
  if (usesKernels(mu, logVar)) return nativeMeanKl([mu, logVar])[0] as tf.Scalar;
  return tf.tidy(() => klDivergence(mu, logVar).mean<tf.Scalar>());
}

function requireOneShape(name: string, tensors: Readonly<Record<string, tf.Tensor>>): void {
  const shapes = Object.values(tensors).map((t) => `[${t.shape.join(', ')}]`);
  if (new Set(shapes).size === 1) return;
  const [last, ...others] = Object.keys(tensors).reverse();
  throw new Error(
    `${name}: expected ${others.reverse().join(', ')} and ${last} of one shape; found ${shapes.join(', ')}.`,
  );
}
