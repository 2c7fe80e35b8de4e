/**
 * The network that a notebook defines in its page is the library's: same seed, same loss, same gradient.
 *
 * A notebook takes part by an entry of `networks`. Its cells are found by the tag `network`, see
 * `test/support/notebook-network`. Each entry is tried with every size and two seeds, and must fail once its source is
 * changed: the changes are what an error of the page would look like.
 */
import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import {
  AnoGan,
  AnomalyTransformer,
  defaultAnoGanConfig,
  defaultAnomalyTransformerConfig,
  defaultVaeConfig,
  LstmAttention,
  LstmVae,
  Vae,
  type AnoGanConfig,
  type AnomalyTransformerConfig,
  type LstmAttentionConfig,
  type LstmVaeConfig,
  type VaeConfig,
} from '../lib/models';
import { loadBackend } from '../lib/runtime';
import {
  assertNear,
  assertSameObjective,
  loadNetwork,
  networkSource,
  type Objective,
} from './support/notebook-network';

interface PageNetwork {
  /** Settings of both networks, at least two. */
  readonly sizes: readonly object[];
  /** Edits of the source, [text, other text], that must be noticed. */
  readonly changes: readonly (readonly [string, string])[];
  /** Makes both networks of one config and compares them. */
  readonly compare: (source: string, size: object, seed: number) => void;
}

/** A constructor of the page's network. */
type Page<Config, Network> = new (config: Config) => Network;

interface Losing {
  readonly variables: tf.Variable[];
  loss(x: tf.Tensor3D, options: { readonly training: boolean }): tf.Scalar;
}

function windows(shape: [number, number, number], seed: number): tf.Tensor3D {
  return tf.randomUniform(shape, 0, 1, 'float32', 1 + seed);
}

