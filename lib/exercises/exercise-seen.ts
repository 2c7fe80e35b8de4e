/** What notebook 09 lays out and saw of the exercises, in tables and sentences. */
import { counted, mean } from '../base/index';
import type { Results, Rival } from '../experiments/index';
import { formatFixed, lineOverSeeds, percent, type SeedLine, type Table } from '../tables/index';
import type { BudgetStudy, OverlapStudy } from './budget-study';
import type { ChallengeStudy } from './challenge-study';
import { summarizeTrials } from './false-positive-budget';
import type { SpaceFindings } from './kl-role-findings';
import type { LatentSizeFindings } from './latent-size-findings';
import { bestLength, type LengthFindings } from './sequence-length-findings';

const INPUT = 30;

/** Gives a measure of exercise 1 by latent size, a line for the data of each dimension. */
export function sizeLines(
  { ofData }: LatentSizeFindings,
  measure: 'rocAuc' | 'normalError' | 'errorRatio',
): SeedLine[] {
  return ofData.map((each) => lineOverSeeds(`data of ${each.trueDim} dimensions`, each[measure]));
}

/** Says how many latent dimensions are enough. */
export function enoughSeen({ ofData }: LatentSizeFindings): string {
  const each = ofData.map(({ trueDim, enough }) => {
    return (
      `For data of ${trueDim} dimensions ${enough} latent dimensions, ${percent(enough / INPUT)} of the input, ` +
      'are the fewest within .02 of the best ROC-AUC.'
    );
  });
  return each.join(' ');
}

/** Says how the errors go with the latent size. */
export function errorsSeen({ ofData, latentDims }: LatentSizeFindings): string {
  const widest = latentDims.length - 1;
  const each = ofData.map(({ trueDim, normalError, errorRatio }) => {
    const [first, last] = [normalError[0], normalError[widest]].map((values) => formatFixed(mean(values), 3));
    return (
      `Data of ${trueDim} dimensions: the error of normal data goes from ${first} to ${last}, and that of anomalies is ` +
      `${mean(errorRatio[widest]).toFixed(0)} times as large at the widest code.`
    );
  });
  return each.join(' ');
}

/** Lays out the latent spaces of exercise 2. */
export function spaceTable(spaces: readonly SpaceFindings[], latentDim: number): Table {
  const columns = ['KL (nats)', 'dimensions in use', 'mean length of mu', 'drawn from N(0, I)', 'drawn from own codes'];
  return {
    caption: `${latentDim} latent dimensions; last three: distance to the nearest training image`,
    columns: ['model', ...[...columns, 'halfway'].map((heading) => ({ heading, digits: 2 }))],
    rows: spaces.map((each) => [
      each.model,
      each.kl,
      each.activeDims,
      each.meanLength,
      each.generatedDistance,
      each.ownDistance,
      each.halfwayDistance,
    ]),
  };
}

const spaceOf = (spaces: readonly SpaceFindings[], wanted: string) => spaces.find(({ model }) => model === wanted)!;

/** Says how many dimensions are used, and how near drawn images come to training images. */
export function spacesSeen(spaces: readonly SpaceFindings[], latentDim: number): string {
  const [one, plain] = ['vae, beta 1', 'autoencoder'].map((model) => spaceOf(spaces, model));
  const fewest = Math.min(...spaces.map(({ activeDims }) => mean(activeDims)));
  const [bound, free, own] = [one.generatedDistance, plain.generatedDistance, plain.ownDistance].map((values) =>
    mean(values).toFixed(1),
  );
  return (
    `The model that uses fewest uses ${fewest.toFixed(1)} of ${latentDim} dimensions. Images from N(0, I), whose draws have ` +
    `a length of about ${Math.sqrt(latentDim).toFixed(1)}, lie ${bound} from the nearest training image with beta 1 and ` +
    `${free} for the autoencoder; from its own codes ${own}.`
  );
}

/** Gives the ROC-AUC of three scores by the weight of the KL term, as `plotChannelBars` takes them. */
export function scoresByWeight(spaces: readonly SpaceFindings[]) {
  const vaes = spaces.filter(({ kl }) => kl !== undefined);
  return {
    weights: vaes.map(({ model }) => model),
    models: [
      { name: 'error', values: vaes.map(({ errorRocAuc }) => mean(errorRocAuc)) },
      { name: 'error + beta KL', values: vaes.map(({ bothRocAuc }) => mean(bothRocAuc!)) },
      { name: 'length of mu', values: vaes.map(({ lengthRocAuc }) => mean(lengthRocAuc)) },
    ],
  };
}

/** Says between which values the ROC-AUC of each score lies. */
export function weightsSeen({ models }: Pick<ReturnType<typeof scoresByWeight>, 'models'>): string {
  const each = models.map(({ name, values }) => {
    const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => formatFixed(value, 3));
    return `${low} to ${high} by ${name}`;
  });
  return `ROC-AUC over these weights: ${each.join(', ')}.`;
}

