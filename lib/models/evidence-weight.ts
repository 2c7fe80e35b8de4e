/** The weight of a variational autoencoder's KL term at which its loss is the evidence bound. */
import type { DetectorConfig } from './detector';

/**
 * Gives the weight beta at which `mean squared error + beta KL` is the negative evidence bound of a decoder with Gaussian
 * noise of variance 1, up to a factor and a constant. With n values in a window,
 *
 *   -log p(x|z) + KL = ||x - x^||^2 / 2 + KL + const = n/2 (MSE + 2/n KL) + const
 *
 * With noise of variance s^2 it is 2 s^2 / n: a weight beta says that the values are as noisy as s^2 = n beta / 2. A linear
 * decoder then tells nothing of a direction in which windows vary by less than s^2; where that is true of all, z carries nothing
 * (posterior collapse).
 *
 * @see Kingma & Welling 2014 (arXiv:1312.6114), equation 3; on collapse Lucas et al. 2019 (arXiv:1911.02469).
 */
export function evidenceWeight({ windowSize, features }: DetectorConfig): number {
  return 2 / (windowSize * features);
}
