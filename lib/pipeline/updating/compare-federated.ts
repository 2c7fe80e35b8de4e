/** Compares federated training with central training of the same model. */
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../data/index';
import type { TrainedDetector } from '../../models/index';
import { fit } from '../../training/index';
import { meanLoss } from '../../training/mean-loss';
import { requireWhole } from '../pipeline-error';
import { concatWindows } from './concat-windows';
import { readWeights, writeWeights } from './copy-detector';
import { defaultLocalTraining, federatedAveraging, localSite, type LocalTraining } from './federated';

export interface FederatedComparison {
  /** Loss on the test windows before any training, then after each round. */
  readonly federated: readonly number[];
  /** The same for one model that is trained on all sites' windows, with as many passes. */
  readonly central: readonly number[];
  /** federated / central after the last round. */
  readonly ratio: number;
}

/**
 * Trains both from the same initial weights, with the same number of passes over the data.
 *
 * @param make  Makes the untrained model, the same at every call.
 * @throws {PipelineError} If there is no round, or no window at a site.
 */
export async function compareFederated(
  data: { readonly sites: readonly Windows[]; readonly test: Windows },
  make: () => TrainedDetector,
  { rounds, ...options }: LocalTraining & { readonly rounds: number },
): Promise<FederatedComparison> {
  requireWhole('compareFederated: rounds', rounds, 1);
  const local = { ...defaultLocalTraining, ...options };
  const model = make();
  try {
    const initial = readWeights(model);
    const untrained = testLoss(model, data.test);
    const federated = [untrained];
    await federatedAveraging(
      data.sites.map((windows) => localSite(windows, make, local)),
      initial,
      {
        rounds,
        onRound: (_, weights) => {
          writeWeights(model, weights);
          federated.push(testLoss(model, data.test));
        },
      },
    );
    writeWeights(model, initial);
    const central = [untrained];
    const pooled = concatWindows(data.sites);
    const epochs = rounds * local.epochs;
    await fit(
      model,
      { train: pooled, validation: pooled },
      {
        ...local,
        epochs,
        patience: epochs,
        onEpoch: ({ trainLoss }) => {
          if (trainLoss.length % local.epochs === 0) central.push(testLoss(model, data.test));
        },
      },
    );
    return { federated, central, ratio: federated[rounds] / central[rounds] };
  } finally {
    model.dispose();
  }
}

function testLoss(model: TrainedDetector, { values, count, windowSize, features }: Windows): number {
  const windows = tf.tensor3d(values, [count, windowSize, features]);
  const mean = meanLoss((batch) => model.loss(batch, { training: false }), windows);
  windows.dispose();
  return mean;
}