/** Says how far from the origin the codes of some models lie. */
export function spreadSeen(spaces: readonly SpaceFindings[], models: readonly string[]): string {
  const each = models.map((model) => `${mean(spaceOf(spaces, model).meanLength).toFixed(1)} (${model})`);
  return `The mean length of mu over normal images is ${each.join(' and ')}.`;
}

const rivalOf = ({ probe }: { readonly probe?: unknown }) => probe as Rival;

/** Lays out the rivals of exercise 3: what they find, and what it costs. */
export function rivalTable(rivals: Results, digit: number): Table {
  const columns = ['parameters', 'training (s)', 'one image alone (ms)', 'an image among all (ms)'];
  return {
    caption: `Digit ${digit} against the others, seeds: ${rivals.seeds.length}`,
    columns: ['model', 'ROC-AUC', ...columns],
    rows: rivals.labels.map((label) => {
      const row = rivals.row(label);
      const timed = row.rows.filter(({ probe }) => probe !== undefined);
      const averaged = (figure: (of: (typeof timed)[number]) => number) =>
        timed.length > 0 ? mean(timed.map(figure)) : null;
      return [
        label,
        row.over('rocAuc'),
        averaged((each) => rivalOf(each).parameters),
        averaged(({ history }) => history!.seconds),
        averaged((each) => 1000 * rivalOf(each).seconds.alone),
        averaged((each) => 1000 * rivalOf(each).seconds.inBatch),
      ];
    }),
  };
}

/** Says which rival ranks best, and whether anything without a network ranks as well. */
export function rivalsSeen(rivals: Results): string {
  const ranked = rivals.labels
    .map((label) => ({ label, rocAuc: rivals.row(label).mean('rocAuc') }))
    .sort((a, b) => b.rocAuc - a.rocAuc);
  const text = ({ label, rocAuc }: (typeof ranked)[number]) => `${label} ${formatFixed(rocAuc, 3)}`;
  const place = (wanted: string) => ranked.findIndex(({ label }) => label === wanted) + 1;
  return (
    `By ROC-AUC the first is ${text(ranked[0])}. Of ${ranked.length} rows the autoencoder is number ` +
    `${place('autoencoder')}, AnoGAN number ${place('anogan')}.`
  );
}

/** Exercise 3's search by its length, of one seed. */
export function searchSweep(rivals: Results, seed: number) {
  const [autoencoder, anoGan] = ['autoencoder', 'anogan'].map((label) => rivals.row(label).seed(seed).only());
  const { bySteps, seconds } = rivalOf(anoGan);
  const { rocAuc, residualRocAuc } = bySteps!;
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500].filter((each) => each < rocAuc.length);
  return {
    steps,
    slower: seconds.alone / rivalOf(autoencoder).seconds.alone,
    lines: [
      { name: 'AnoGAN', values: steps.map((each) => rocAuc[each]) },
      { name: 'AnoGAN, residual alone', values: steps.map((each) => residualRocAuc[each]) },
      { name: 'autoencoder', values: steps.map(() => autoencoder.measures.rocAuc!) },
    ],
  };
}

/** Says what the search gains, and what it costs. */
export function searchSeen({ steps, slower, lines }: ReturnType<typeof searchSweep>, seed: number): string {
  const [{ values }, , autoencoder] = lines;
  const [first, last] = [values[0], values[values.length - 1]];
  const gain = last - first;
  const verb = gain > 0.005 ? 'gains' : gain < -0.005 ? 'loses' : 'changes';
  return (
    `With seed ${seed} AnoGAN's ROC-AUC is ${formatFixed(first, 3)} after one step and ${formatFixed(last, 3)} after ` +
    `${steps[steps.length - 1]}: the search ${verb} ${formatFixed(Math.abs(gain), 3)}. The autoencoder has ` +
    `${formatFixed(autoencoder.values[0], 3)} and, timed in the same run, scores an image ${slower.toFixed(0)} times faster.`
  );
}

/** Gives a figure of exercise 4 by length, a line for each kind of event. */
export function lengthLines(lengths: readonly LengthFindings[], figure: 'rocAuc' | 'delay'): SeedLine[] {
  return [
    lineOverSeeds('jumps', lengths.map((each) => each[figure].jump)), // prettier-ignore
    lineOverSeeds('wrong rhythm', lengths.map((each) => each[figure].tempo)), // prettier-ignore
  ];
}

/** Says which length ranks each kind of event best. */
export function lengthsSeen(lengths: readonly LengthFindings[]): string {
  const [jump, tempo] = [bestLength(lengths, 'jump'), bestLength(lengths, 'tempo')];
  return (
    `Jumps are ranked best by windows of ${jump.windowSize} steps (ROC-AUC ${formatFixed(mean(jump.rocAuc.jump), 3)}), ` +
    `wrong rhythms by ${tempo.windowSize} (${formatFixed(mean(tempo.rocAuc.tempo), 3)}).`
  );
}