const networks: Readonly<Record<string, PageNetwork>> = {
  '02-mlp-vae': {
    sizes: [
      { windowSize: 4, features: 3, hiddenUnits: [8, 5], latentDim: 2, beta: 0.1 },
      { windowSize: 1, features: 30, hiddenUnits: [128, 64], latentDim: 8, beta: 2 / 30 },
    ],
    changes: [
      ['.mul(this.config.beta)', '.mul(2 * this.config.beta)'],
      ['logVar.mul(0.5)', 'logVar'],
      ['.at(-1)!.apply(decoded)', ".at(-1)!.apply(decoded, 'relu')"],
    ],
    compare(source, size, seed) {
      const { DenseVae } = loadNetwork<{ DenseVae: Page<VaeConfig, Losing> }>(source);
      const library = new Vae({ ...defaultVaeConfig, ...size, seed });
      const page = new DenseVae(library.config);
      const x = windows([7, library.config.windowSize, library.config.features], seed);
      assertSameObjective(
        { variables: page.variables, loss: () => page.loss(x, { training: true }) },
        { variables: library.variables, loss: () => library.loss(x, { training: true }) },
      );
    },
  },
  '03-lstm-vae': {
    sizes: [
      { windowSize: 5, features: 3, hiddenUnits: 7, latentDim: 4, beta: 0.1 },
      { windowSize: 8, features: 2, hiddenUnits: 6, latentDim: 2, beta: 0.01 },
    ],
    changes: [
      ['.mul(beta)', '.mul(2 * beta)'],
      ['.mul(-0.5)', '.mul(-1)'],
      ['logVar.div(2).exp()', 'logVar.exp()'],
      ['[0, windowSize - 1, 0]', '[0, 0, 0]'],
      ['sub(mu.square())', 'sub(mu)'],
    ],
    compare(source, size, seed) {
      const cell = loadNetwork<{ lstmVae(config: LstmVaeConfig): Losing }>(source);
      const library = new LstmVae({ ...size, seed });
      const page = cell.lstmVae(library.config);
      const x = windows([6, library.config.windowSize, library.config.features], seed);
      for (const training of [false, true]) {
        assertSameObjective(
          { variables: page.variables, loss: () => page.loss(x, { training }) },
          { variables: library.variables, loss: () => library.loss(x, { training }) },
        );
      }
    },
  },
  '04-lstm-attention': {
    sizes: [
      { windowSize: 5, features: 3, hiddenUnits: 7, bottleneckUnits: 4 },
      { windowSize: 8, features: 2, hiddenUnits: 6, bottleneckUnits: 3 },
    ],
    changes: [
      ['.matMul(query)', '.matMul(query.mul(2))'],
      ['[context, pooled, h]', '[pooled, context, h]'],
      ['f.sigmoid()', 'f.tanh()'],
      ['energies.softmax()', 'energies'],
      ['[pooled, tf.zerosLike(pooled)]', '[pooled, pooled]'],
    ],
    compare(source, size, seed) {
      const cell = loadNetwork<{ lstmAttention(config: LstmAttentionConfig): Losing }>(source);
      const library = new LstmAttention({ ...size, seed });
      const page = cell.lstmAttention(library.config);
      // Of small values the attention is so even that what is left of its gradient is rounding.
      const x = windows([6, library.config.windowSize, library.config.features], seed).mul<tf.Tensor3D>(5);
      assertSameObjective(
        { variables: page.variables, loss: () => page.loss(x, { training: true }) },
        { variables: library.variables, loss: () => library.loss(x) },
      );
    },
  },
  '05-anomaly-transformer': {
    sizes: [
      { windowSize: 6, features: 3, modelDim: 8, heads: 2, layers: 2, feedForwardDim: 12 },
      { windowSize: 12, features: 2, modelDim: 12, heads: 3, layers: 1, feedForwardDim: 8 },
    ].flatMap((size) => [
      { ...size, objective: 'joint', discrepancyWeight: 0.1 },
      { ...size, objective: 'minimax', discrepancyWeight: 3 },
    ]),
    changes: [
      ['mul(lambda)', 'mul(2 * lambda)'],
      ['discrepancy(P, stopGradient(S))', 'discrepancy(P, S)'],
      ['.div(Math.sqrt(depth))', ''],
      ['.mul(5).sigmoid()', '.sigmoid()'],
      ['.mul(-0.5)', '.mul(-1)'],
      ['middle.add<tf.Tensor3D>(forward)', 'forward'],
    ],
    compare(source, size, seed) {
      const cell = loadNetwork<{ SmallTransformer: Page<AnomalyTransformerConfig, Losing> }>(source);
      const library = new AnomalyTransformer({ ...defaultAnomalyTransformerConfig, ...size, seed });
      const page = new cell.SmallTransformer(library.config);
      const x = windows([5, library.config.windowSize, library.config.features], seed);
      assertSameObjective(
        { variables: page.variables, loss: () => page.loss(x, { training: true }) },
        { variables: library.variables, loss: () => library.loss(x, { training: true }) },
      );
    },
  },
  '06-anogan': {
    sizes: [
      { features: 9, hiddenUnits: [8, 5], latentDim: 3, searchSteps: 5 },
      { features: 64, hiddenUnits: [32, 16], latentDim: 10, searchSteps: 20 },
    ],
    changes: [
      ['real.mul(realTarget)', 'real'],
      ['.mul(slopeWeight)', '.mul(2 * slopeWeight)'],
      ['.mul(1 - lambda)', '.mul(1)'],
      ['adam(searchRate', 'adam(2 * searchRate'],
      ['.neg().softplus()', '.softplus()'],
    ],
    compare(source, size, seed) {
      const cell = loadNetwork<AnoGanPage>(source);
      const library = new AnoGan({ ...defaultAnoGanConfig, ...size, seed });
      const page = new cell.DenseAnoGan(library.config);
      const batch = windows([7, 1, library.config.features], seed);
      const rows = batch.reshape<tf.Tensor2D>([7, library.config.features]);
      const objective = (model: { variables: tf.Variable[] }, loss: () => tf.Scalar): Objective => {
        return { variables: model.variables, loss };
      };
      // Of the discriminator's loss, the library's generator has a gradient too, which no phase uses.
      assertSameObjective(
        objective(page, () => cell.discriminatorLoss(page, rows)),
        objective(library, () => library.discriminatorLoss(batch)),
      );
      assertSameObjective(
        objective(page, () => cell.generatorLoss(page, 7)),
        objective(library, () => library.generatorLoss(7)),
      );
      const [ours, theirs] = [cell.searchScores(page, rows), library.anomalyScore(batch)];
      assertNear(ours.dataSync(), theirs.dataSync(), 1e-5, 'scores');
    },
  },
};

interface AnoGanPage {
  readonly DenseAnoGan: Page<AnoGanConfig, { readonly variables: tf.Variable[] }>;
  discriminatorLoss(gan: object, x: tf.Tensor2D): tf.Scalar;
  generatorLoss(gan: object, count: number): tf.Scalar;
  searchScores(gan: object, x: tf.Tensor2D): tf.Tensor1D;
}

describe('the networks in the notebooks', () => {
  before(() => loadBackend());

  for (const [name, { sizes, changes, compare }] of Object.entries(networks)) {
    const run = (source: string) => {
      for (const size of sizes) {
        for (const seed of [0, 1]) {
          tf.engine().startScope();
          try {
            compare(source, size, seed);
          } finally {
            tf.engine().endScope();
          }
        }
      }
    };

    it(`${name} has the library's loss and gradient, for ${sizes.length} sizes and two seeds`, () => {
      run(networkSource(name));
    });

    it(`${name} would be noticed if it differed`, () => {
      const source = networkSource(name);
      for (const [text, other] of changes) {
        assert.ok(source.includes(text), `the cells do not contain ${text}`);
        assert.throws(() => run(source.replace(text, other)), { name: 'AssertionError' }, `${text} -> ${other}`);
      }
    });
  }
});
