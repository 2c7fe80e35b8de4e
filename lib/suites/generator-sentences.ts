/** What notebook 6 saw of its generators, in sentences filled from its own results. */
import { correlation, grouped, mean, quantile, type NumberArray } from '../base/index';
import type { CutWindows } from '../detectors/index';
import type { CostRow, ErrorRow, NamedScores } from '../exercises/digit-rivals';
import type { Quartiles, Searches } from '../exercises/latent-searches';
import type { Checkpoint } from '../exercises/watched-training';
import { rocAuc } from '../metrics/index';
import { parameterCount, type Detector } from '../models/index';
import { extremes, formatFixed, formatMeasure, type Table } from '../tables/index';
import type { History } from '../training/index';
import { keptMeans } from './kept-results';

/** Figures of detectors by their names, such as ROC-AUCs. */
type Named = Readonly<Record<string, number>>;

/** Says how many images there are. */
export function digitSentence({ train, validation, test }: CutWindows): string {
  return (
    `${train.count} images to train on, ${validation.count} held out, ${test.count} to test on, half of them of other ` +
    'digits: above, nine normal ones; below, one of each other.'
  );
}

/** Says how many weights learn from how many images. */
export function networksSentence(networks: Readonly<Record<string, Detector>>, { count }: CutWindows['train']): string {
  const listed = Object.entries(networks).map(
    ([name, network]) => `the ${name} one has ${grouped(parameterCount(network))}`,
  );
  return `Of the two networks ${listed.join(', ')} weights, which learn from ${count} images of 784 pixels.`;
}

/** Says where the losses of the game end, and how near the draws come to data. */
export function gameSentence(
  { phaseLosses, trainLoss }: Pick<History, 'phaseLosses' | 'trainLoss'>,
  checkpoints: readonly Checkpoint[],
): string {
  const ends = Object.entries(phaseLosses).map(([name, losses]) => `${name} ${formatMeasure(losses.at(-1)!)}`);
  const [first, last] = [checkpoints[0], checkpoints[checkpoints.length - 1]];
  return (
    `In the end, after ${trainLoss.length} epochs, the losses are ${ends.join(' and ')}. The energy distance of the ` +
    `draws is ${formatMeasure(first.energy)} ${since(first)} and ${formatMeasure(last.energy)} ${since(last)}.`
  );
}

const since = ({ epoch }: Checkpoint) => (epoch === 0 ? 'untrained' : `after ${epoch} epochs`);

/** Says how far the search brings both kinds of images, and whether that tells them apart. */
export function searchSentence(
  { residual }: Pick<Searches, 'residual'>,
  [normal, anomalous]: readonly Quartiles[],
  labels: Uint8Array,
): string {
  const fall = ({ values }: Quartiles) => `from ${formatMeasure(values[0])} to ${formatMeasure(values.at(-1)!)}`;
  const areaAt = (step: number) => formatMeasure(rocAuc(residual[step], labels));
  const steps = residual.length - 1;
  return (
    `The median residual of normal images falls ${fall(normal)}, that of anomalies ${fall(anomalous)}. The residual has ` +
    `a ROC-AUC of ${areaAt(1)} after one step and of ${areaAt(steps)} after ${steps}.`
  );
}

/** What the searches for the test images gave. */
export interface SearchedImages {
  readonly scores: NumberArray;
  /** 1 for an anomaly. */
  readonly labels: Uint8Array;
  /** What each image shows. */
  readonly digits: ArrayLike<number>;
}

/** Says whether the anomalies among some images score higher than the normal ones. */
export function followedSentence(places: readonly number[], { scores, labels, digits }: SearchedImages): string {
  const normal = places.filter((i) => labels[i] === 0);
  const highest = Math.max(...normal.map((i) => scores[i]));
  const below = places.filter((i) => labels[i] === 1 && scores[i] <= highest).map((i) => `the ${digits[i]}`);
  const anomalies = places.length - normal.length;
  return (
    `Of the ${anomalies} anomalies ${anomalies - below.length} score higher than both normal images` +
    `${below.length > 0 ? `; the search comes as near to ${below.join(' and ')} as to a ${digits[normal[0]]}` : ''}.`
  );
}