/** Lays out exercise 4, a row for each length. */
export function lengthTable(lengths: readonly LengthFindings[]): Table {
  const [jumps, rhythms] = [['jumps: ROC-AUC', 'jumps found'], ['rhythm: ROC-AUC', 'rhythms found']]; // prettier-ignore
  const headings = [...jumps, 'delay (steps)', ...rhythms, 'their delay (steps)', 'loss on normal windows'];
  return {
    caption: 'An event never found counts its whole length as delay',
    columns: [{ heading: 'sequence length', align: 'right' }, ...headings],
    rows: lengths.map(({ windowSize, rocAuc, found, delay, trainLoss }) => {
      const of = (kind: 'jump' | 'tempo') => [rocAuc[kind], found[kind], delay[kind]];
      return [windowSize, ...of('jump'), ...of('tempo'), trainLoss];
    }),
  };
}

/** Says what longer windows cost. */
export function costSeen(lengths: readonly LengthFindings[]): string {
  const [shortest, longest] = [lengths[0], lengths[lengths.length - 1]];
  const [low, high] = [shortest, longest].map(({ trainLoss }) => formatFixed(mean(trainLoss), 3));
  return (
    `After as many windows and epochs the loss on normal windows is ${low} at ${shortest.windowSize} steps and ${high} at ` +
    `${longest.windowSize}. Scoring a step is ${longest.relativeTime.toFixed(1)} times slower at the longest than at the ` +
    'shortest, in one run.'
  );
}

/** Says how often each rule breaks the budget on fresh data. */
export function brokenSeen({ trials, budget }: Pick<BudgetStudy, 'trials' | 'budget'>): string {
  const each = Object.entries(trials).map(([rule, rates]) => {
    return `${formatFixed(summarizeTrials(rates, budget.rate).broken, 3)} by ${rule}`;
  });
  return `Share of the calibrations with a rate over ${100 * budget.rate} %: ${each.join('; ')}.`;
}

/** Says what thresholds on the training errors themselves come to. */
export function inSampleSeen({ inSample }: Pick<BudgetStudy, 'inSample'>): string {
  const [percentile, sigma] = [inSample.percentile, inSample.sigma].map((rate) => percent(rate, 1));
  return (
    `The 95th percentile of the training errors themselves lets ${percentile} of fresh normal samples pass above it: the ` +
    `model has seen what it is set on. Mean + 3 deviations of them lets ${sigma}; a normal distribution would have .1 %.`
  );
}

/** Gives the rates of exercise 5 by the overlap of windows, as `plotSweep` takes them. */
export function overlapLines({ conformal, sure }: OverlapStudy) {
  const [low, high] = [conformal.map((each) => each.low), conformal.map((each) => each.high)];
  return [
    { name: 'conformal, mean', values: conformal.map((each) => each.mean), low, high },
    { name: 'conformal, 95 of 100 below', values: conformal.map(({ worst }) => worst) },
    { name: '95 % sure, 95 of 100 below', values: sure.map(({ worst }) => worst) },
  ];
}

/** Says what overlapping windows make of both promises. */
export function overlapSeen({ windowSizes, conformal, sure }: OverlapStudy): string {
  const end = windowSizes.length - 1;
  const span = (values: readonly number[]) => {
    return `from ${formatFixed(values[0], 3)} to ${formatFixed(values[end], 3)}`;
  };
  return (
    `From windows of ${windowSizes[0]} to ${windowSizes[end]} steps the conformal rule's mean goes ` +
    `${span(conformal.map((each) => each.mean))}, and the rate that 95 of 100 calibrations stay below ` +
    `${span(conformal.map(({ worst }) => worst))}; by the surer rule ${span(sure.map(({ worst }) => worst))}.`
  );
}

/** The scores of the watched stretch, from the first that there is, with what a chart marks. */
export function watchedScores({ pipeline, flood }: ChallengeStudy) {
  return {
    scores: flood.with.points.flatMap(({ score }) => (score === undefined ? [] : [score])),
    start: pipeline.windowSize - 1,
    threshold: pipeline.parts.threshold.value,
    detected: flood.with.alerts.map(({ start, end = Infinity }) => ({ start, end })),
    title: `${flood.without.alerts.length} runs above, ${flood.with.alerts.length} alerts`,
  };
}

/** The scores of a sensor that drifts, and the threshold that follows them. */
export function followedScores({ drifting }: Pick<ChallengeStudy, 'drifting'>) {
  const judged = drifting.with.points.filter(({ threshold }) => threshold !== undefined);
  return { scores: judged.map(({ score }) => score!), follows: judged.map(({ threshold }) => threshold!) };
}

/** Says how many alerts hysteresis and the cool-down make of the runs above the threshold. */
export function floodSeen({ flood }: Pick<ChallengeStudy, 'flood'>): string {
  const [runs, alerts] = [flood.without.alerts.length, flood.with.alerts.length];
  return `${counted(runs, 'run')} above the threshold ${runs === 1 ? 'becomes' : 'become'} ${counted(alerts, 'alert')}.`;
}

/** Says how often a sensor that drifts crosses the threshold that follows it. */
export function followedSeen(study: Pick<ChallengeStudy, 'drifting'>): string {
  const { scores, follows } = followedScores(study);
  const above = scores.filter((score, i) => score > follows[i]).length;
  return `While the sensor drifts, ${above} of ${scores.length} scores lie above the threshold that follows them.`;
}
