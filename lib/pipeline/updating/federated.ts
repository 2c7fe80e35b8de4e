/**
 * Federated averaging: sites train the same model on data that never leave them; only weights travel.
 *
 * In a round every site starts from the shared weights w, trains for some epochs on its own n_k windows and returns
 * w_k. The shared weights become the mean, weighted by the number of windows: w = sum_k (n_k / n) w_k.
 *
 * McMahan, Moore, Ramage, Hampson & Aguera y Arcas 2017, "Communication-efficient learning of deep networks from
 * decentralized data", arXiv:1602.05629, algorithm 1, with all sites in every round (C = 1) and Adam in place of SGD on
 * a site; Adam's moments stay there and are reset in each round.
 */
import { counted } from '../../base/index';
import type { Windows } from '../../data/index';
import type { TrainedDetector } from '../../models/index';
import { fit } from '../../training/index';
import { PipelineError, requireWhole } from '../pipeline-error';
import { readWeights, writeWeights, type Weights } from './copy-detector';

/** What a site shows to others. */
export interface Site {
  /** Number of windows that it trains on: its weight in the mean. */
  readonly count: number;
  /** Trains on its own data, starting from these weights. @returns  The new weights. */
  train(weights: Weights, round: number): Promise<Weights>;
}

export interface LocalTraining {
  /** Passes over a site's data per round. Default 1. */
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly seed?: number;
}

export const defaultLocalTraining = { epochs: 1, batchSize: 32, seed: 0 } as const;

/** Makes a site that keeps its windows private. */
export function localSite(windows: Windows, make: () => TrainedDetector, options: LocalTraining = {}): Site {
  const settings = { ...defaultLocalTraining, ...options };
  return {
    count: windows.count,
    async train(weights, round) {
      const model = make();
      try {
        writeWeights(model, weights);
        // Validated on its own training windows, so that all of them train and no epoch is discarded by chance.
        const seed = settings.seed + round;
        await fit(model, { train: windows, validation: windows }, { ...settings, seed, resume: true });
        return readWeights(model);
      } finally {
        model.dispose();
      }
    },
  };
}

/**
 * Returns the mean of the sites' weights, weighted by their numbers of windows. It is computed in double precision and
 * in the order of the sites, so that it repeats to the last bit.
 *
 * @throws {PipelineError} If there are no windows, or the weights differ in number or size.
 */
export function averageWeights(sites: readonly { readonly count: number; readonly weights: Weights }[]): Weights {
  const total = sites.reduce((sum, { count }) => sum + count, 0);
  if (!(total > 0))
    throw new PipelineError(`averageWeights: expected sites with windows; found ${counted(sites.length, 'site')}.`);
  const [first] = sites as [(typeof sites)[number]];
  return first.weights.map((values, i) => {
    const mean = new Float64Array(values.length);
    for (const { count, weights } of sites) {
      if (weights.length !== first.weights.length || weights[i].length !== values.length) {
        throw new PipelineError(
          'averageWeights: expected weights of the same model from all sites; found other sizes.',
        );
      }
      weights[i].forEach((value, k) => (mean[k] += (count / total) * value));
    }
    return Float32Array.from(mean);
  });
}

/**
 * Runs rounds of federated averaging.
 *
 * @returns  The shared weights after the last round.
 * @throws {PipelineError} As {@link averageWeights}, or if there is no round.
 */
export async function federatedAveraging(
  sites: readonly Site[],
  initial: Weights,
  { rounds, onRound }: { readonly rounds: number; readonly onRound?: (round: number, weights: Weights) => void },
): Promise<Weights> {
  requireWhole('federatedAveraging: rounds', rounds, 1);
  let shared = initial;
  for (let round = 0; round < rounds; round++) {
    const trained: { count: number; weights: Weights }[] = [];
    for (const site of sites) trained.push({ count: site.count, weights: await site.train(shared, round) });
    shared = averageWeights(trained);
    onRound?.(round, shared);
  }
  return shared;
}
