/** What was seen in notebook 2, in sentences that its own results fill. They are true of the outputs that are committed. */
import { mean } from '../base/index';
import {
  activeShare,
  denseInside,
  generalizationGap,
  nats,
  type PreparedSeries,
  type Quantity,
  type Results,
  type ResultRow,
  type SuiteTable,
} from '../experiments/index';
import { rocAuc } from '../metrics/index';
import { chooseRows, extremes, formatFixed, formatMeasure, percent, seedText } from '../tables/index';
import {
  collapsed,
  errorOf,
  gradientReach,
  gradientVariation,
  keptLoss,
  labelledRecords,
  rankingLimits,
  sizeChoices,
  sizesOf,
  twoSidedRocAuc,
} from './dense-findings';
import type { DenseTables } from './dense-notebook';

const shareOf = (flags: Uint8Array) => percent(mean(Array.from(flags)), 1);

/** What the sentences are filled from. */
export interface DenseRun {
  readonly tables: DenseTables;
  readonly results: Results;
}

/** Says how many steps and windows of report 1's test split are anomalous. */
export function wavesSentence(series: PreparedSeries): string {
  return (
    `Of report 1's test steps ${shareOf(series.test.labels!)} are anomalous, of its windows ` +
    `${shareOf(series.windows.test.labels)}: one stretch of ten steps makes every window anomalous that ` +
    'touches it.'
  );
}

/** Says which of some networks ranks best, and after which epoch the first one's weights were kept. */
export function autoencoderSentence(rows: readonly Results[]): string {
  const areas = Object.fromEntries(rows.map(({ labels: [name], rows: [run] }) => [name, run.measures.rocAuc!]));
  const { highest, lowest } = extremes(areas);
  const [{ labels, rows: runs }] = rows;
  const { trainLoss, validationLoss, bestEpoch } = runs[0].history!;
  return (
    `With the first seed ${highest} has the largest area under its curve and ${lowest} the smallest. The weights of the ` +
    `${labels[0]} are those of epoch ${bestEpoch + 1} of ${trainLoss.length}, when its training loss was ` +
    `${formatFixed(trainLoss[bestEpoch], 4)} and its validation loss ${formatFixed(validationLoss[bestEpoch], 4)}.`
  );
}

/** Says whether the two classes lie apart in the codes of networks, by the distance of a code from the mean normal one. */
export function codesSentence(rows: readonly Results[], labels: Uint8Array): string {
  const areas = rows.map(({ labels: [name], rows: [run] }) => {
    const { codes, latentDim } = denseInside(run);
    const code = (i: number) => codes.slice(i * latentDim, (i + 1) * latentDim);
    const normal = Array.from(labels.keys()).filter((i) => labels[i] === 0);
    const centre = Array.from({ length: latentDim }, (_, d) => mean(normal.map((i) => codes[i * latentDim + d])));
    const distances = Array.from(labels.keys(), (i) => Math.hypot(...code(i).map((value, d) => value - centre[d])));
    return `${formatMeasure(rocAuc(distances, labels))} (${name})`;
  });
  return (
    'If a code were the score, by its distance from the mean code of the normal images, its ROC-AUC would be ' +
    `${areas.join(', ')}; that centre needs labels, so this only describes the pictures.`
  );
}

/** The paragraphs, by the part of the notebook. */
export type DenseSentences = Readonly<Record<keyof typeof paragraphs, string>>;

/** Writes what was seen, a paragraph for each part of the notebook. */
export function denseSentences(run: DenseRun): DenseSentences {
  const written = Object.entries(paragraphs).map(([part, write]) => [part, write(new Figures(run))] as const);
  return Object.fromEntries(written) as DenseSentences;
}

/** Figures as text. */
class Figures {
  readonly one: SuiteTable;
  readonly two: SuiteTable;
  readonly example: SuiteTable;
  readonly digits: SuiteTable;
  readonly sizesOne: readonly Results[];
  readonly sizesTwo: readonly Results[];

  constructor(readonly run: DenseRun) {
    const { reportOne, reportTwo, example, digits } = run.tables;
    [this.one, this.two, this.example, this.digits] = [reportOne, reportTwo, example, digits];
    this.sizesOne = sizesOf(reportOne, run.results);
    this.sizesTwo = sizesOf(reportTwo, run.results);
  }

  row({ name }: SuiteTable, label: string): Results {
    return this.run.results.table(name).row(label);
  }

  /** A figure of a row; ROC-AUC, if nothing else is said. */
  of(table: SuiteTable, label: string, figure: Quantity = 'rocAuc', digits = 3): string {
    return seedText(this.row(table, label), figure, digits);
  }

  /** A figure of each size. */
  each(rows: readonly Results[], figure: Quantity = 'rocAuc', digits = 3): string {
    const texts = rows.map((row) => `${seedText(row, figure, digits)} at ${denseInside(row.rows[0]).latentDim}`);
    return texts.join(', ');
  }

