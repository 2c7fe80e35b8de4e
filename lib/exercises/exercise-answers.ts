/** The answers to the chapter's six exercises, as the notebook puts them at its top. */
import { mean } from '../base/index';
import type { Results, Rival } from '../experiments/index';
import type { BudgetStudy } from './budget-study';
import type { ChallengeStudy } from './challenge-study';
import { shareAbove, summarizeTrials } from './false-positive-budget';
import type { SpaceFindings } from './kl-role-findings';
import type { LatentSizeFindings } from './latent-size-findings';
import { bestLength, type LengthFindings } from './sequence-length-findings';
import { formatMeasure, percent } from '../tables/index';

export interface Answered {
  readonly sizes: LatentSizeFindings;
  readonly spaces: readonly SpaceFindings[];
  /** AnoGAN and the autoencoder, measured in one run. */
  readonly rivals: Results;
  readonly lengths: readonly LengthFindings[];
  readonly budget: BudgetStudy;
  readonly challenges: ChallengeStudy;
}

/** Answers each exercise by what was measured for it. */
export function exerciseAnswers(found: Answered): Readonly<Record<string, string>> {
  const { sizes, budget, challenges } = found;
  const conformal = summarizeTrials(budget.trials.conformal, budget.budget.rate);
  const broken = shareAbove(budget.trials['conformal, 95 % sure'], budget.budget.rate);
  const { flood, restarted } = challenges;
  const above = flood.with.points.filter(({ anomalous }) => anomalous).length;
  const needed = sizes.ofData.map(({ trueDim, enough }) => `data of ${trueDim} dimensions needs ${enough}`);
  const [jump, tempo] = (['jump', 'tempo'] as const).map((kind) => bestLength(found.lengths, kind).windowSize);
  return {
    '1. Why 10 % of the input?': `${needed.join(', ')} latent dimensions, of an input of 30`,
    '2. What does the KL term do?': drawnImages(found.spaces),
    '3. AnoGAN or an autoencoder?': rivalry(found.rivals),
    '4. How long a sequence?': `of a period of 40 steps, ${jump} for jumps and ${tempo} for wrong rhythms`,
    '5. At most 5 % false alarms?':
      `the conformal rule has ${percent(conformal.mean, 1)} on average and more than 5 % in ${percent(conformal.broken)} ` +
      `of the calibrations, the surer one in ${percent(broken)}`,
    '6. Five challenges?':
      `${above} scores above the threshold, in ${flood.without.alerts.length} runs, become ${flood.with.alerts.length} ` +
      `alerts; after a restart ${restarted.with} time steps are judged otherwise`,
  };
}

function drawnImages(spaces: readonly SpaceFindings[]): string {
  const spaceOf = (model: string) => spaces.find((each) => each.model === model)!;
  const distance = (values: readonly number[]) => mean(values).toFixed(1);
  const [bound, free, plain] = ['vae, beta 1', 'vae without KL', 'autoencoder'].map(spaceOf);
  return (
    `images drawn from N(0, I) lie ${distance(bound.generatedDistance)} from the nearest training image, without it ` +
    `${distance(free.generatedDistance)}; those of an autoencoder drawn from its own codes ${distance(plain.ownDistance)}`
  );
}

function rivalry(rivals: Results): string {
  const rows = ['anogan', 'autoencoder'].map((label) => rivals.row(label));
  const [search, pass] = rows.map((row) => row.mean(({ probe }) => (probe as Rival).seconds.alone));
  const [a, b] = rows.map((row) => formatMeasure(row.mean('rocAuc')));
  const { length } = rivals.seeds;
  const over = length === 1 ? 'one seed' : `the mean of ${length} seeds`;
  return `ROC-AUC ${a} and ${b}, ${over}; the autoencoder scores an image ${(search / pass).toFixed(0)} times faster, in the same run`;
}
