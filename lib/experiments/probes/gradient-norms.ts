/** How large the gradients of a network's loss are, and whether they reach its first layer. */
import * as tf from '@tensorflow/tfjs';
import { mean, standardDeviation } from '../../base/index';
import { selectWindows, type Windows } from '../../data/index';
import type { TrainedDetector } from '../../models/index';
import { windowTensor } from '../../training/index';

/** Norms of gradients over batches. */
export interface GradientNorms {
  /** Mean norm of the gradient of all weights together. */
  readonly norm: number;
  /** Its standard deviation over the batches, as a share of the mean: how unsteady it is. */
  readonly variation: number;
  /**
   * Norm of the gradient of the first layer's kernel over that of the last one's, mean over the batches: near 0 where
   * gradients vanish on the way back, above 1 where they grow.
   */
  readonly firstOverLast: number;
}

/** Windows in a batch, and batches. */
const [BATCH_SIZE, BATCHES] = [32, 20];

/**
 * Measures the gradients of the loss, without noise and dropout, on the first batches of some windows.
 *
 * @param model  Its variables begin with the kernel of its first layer and end with kernel and bias of its last one.
 */
export function gradientNorms(model: TrainedDetector, windows: Windows): GradientNorms {
  const batches = Math.min(BATCHES, Math.ceil(windows.count / BATCH_SIZE));
  const found = Array.from({ length: batches }, (_, batch) => {
    const end = Math.min(windows.count, (batch + 1) * BATCH_SIZE);
    const indices = Array.from({ length: end - batch * BATCH_SIZE }, (__, i) => batch * BATCH_SIZE + i);
    return normsOf(model, selectWindows(windows, indices));
  });
  const norms = found.map((each) => Math.hypot(...each));
  return {
    norm: mean(norms),
    variation: standardDeviation(norms) / mean(norms),
    firstOverLast: mean(found.map((each) => each[0] / each[each.length - 2])),
  };
}

/** Computes the norm of the gradient of each variable. */
function normsOf(model: TrainedDetector, batch: Windows): number[] {
  return tf.tidy(() => {
    const x = windowTensor(batch);
    const variables = [...model.variables] as tf.Variable[];
    const { grads } = tf.variableGrads(() => model.loss(x, { training: false }), variables);
    return variables.map(({ name }) => grads[name].norm().dataSync()[0]);
  });
}