  /** The best F1 that report 1's threshold allows. */
  limit(): string {
    return formatMeasure(mean(rankingLimits(this.one, this.sizesOne[0]).map(({ f1 }) => f1)));
  }

  /** How many windows in 100 report 1's threshold calls anomalous. */
  calls(): number {
    const rule = this.one.protocol.threshold;
    return rule.kind === 'percentile' ? 100 - rule.percentile : NaN;
  }

  /** ROC-AUC by kind of report 2's anomalies. */
  kinds(label: string): string {
    const names = Object.keys(this.sizesTwo[0].rows[0].kinds!);
    return names.map((kind) => `${kind} ${this.of(this.two, label, ofKind(kind))}`).join(', ');
  }

  /** How a way to weight KL went. */
  regime(label: string): string {
    const failed = this.row(this.two, label).rows.filter((row) => collapsed(row) === 1).length;
    const carried = this.of(this.two, label, nats, 2);
    const error = this.of(this.two, label, errorOf('validation'));
    return `${carried} nats, validation error ${error}, ${failed} of ${this.two.seeds.length} seeds collapsed`;
  }

  /** The sizes that the validation loss chooses. */
  chosen(): Results {
    return chooseRows(this.sizesOne, sizeChoices[0]);
  }
}

const ofKind = (kind: string) => (row: ResultRow) => row.kinds![kind].rocAuc;

const [convolutional, sparse] = ['convolutional-autoencoder', 'autoencoder, sparse'];
const [dropout, sigmoid] = ['autoencoder, dropout .25', 'autoencoder, sigmoid hidden layers'];
const [annealed, constant] = ['vae, latent 16', 'vae, latent 16, constant KL'];
const [annealedAtOne, constantAtOne] = ['vae, latent 16, beta 1', 'vae, latent 16, beta 1, constant KL'];