/** Says which digits score highest and lowest, and how the scores of normal images go with their ink. */
export function inkSentence({ scores, labels, digits }: SearchedImages, { values }: { values: NumberArray }): string {
  const places = Array.from(labels.keys());
  const scoreOf = (digit: number) => mean(places.filter((i) => digits[i] === digit).map((i) => scores[i]));
  const shown = [...new Set(Array.from(digits))];
  const { highest, lowest } = extremes(Object.fromEntries(shown.map((digit) => [`the ${digit}`, scoreOf(digit)])));
  const pixels = values.length / labels.length;
  const normal = places.filter((i) => labels[i] === 0);
  const ink = normal.map((i) => mean(values.slice(i * pixels, (i + 1) * pixels)));
  const own = normal.map((i) => scores[i]);
  return (
    `On average ${highest} scores highest and ${lowest} lowest. A normal image's score has a correlation of ` +
    `${formatMeasure(correlation(own, ink))} with its ink, the mean of its pixels.`
  );
}

/** Says whose draws are nearest to real images and whose are farthest, beside held-out images of the same digit. */
export function drawsSentence(energies: Named, heldOut: number): string {
  const { lowest, highest } = extremes(energies);
  return (
    `Nearest to the real images are the draws of ${lowest}, farthest those of ${highest}; held-out images lie ` +
    `${formatMeasure(heldOut)} from them.`
  );
}

/** Says which generators are no better than the distance from the mean image, and whether good draws go with detection. */
export function rivalsSentence(areas: Named, energies: Named): string {
  const names = Object.keys(energies);
  const below = names.filter((name) => areas[name] <= areas['constant']).join('; ') || 'no generator';
  const best = extremes(Object.fromEntries(names.map((name) => [name, areas[name]])));
  const drawn = extremes(energies);
  return (
    `The distance from the mean image has a ROC-AUC of ${formatMeasure(areas['constant'])} and needs no generator. No ` +
    `better than that: ${below}. Of the generators ${best.highest} detects most and ${best.lowest} least; by energy ` +
    `distance, ${drawn.lowest} draws best and ${drawn.highest} worst.`
  );
}

/** Says how many anomalies each detector finds before its first false alarms. */
export function firstAlarmsSentence(scores: readonly NamedScores[], labels: Uint8Array): string {
  const shares = scores.map(({ name, test }) => {
    const [normal, anomalous] = [0, 1].map((label) => Float64Array.from(test).filter((_, i) => labels[i] === label));
    const cut = quantile(Float64Array.from(normal).sort(), 0.95);
    return [name, anomalous.filter((score) => score > cut).length / anomalous.length] as const;
  });
  const { lowest, highest } = extremes(Object.fromEntries(shares));
  return (
    'The left end of the curves counts where alarms are rare. At a cut that 5 % of the normal images exceed, the share ' +
    `of anomalies found is highest for ${highest} and lowest for ${lowest}.`
  );
}

/** Says which number of components detects most, and which generators are above all numbers. */
export function sheetsSentence(numbers: readonly number[], ofPca: readonly number[], areas: Named): string {
  const best = Math.max(...ofPca);
  const above = Object.keys(areas).filter((name) => /GAN/.test(name) && areas[name] > best);
  return (
    `PCA has its highest ROC-AUC, ${formatMeasure(best)}, with ${numbers[ofPca.indexOf(best)]} of these numbers of ` +
    `components. ${above.length > 0 ? `Above that: ${above.join(', ')}.` : 'No generator is above that.'}`
  );
}

/** Says which rows of the kept table are best and worst among generators. */
export function keptSentence(areas: Named): string {
  const generators = Object.entries(areas).filter(([name]) => /GAN|EGBAD/.test(name));
  const { highest, lowest } = extremes(Object.fromEntries(generators));
  return (
    `Of the generators ${highest} has the highest ROC-AUC and ${lowest} the lowest; the distance from the mean image ` +
    `has ${formatMeasure(areas['constant'])}, PCA ${formatMeasure(areas['pca'])}.`
  );
}

