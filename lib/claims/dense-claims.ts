/** What reports 1 and 2 and the chapter claim of autoencoders and VAEs, filled from notebook 2's results. */
import { mean, median } from '../base/index';
import { meanAbsoluteCorrelation } from '../data/index';
import {
  activeShare,
  denseInside,
  dimensionsInUse,
  generalizationGap,
  keptScores,
  nats,
  type PreparedSeries,
  type Quantity,
  type ResultRow,
  type Results,
  type SuiteTable,
} from '../experiments/index';
import { errorOf, gradientReach, gradientVariation, sizesOf, type DenseRun } from '../suites/index';
import type { MeasuredClaim } from './sample';

export interface DenseFindings extends DenseRun {
  /** Of the first seed. */
  readonly reportOne: PreparedSeries;
  readonly reportTwo: PreparedSeries;
}

type Measured = Record<string, MeasuredClaim>;

/** Fills the claims of both reports and of the chapter that the notebook measures. */
export function denseClaims(findings: DenseFindings): Measured {
  return { ...reportOneClaims(findings), ...reportTwoClaims(findings), ...chapterClaims(findings) };
}

function reportOneClaims({ tables: { reportOne: table }, results, reportOne: series }: DenseFindings): Measured {
  const sweep = sizesOf(table, results);
  const { starts, windowSize, labels } = series.windows.test;
  const stepLabels = [...series.train.labels!, ...series.test.labels!];
  const wrong = Array.from(labels).filter((label, i) => {
    return label !== Math.max(...series.test.labels!.subarray(starts[i], starts[i] + windowSize));
  });
  const rising = sweep
    .flatMap(({ rows }) => rows)
    .filter(({ history }) => {
      const { trainLoss } = history!;
      return trainLoss[trainLoss.length - 1] > trainLoss[0];
    });
  const f1 = [...sweep].sort((a, b) => a.mean('f1') - b.mean('f1')).map((row) => row.over('f1'));
  return {
    'r1-features': series.test.features,
    'r1-steps': stepLabels.length,
    'r1-anomaly-share': mean(stepLabels),
    'r1-window-labels': wrong.length,
    'r1-stable-training': rising.length,
    'r1-trade-off': bySize(sweep, errorOf('validation')),
    'r1-regularization': bySize(sweep, nats),
    'r1-overfitting': bySize(sweep, generalizationGap),
    'r1-threshold-balance': bySize(sweep, ({ measures }) => Math.abs(measures.precision! - measures.recall!)),
    'r1-informed-choice': f1[f1.length - 1].map((best, i) => best - f1[0][i]),
  };
}

function reportTwoClaims({ tables: { reportTwo: table }, results, reportTwo: samples }: DenseFindings): Measured {
  const sweep = sizesOf(table, results);
  const row = (label: string) => results.table(table.name).row(label);
  const [annealed, constant] = [row('vae, latent 16'), row('vae, latent 16, constant KL')];
  const eight = row('vae, latent 8');
  const distances = (of: Results) => {
    const errors = of.over(errorOf('validation'));
    return errors.map((error) => Math.abs(error - median(errors)));
  };
  const kinds = Object.keys(eight.rows[0].kinds!);
  return {
    'r2-features': samples.test.features,
    'r2-correlated': meanAbsoluteCorrelation(samples.train),
    'r2-relu': { ReLU: eight.over(gradientVariation), tanh: row('vae, latent 8, tanh').over(gradientVariation) },
    'r2-annealing': { annealed: annealed.over(dimensionsInUse), constant: constant.over(dimensionsInUse) },
    'r2-annealing-stability': { annealed: distances(annealed), constant: distances(constant) },
    'r2-error-separates': { anomalous: eight.over(errorOf('anomalous')), normal: eight.over(errorOf('normal')) },
    'r2-high-precision': bySize(sweep, 'precision'),
    'r2-moderate-recall': bySize(sweep, 'recall'),
    'r2-small-underfits': bySize(sweep, errorOf('train')),
    'r2-roc-auc-rises': bySize(sweep, 'rocAuc'),
    'r2-pr-auc-rises': bySize(sweep, 'prAuc'),
    'r2-gains-diminish': bySize(sweep, 'rocAuc'),
    'r2-learned-normal': {
      VAE: eight.over((each) => denseInside(each).errors.normal / denseInside(each).errors.train),
      'mean of the training samples': row('constant').over((each) => unseenOverSeen(table, each)),
    },
    'r2-types-detected': Object.fromEntries(
      kinds.map((kind) => [kind, eight.over((each) => each.kinds![kind].rocAuc)]),
    ),
  };
}

function chapterClaims({ tables: { digits, example }, results }: DenseFindings): Measured {
  const row = (label: string) => results.table(digits.name).row(label);
  const [autoencoder, vae] = [row('autoencoder'), row('vae')];
  const variant = (name: string) => row(`autoencoder, ${name}`);
  return {
    'ch-ae-error': {
      anomalous: autoencoder.over(errorOf('anomalous')),
      normal: autoencoder.over(errorOf('normal')),
    },
    'ch-own-example': {
      autoencoder: results.table(example.name).row('autoencoder').over('rocAuc'),
      VAE: results.table(example.name).row('vae').over('rocAuc'),
    },
    'ch-depth': {
      '2-4 layers': autoencoder.over('rocAuc'),
      '1 layer': variant('1 hidden layer').over('rocAuc'),
      '6 layers': variant('6 hidden layers').over('rocAuc'),
    },
    'ch-activation': {
      ReLU: autoencoder.over(gradientReach),
      sigmoid: variant('sigmoid hidden layers').over(gradientReach),
    },
    'ch-dropout': {
      dropout: variant('dropout .25').over(generalizationGap),
      none: autoencoder.over(generalizationGap),
    },
    'ch-sparse-code': { sparse: variant('sparse').over(activeShare), plain: autoencoder.over(activeShare) },
    'ch-vae-overfits-less': { AE: autoencoder.over(generalizationGap), VAE: vae.over(generalizationGap) },
    'ch-image-model': {
      convolutional: row('convolutional-autoencoder').over('rocAuc'),
      dense: autoencoder.over('rocAuc'),
      VAE: vae.over('rocAuc'),
    },
  };
}

function bySize(sweep: readonly Results[], figure: Quantity): Record<string, number[]> {
  return Object.fromEntries(sweep.map((row) => [String(denseInside(row.rows[0]).latentDim), row.over(figure)]));
}

/** Divides the mean score of the normal test windows by that of the training windows. */
function unseenOverSeen(table: SuiteTable, row: ResultRow): number {
  const { trainScores, testScores, labels } = keptScores(table, row);
  return mean(Array.from(testScores).filter((_, i) => labels[i] === 0)) / mean(trainScores);
}
