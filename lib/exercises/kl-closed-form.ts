/** A check of the KL divergence's closed form against its definition, by random draws. */
import { Random } from '../base/index';

/**
 * Subtracts the mean of log q(z) - log p(z) over draws of z from q = N(mu, exp(logVar)) from the closed form of
 * KL(q || N(0, 1)), in nats.
 *
 * @see Kingma & Welling 2014, arXiv:1312.6114, appendix B.
 */
export function klClosedFormGap(mu: number, logVar: number, { draws = 1e5, seed = 0 } = {}): number {
  const random = new Random(seed).fork('closed form');
  const closed = -0.5 * (1 + logVar - mu * mu - Math.exp(logVar));
  let sum = 0;
  for (let i = 0; i < draws; i++) {
    const epsilon = random.normal();
    const z = mu + Math.exp(logVar / 2) * epsilon;
    sum += -0.5 * (logVar + epsilon * epsilon) + 0.5 * z * z; // the constants of both densities cancel
  }
  return closed - sum / draws;
}