const paragraphs = {
  training: (f: Figures) =>
    `By latent size, report 1's runs end at a validation loss of ${f.each(f.sizesOne, keptLoss)}, after ` +
    `${f.each(f.sizesOne, ({ epochs }) => epochs, 0)} epochs.`,
  threshold: (f: Figures) =>
    `The threshold calls ${f.calls()} windows in 100 anomalous, whatever their scores. With it a perfect ranking could reach an ` +
    `F1 of ${f.limit()}, mean over the seeds.`,
  reportOne: (f: Figures) =>
    `F1 is ${f.each(f.sizesOne, 'f1')}, where the threshold allows ${f.limit()} at most and calling everything has ` +
    `${f.of(f.one, 'all-anomalous', 'f1')}. The validation error falls with size, ` +
    `${f.each(f.sizesOne, errorOf('validation'))}; ROC-AUC is ${f.each(f.sizesOne)}. Principal components have ` +
    `${f.of(f.one, 'pca')}, the distance from the mean window ${f.of(f.one, 'constant')}.`,
  choice: (f: Figures) =>
    `The validation loss chooses ${f.chosen().labels.join(' or ')}, with a ROC-AUC of ` +
    `${seedText(f.chosen(), 'rocAuc')}; the oracle has ${seedText(chooseRows(f.sizesOne, sizeChoices[3]), 'rocAuc')}. ` +
    "By the report's F1 the sizes cannot be told apart.",
  reportTwo: (f: Figures) =>
    `ROC-AUC is ${f.each(f.sizesTwo)}. Without a network, principal components have ${f.of(f.two, 'pca')}, the ` +
    `nearest neighbour ${f.of(f.two, 'nearest-neighbour')}, and the distance from the mean sample, which knows no ` +
    `correlation, ${f.of(f.two, 'constant')}. Precision is ${f.each(f.sizesTwo, 'precision')}, recall ` +
    `${f.each(f.sizesTwo, 'recall')}.`,
  kinds: (f: Figures) =>
    `With 8 dimensions: ${f.kinds('vae, latent 8')}. Principal components: ${f.kinds('pca')}. In an error averaged ` +
    'over 30 features, one that no longer fits the others adds little.',
  labelled: (f: Figures) => {
    const row = f.row(f.two, 'vae, latent 8');
    const records = labelledRecords(f.two, row, f.two.protocol.threshold);
    const text = (i: number) => {
      const over = (heading: string) => formatMeasure(mean(records[i][heading] as number[]));
      return `F1 ${over('F1')} with ${over('false positive rate')} false alarms`;
    };
    return (
      `Without labels, the rule comes to ${text(0)} a normal sample. The point of the ROC curve that validation labels ` +
      `choose comes to ${text(1)}: it weighs both classes alike, whatever their shares. The best F1 on them comes to ` +
      `${text(2)}; no threshold has more than ${text(4)}, an oracle.`
    );
  },
  annealing: (f: Figures) =>
    `At the weight of the bound: annealed, ${f.regime(annealed)}; constant, ${f.regime(constant)}. At beta 1: annealed, ` +
    `${f.regime(annealedAtOne)}; constant, ${f.regime(constantAtOne)}. What keeps the code alive is the weight that KL ` +
    'ends with, not how it gets there. A code that carries nothing leaves the distance from the mean sample: ROC-AUC ' +
    `${f.of(f.two, constantAtOne)}, and ${f.of(f.two, 'constant')} of the row \`constant\`.`,
  activation: (f: Figures) =>
    `From batch to batch the gradient's norm varies by ${f.of(f.two, 'vae, latent 8', gradientVariation)} of its mean ` +
    `with ReLU and by ${f.of(f.two, 'vae, latent 8, tanh', gradientVariation)} with tanh; ROC-AUC is ` +
    `${f.of(f.two, 'vae, latent 8')} and ${f.of(f.two, 'vae, latent 8, tanh')}.`,
  example: (f: Figures) =>
    `The autoencoder ranks the classes upside down: ROC-AUC ${f.of(f.example, 'autoencoder')}. Independent pixels have ` +
    'no structure to compress, so it paints grey, and its error is the variance of the pixels: ' +
    `${f.of(f.example, 'autoencoder', errorOf('normal'))} for normal images, ` +
    `${f.of(f.example, 'autoencoder', errorOf('anomalous'))} for uniform ones. The distance from the mean image ranks ` +
    `them likewise (${f.of(f.example, 'constant')}). The VAE has ${f.of(f.example, 'vae')}: beside grey, the ` +
    `cross-entropy of every image is 784 ln 2 = ${(784 * Math.LN2).toFixed(1)}, whatever it shows, and its code carries ` +
    `${f.of(f.example, 'vae', nats)} nats. The error does tell the classes apart, on the other side: its distance from ` +
    `the median training error has a ROC-AUC of ${f.of(f.example, 'autoencoder', twoSidedRocAuc(f.example))}. An ` +
    'anomaly can be too easy to reconstruct.',
  digits: (f: Figures) =>
    `ROC-AUC is ${f.of(f.digits, convolutional)} for the convolutional autoencoder, ${f.of(f.digits, 'autoencoder')} for ` +
    `the chapter's, ${f.of(f.digits, 'nearest-neighbour')} for the nearest neighbour, ${f.of(f.digits, 'constant')} for ` +
    `the mean image. The sparse one has ${f.of(f.digits, sparse)} with ${f.of(f.digits, sparse, activeShare)} of its code ` +
    `in use, ${f.of(f.digits, 'autoencoder', activeShare)} without the penalty. Dropout changes the gap between ` +
    `validation and training error from ${f.of(f.digits, 'autoencoder', generalizationGap, 4)} to ` +
    `${f.of(f.digits, dropout, generalizationGap, 4)}, and ROC-AUC to ${f.of(f.digits, dropout)}. With sigmoid layers ` +
    `${f.of(f.digits, sigmoid, gradientReach)} of the last layer's gradient reaches the first, with ReLU ` +
    `${f.of(f.digits, 'autoencoder', gradientReach)}; ROC-AUC is ${f.of(f.digits, sigmoid)} then.`,
  inside: (f: Figures) =>
    'Mean squared error of the normal and of the other digits: ' +
    [convolutional, 'autoencoder', 'vae']
      .map((label) => {
        const error = (part: 'normal' | 'anomalous') => f.of(f.digits, label, errorOf(part));
        return `${error('normal')} and ${error('anomalous')} (${label})`;
      })
      .join(', ') +
    '. The convolutional network draws best what it knows, and also what it does not.',
  answer: (f: Figures) =>
    `**Report 1**: ROC-AUC ${f.each(f.sizesOne)} latent dimensions, principal components ${f.of(f.one, 'pca')}. The ` +
    `validation loss, which sees no test label, chooses ${f.chosen().labels.join(' or ')}. F1 says nothing of the size: ` +
    `the report's threshold allows ${f.limit()}, and calling everything has ${f.of(f.one, 'all-anomalous', 'f1')}. ` +
    `**Report 2**: ROC-AUC ${f.each(f.sizesTwo)}, principal components ${f.of(f.two, 'pca')}; a broken correlation alone ` +
    `${f.of(f.two, 'vae, latent 8', ofKind('correlation break'))} at 8, principal components ` +
    `${f.of(f.two, 'pca', ofKind('correlation break'))}. **The chapter's own example**: ROC-AUC ` +
    `${f.of(f.example, 'autoencoder')}, upside down, for its anomalies vary less. **Digit ${f.digits.source.channels[0]}**: ` +
    `${f.of(f.digits, convolutional)} for the convolutional autoencoder, ${f.of(f.digits, 'autoencoder')} for the dense ` +
    `one, ${f.of(f.digits, 'vae')} for the VAE, ${f.of(f.digits, 'nearest-neighbour')} for the nearest neighbour.`,
};