/** Says which of some changes, each made after the one before, gains most. */
export function changesSentence(
  settings: readonly string[],
  areas: readonly number[],
  ofPca: readonly number[],
): string {
  const gains = settings.slice(1).map((setting, i) => [`"${setting}"`, areas[i + 1] - areas[i]]);
  const { highest, lowest } = extremes(Object.fromEntries(gains) as Record<string, number>);
  const course = (values: readonly number[]) => `from ${formatMeasure(values[0])} to ${formatMeasure(values.at(-1)!)}`;
  return (
    `The change that gains most is ${highest}, the one that gains least ${lowest}. From first to last AnoGAN goes ` +
    `${course(areas)}, PCA ${course(ofPca)}.`
  );
}

/** Says after which of the epochs that were looked at each generator detects and draws best. */
export function watchedSentence(
  watched: Readonly<Record<string, { readonly checkpoints: readonly Checkpoint[] }>>,
): string {
  const sentences = Object.entries(watched).map(([name, { checkpoints }]) => {
    const trained = checkpoints.filter(({ epoch }) => epoch > 0);
    const best = (figure: (each: Checkpoint) => number) =>
      trained.reduce((most, each) => (figure(each) > figure(most) ? each : most)).epoch;
    return (
      `AnoGAN, ${name}: the ROC-AUC is highest at epoch ${best(({ rocAuc: area }) => area)} of those shown, the draws are ` +
      `nearest to real images at epoch ${best(({ energy }) => -energy)}.`
    );
  });
  return sentences.join(' ');
}

/** Says for which detector anomalies err most, and least, beside unseen normal images. */
export function errorsSentence(rows: readonly ErrorRow[]): string {
  const { highest, lowest } = extremes(
    Object.fromEntries(rows.map((row) => [row.detector, row['anomalies over unseen']])),
  );
  return `The error of anomalies over that of unseen normal images is largest for ${highest} and smallest for ${lowest}.`;
}

/** Says how long the vectors are at which the searches end, and whether that tells anomalies. */
export function endsSentence({ lengths, z, residual }: Searches, labels: Uint8Array): string {
  const ofClass = (label: number) => formatFixed(mean(Array.from(lengths).filter((_, i) => labels[i] === label)), 2);
  const dimensions = z.length / lengths.length;
  const area = (scores: NumberArray) => formatMeasure(rocAuc(scores, labels));
  return (
    `$z^*$ has a mean length of ${ofClass(0)} for normal images and of ${ofClass(1)} for anomalies; draws from ` +
    `$N(0, I)$ have ${formatFixed(Math.sqrt(dimensions), 2)}. As a score the length has a ROC-AUC of ${area(lengths)}, the ` +
    `residual one of ${area(residual.at(-1)!)}.`
  );
}

/** Says how much longer a search takes than an encoder and than an autoencoder. */
export function searchCostSentence(costs: readonly CostRow[], steps: number): string {
  return (
    `One search of ${grouped(steps)} steps is ${timesLonger(costs, 'f-AnoGAN, dense')} times slower than f-AnoGAN's encoder and ` +
    `${timesLonger(costs, 'autoencoder')} times slower than the autoencoder.`
  );
}

function timesLonger(costs: readonly CostRow[], other: string): string {
  const alone = (name: string) => costs.find(({ detector }) => detector === name)!['one image alone (ms)'];
  return grouped(Math.round(alone('AnoGAN, dense') / alone(other)));
}

export interface GeneratorAnswer {
  /** What this run was: profile, seed, digit, epochs. */
  readonly run: string;
  /** ROC-AUCs of this run, by detector. */
  readonly areas: Named;
  /** Those of the generators' rows come first. */
  readonly generators: readonly string[];
  readonly kept: Table;
  readonly costs: readonly CostRow[];
}

/** Writes the answer of the notebook. */
export function generatorAnswer({ run, areas, generators, kept, costs }: GeneratorAnswer): string {
  const list = (figures: readonly (readonly [string, number])[]) =>
    figures.map(([name, area]) => `${name} ${formatMeasure(area)}`).join(', ');
  return (
    `**Answer.** With the chapter's networks and 500 steps of search (${kept.caption}), ROC-AUC: ` +
    `${list(Object.entries(keptMeans(kept, 'ROC-AUC')))}. In this run (${run}): ` +
    `${list(generators.map((name) => [name, areas[name]]))}, the distance from the mean image ` +
    `${formatMeasure(areas['constant'])}. AnoGAN's search is ${timesLonger(costs, 'f-AnoGAN, dense')} times ` +
    "slower than f-AnoGAN's encoder."
  );
}
