/** Exercise 1 of the chapter: what the size of the latent vector does to an autoencoder, on data whose dimension is known. */
import { correlatedSamples } from '../data/index';
import { rocAuc } from '../metrics/index';
import { findModel } from '../experiments/methods';
import { prepareSeries } from '../experiments/prepare';
import { profiles } from '../experiments/profiles';

export interface LatentSizeOptions {
  /** Latent variables from which the data is made. */
  readonly trueDim: number;
  /** Default 30, report 2's. */
  readonly features?: number;
  readonly latentDims: readonly number[];
  readonly seeds: readonly number[];
  readonly epochs: number;
  /** Normal samples to train on. Default 2,000. */
  readonly train?: number;
}

/** Of one latent size; each array has one value a seed. */
export interface LatentSizeRow {
  readonly latentDim: number;
  readonly rocAuc: readonly number[];
  /** Mean squared error of normal samples, in squared z-scores. */
  readonly normalError: readonly number[];
  /** Mean error of anomalous samples over that of normal ones. */
  readonly errorRatio: readonly number[];
}

/** One layer on either side, wider than the input: what binds is the latent vector alone. */
const network = { hiddenUnits: [64], latentActivation: 'linear', outputActivation: 'linear' };

/** Trains an autoencoder for each latent size and seed; the data is drawn anew with each seed. */
export async function sweepLatentSize(options: LatentSizeOptions): Promise<LatentSizeRow[]> {
  const { latentDims, seeds } = options;
  const rows: LatentSizeRow[] = [];
  for (const latentDim of latentDims) {
    const runs = [];
    for (const seed of seeds) runs.push(await runOne(options, { latentDim, seed }));
    rows.push({
      latentDim,
      rocAuc: runs.map((run) => run.rocAuc),
      normalError: runs.map((run) => run.normalError),
      errorRatio: runs.map((run) => run.anomalousError / run.normalError),
    });
  }
  return rows;
}

async function runOne(
  { trueDim, features = 30, epochs, train = 2000 }: LatentSizeOptions,
  { latentDim, seed }: { latentDim: number; seed: number },
) {
  const data = correlatedSamples({ features, latentDim: trueDim, train, seed });
  const protocol = { windowSize: 1, stride: 1, validationFraction: 0.2, scaling: 'z-score' } as const;
  const { windows } = prepareSeries({ ...data, warnings: [] }, { protocol, seed });
  const { testScores } = await findModel('autoencoder')({
    windows,
    seed,
    profile: profiles.quick,
    config: { ...network, latentDim },
    training: { epochs, learningRate: 3e-3 },
  });
  const { labels } = windows.test;
  return {
    rocAuc: rocAuc(testScores, labels),
    normalError: meanWhere(testScores, (i) => labels[i] === 0),
    anomalousError: meanWhere(testScores, (i) => labels[i] !== 0),
  };
}

function meanWhere(values: Float32Array, isWanted: (i: number) => boolean): number {
  const wanted = values.filter((_, i) => isWanted(i));
  return wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
}
