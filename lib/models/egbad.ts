/**
 * EGBAD (Zenati, Foo, Lecouat, Manek & Chandrasekhar 2018, arXiv:1802.06222): a BiGAN (Donahue, Kraehenbuehl & Darrell 2017,
 * arXiv:1605.09782), whose encoder learns beside the generator. D tells pairs (x, E(x)) of data from pairs (G(z), z); once
 * it no longer can, E inverts G.
 *
 *   A(x) = alpha L_G(x) + (1 - alpha) L_D(x)     L_G(x) = |x - G(E(x))|_1
 *   L_D(x) = |f(x, E(x)) - f(G(E(x)), E(x))|_1 with f the discriminator's inner layer, or the cross-entropy of its verdict
 *
 * The game is kept stable in the same way as AnoGAN's, see there.
 */
import * as tf from '@tensorflow/tfjs';
import { fromZero, fromZeroToOne, oneOf, positiveSize } from '../base/index';
import { requireConfig, type ConfigChecks } from './config-checks';
import type { TrainingPhase, TrainingStage } from './detector';
import { JointDiscriminator } from './gan-discriminators';
import { defaultGanConfig, EncoderGanDetector, ganChecks, smallGanSizes, type GanConfig } from './gan-detector';
import { buildEncoder, type Network } from './gan-networks';
import { deceptionLoss, discriminatorLoss, squaredSlopes } from './gan-objectives';

export interface EgbadConfig extends GanConfig {
  /** Units of the discriminator's layers that see z, alone and beside x. */
  readonly jointUnits: number;
  /** What the discriminator is to say of data, a little less than 1, see AnoGAN. */
  readonly realTarget: number;
  /** Weight of the discriminator's squared slope at data, see AnoGAN. */
  readonly slopeWeight: number;
  /** Weight of the reconstruction in the score, alpha. The paper: 0.9. */
  readonly alpha: number;
  /** The paper tries both and prefers the features. */
  readonly discrimination: 'features' | 'cross-entropy';
}

/** AnoGAN's networks and training. */
export const defaultEgbadConfig: EgbadConfig = {
  ...defaultGanConfig,
  jointUnits: 256,
  realTarget: 0.9,
  slopeWeight: 0.5,
  alpha: 0.9,
  discrimination: 'features',
};

/** On a scale that two cores train on a digit of MNIST in minutes. */
export const smallEgbadConfig: EgbadConfig = { ...defaultEgbadConfig, ...smallGanSizes, jointUnits: 128 };

const checks: ConfigChecks<EgbadConfig> = {
  ...ganChecks,
  jointUnits: positiveSize,
  realTarget: fromZeroToOne,
  slopeWeight: fromZero,
  alpha: fromZeroToOne,
  discrimination: oneOf('features', 'cross-entropy'),
};

export class Egbad extends EncoderGanDetector<EgbadConfig> {
  protected readonly encoder: Network;
  private readonly discriminator: JointDiscriminator;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<EgbadConfig> = {}) {
    super('egbad', requireConfig('egbad', { ...defaultEgbadConfig, ...config }, checks));
    this.discriminator = new JointDiscriminator(this.config, this.random);
    this.encoder = buildEncoder(this.config, this.random);
  }

  get variables(): tf.Variable[] {
    return [this.generator, this.discriminator, this.encoder].flatMap((part) => part.variables);
  }

  get stages(): TrainingStage[] {
    const adam = { learningRate: this.config.learningRate, beta1: 0.5 };
    const discriminator: TrainingPhase = {
      name: 'discriminator',
      variables: this.discriminator.variables,
      adam,
      loss: (batch) => this.discriminatorLoss(batch),
    };
    const generator: TrainingPhase = {
      name: 'generator and encoder',
      variables: [...this.generator.variables, ...this.encoder.variables],
      adam,
      loss: (batch) => this.generatorLoss(batch),
    };
    return [{ name: 'adversarial', share: 1, phases: [discriminator, generator] }];
  }

  discriminatorLoss(batch: tf.Tensor3D): tf.Scalar {
    return tf.tidy(() => {
      const { encoded, generated } = this.pairs(batch);
      const logits = (pairs: tf.Tensor2D) => this.discriminator.logits(pairs);
      const { realTarget, slopeWeight } = this.config;
      const slopes = squaredSlopes(logits, encoded).mean().mul(slopeWeight);
      return discriminatorLoss(logits(encoded), logits(generated), realTarget).add(slopes);
    });
  }

  /** Computes the loss of G and E together: G wants its pairs taken for data's, E wants data's taken for G's. */
  generatorLoss(batch: tf.Tensor3D): tf.Scalar {
    return tf.tidy(() => {
      const { encoded, generated } = this.pairs(batch);
      const ofEncoder = deceptionLoss(this.discriminator.logits(encoded).neg());
      return deceptionLoss(this.discriminator.logits(generated)).add(ofEncoder);
    });
  }

  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => {
      const { alpha, discrimination } = this.config;
      const x = this.toRows(windows);
      const z = this.encoder.apply(x);
      const found = this.generateRows(z);
      const ofWindows = x.sub(found).abs().sum<tf.Tensor1D>(1);
      const pairs = { data: tf.concat2d([x, z], 1), found: tf.concat2d([found, z], 1) };
      return ofWindows.mul(alpha).add(discriminationLosses[discrimination](this.discriminator, pairs).mul(1 - alpha));
    });
  }

  /** Pairs (x, E(x)) of data, and pairs (G(z), z). */
  private pairs(batch: tf.Tensor3D): { encoded: tf.Tensor2D; generated: tf.Tensor2D } {
    const x = this.toRows(batch);
    const z = this.drawLatent(x.shape[0]);
    return {
      encoded: tf.concat2d([x, this.encoder.apply(x)], 1),
      generated: tf.concat2d([this.generateRows(z), z], 1),
    };
  }
}

interface ScoredPairs {
  /** (x, E(x)) */
  readonly data: tf.Tensor2D;
  /** (G(E(x)), E(x)) */
  readonly found: tf.Tensor2D;
}

/** L_D of each window, [batch]. */
const discriminationLosses: Record<
  EgbadConfig['discrimination'],
  (discriminator: JointDiscriminator, pairs: ScoredPairs) => tf.Tensor1D
> = {
  features: (discriminator, { data, found }) =>
    discriminator.features(data).sub(discriminator.features(found)).abs().sum(1),
  'cross-entropy': (discriminator, { data }) => discriminator.logits(data).neg().softplus().reshape([-1]),
};
