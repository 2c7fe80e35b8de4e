/**
 * Searches for the z whose G(z) is most like a window: Adam on z alone, for many windows at once, as a TensorFlow graph of
 * many steps.
 */
import * as tf from '@tensorflow/tfjs';
import { capture } from '../runtime/index';

/** Steps that one call of TensorFlow takes. */
const STEPS_PER_CALL = 50;
/** Adam's constants (Kingma & Ba 2015, arXiv:1412.6980, section 2): PyTorch's defaults, which the chapter searches with. */
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** A target, and two measures of how far a candidate is from it. */
export interface SearchProblem {
  /** The windows to find, [batch, values]. */
  readonly target: tf.Tensor2D;
  /** The target's features, which do not change in the search, [batch, ...]. */
  readonly targetFeatures: tf.Tensor2D;
  readonly latentDim: number;
  /** Computes two distances of every row from its target, [2, batch]. Rows must not depend on each other. */
  distances(z: tf.Tensor2D, target: tf.Tensor2D, targetFeatures: tf.Tensor2D): tf.Tensor2D;
  /** Weights of the two distances in the loss of a row. */
  readonly weights: readonly [number, number];
}

export interface SearchOptions {
  /** Names the search in messages. */
  readonly name: string;
  readonly steps: number;
  readonly learningRate: number;
  /** Whether steps run as a graph. */
  readonly capture: boolean;
}

export interface SearchResult {
  /** [batch, latentDim] */
  readonly z: tf.Tensor2D;
  /** The distances before each step and, last, after all steps: [steps + 1, 2, batch]. */
  readonly distances: tf.Tensor3D;
}

/**
 * Descends the weighted distances of all rows, from z = 0, where the prior is densest. The losses are not divided by the
 * number of rows, so that a row's path does not depend on the others.
 *
 * @returns  The caller disposes both tensors.
 */
export function searchLatent(problem: SearchProblem, options: SearchOptions): SearchResult {
  return tf.tidy(() => {
    const batch = problem.target.shape[0];
    const start = tf.zeros<tf.Rank.R2>([batch, problem.latentDim]);
    // Variables, so that all batches of this size share a graph.
    const state = [start, tf.zerosLike(start), tf.zerosLike(start), problem.target, problem.targetFeatures];
    const variables = state.map((value) => tf.variable(value, false));
    const [z, m, v, target, targetFeatures] = variables as [Rows, Rows, Rows, Rows, Rows];
    const step = capture(searchStep({ z, m, v, target, targetFeatures }, problem, options.learningRate), {
      name: `${options.name}, latent search`,
      stepsPerCall: Math.min(STEPS_PER_CALL, options.steps),
      enabled: options.capture,
    });
    try {
      const before = options.steps > 0 ? (step.runMany(tf.range(1, options.steps + 1)) as tf.Tensor3D[]) : [];
      step.readVariables();
      const after = problem.distances(z, target, targetFeatures).expandDims<tf.Tensor3D>(0);
      // Read, not cloned: recording the search as part of another graph then fails with a message.
      return { z: tf.tensor2d(z.dataSync(), z.shape), distances: tf.concat([...before, after]) };
    } finally {
      step.dispose();
      tf.dispose(variables);
    }
  });
}

type Rows = tf.Variable<tf.Rank.R2>;

interface SearchState {
  readonly z: Rows;
  readonly m: Rows;
  readonly v: Rows;
  readonly target: Rows;
  readonly targetFeatures: Rows;
}

/** Makes one step of Adam on z: (the number of the step, from 1) -> the distances before it. */
function searchStep({ z, m, v, target, targetFeatures }: SearchState, problem: SearchProblem, learningRate: number) {
  const distancesOf = tf.valueAndGrad<tf.Tensor, tf.Tensor>((z) =>
    problem.distances(z as tf.Tensor2D, target, targetFeatures),
  );
  return (count: tf.Tensor): tf.Tensor[] => {
    const weights = tf.tensor2d([...problem.weights], [2, 1]).mul(tf.ones([2, target.shape[0]]));
    const { value, grad } = distancesOf(z, weights); // the gradient of the weighted sum of the distances
    m.assign(m.mul(BETA1).add(grad.mul(1 - BETA1)));
    v.assign(v.mul(BETA2).add(grad.square().mul(1 - BETA2)));
    const mHat = m.div(tf.sub(1, tf.pow(BETA1, count)));
    const vHat = v.div(tf.sub(1, tf.pow(BETA2, count)));
    z.assign(z.sub(mHat.mul(learningRate).div(vHat.sqrt().add(EPSILON))));
    return [value];
  };
}
