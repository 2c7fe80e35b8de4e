/** What the chapter claims of latent spaces and thresholds, filled from the exercises' results. */
import type { BudgetStudy } from '../exercises/budget-study';
import { klClosedFormGap } from '../exercises/kl-closed-form';
import type { SpaceFindings } from '../exercises/kl-role-findings';
import type { LatentSizeFindings } from '../exercises/latent-size-findings';
import type { MeasuredClaim } from './sample';

/** Where the closed form of the KL divergence is checked. */
const CHECKED = [
  [0, 0],
  [1.5, -1],
  [-2, 1],
] as const;

export interface ExerciseFindings {
  readonly sizes: LatentSizeFindings;
  readonly spaces: readonly SpaceFindings[];
  readonly budget: BudgetStudy;
}

/** Fills the claims of the chapter that its exercises ask about. */
export function exerciseClaims({ sizes, spaces, budget }: ExerciseFindings): Record<string, MeasuredClaim> {
  const spaceOf = (model: string) => spaces.find((each) => each.model === model)!;
  const [vae, autoencoder] = [spaceOf('vae, beta 1'), spaceOf('autoencoder')];
  const largest = sizes.ofData[sizes.ofData.length - 1];
  const bySize = (values: LatentSizeFindings['ofData'][number]['rocAuc'], from: number) =>
    Object.fromEntries(
      sizes.latentDims.flatMap((latentDim, i) => (latentDim >= from ? [[String(latentDim), values[i]]] : [])),
    );
  return {
    'ch-percentile-threshold': budget.inSample.percentile,
    'ch-sigma-threshold': budget.inSample.sigma,
    'ch-latent-share': sizes.shares,
    'ch-compression-loss': bySize(largest.normalError, 1),
    'ch-identity': bySize(largest.errorRatio, 3),
    'ch-vae-smooth': { VAE: vae.halfwayDistance, AE: autoencoder.halfwayDistance },
    'ch-vae-generates': { VAE: vae.generatedDistance, AE: autoencoder.ownDistance },
    'ch-kl-closed-form': Object.fromEntries(
      CHECKED.map(([mu, logVar]) => [`mu ${mu}, logVar ${logVar}:`, klClosedFormGap(mu, logVar)]),
    ),
    'ch-vae-score': { both: vae.bothRocAuc!, 'reconstruction only': vae.errorRocAuc },
    'ch-latent-outliers': vae.lengthRocAuc,
    'ch-false-positive-target': budget.trials['conformal, 95 % sure'],
  };
}
