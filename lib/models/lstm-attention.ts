/**
 * LSTM-Attention: a sequence-to-sequence autoencoder after Malhotra et al. 2016 (arXiv:1607.00148) whose decoder looks back
 * at the encoder by additive attention (Bahdanau, Cho & Bengio 2015, arXiv:1409.0473), in the form of report 3.
 *
 *   e = LSTM(LSTM(x))     pooled = mean_s e_s     h_0 = pooled, c_0 = 0
 *   a_t = softmax_s(v . tanh(U e_s + W h_{t-1}))     h_t = LSTMCell([sum_s a_ts e_s, pooled], h_{t-1})     x^_t = O h_t
 *   loss = MSE(x, x^)
 *
 * The decoder never sees x, only the encoder's states and their mean.
 */
import * as tf from '@tensorflow/tfjs';
import { positiveSize, Random } from '../base/index';
import {
  attentionDecoder,
  attentionWeights,
  Dense,
  dense,
  LstmLayer,
  meanSquaredError,
  uniformParameter,
  type AttentionDecoderInputs,
  type AttentionDecoderWeights,
} from '../layers/index';
import { requireConfig, type ConfigChecks } from './config-checks';
import { requireWindows, type TrainedDetector } from './detector';

export interface LstmAttentionConfig {
  /** Steps in a window. Report 3's LSTM models see 10. */
  readonly windowSize: number;
  /** Values per step: 25 in SMAP channels, 55 in MSL. */
  readonly features: number;
  /** Units of the encoder's first layer. Report 3: 128. */
  readonly hiddenUnits: number;
  /** Units of the encoder's second layer, the attention and the decoder: the bottleneck. Report 3: 32. */
  readonly bottleneckUnits: number;
  /** Decides the first weights. */
  readonly seed: number;
}

export const defaultLstmAttentionConfig: LstmAttentionConfig = {
  windowSize: 10,
  features: 25,
  hiddenUnits: 128,
  bottleneckUnits: 32,
  seed: 0,
};

const checks: ConfigChecks<LstmAttentionConfig> = { hiddenUnits: positiveSize, bottleneckUnits: positiveSize };

export class LstmAttention implements TrainedDetector {
  readonly name = 'lstm-attention';
  readonly config: LstmAttentionConfig;
  private readonly encoder: readonly [LstmLayer, LstmLayer];
  /** U, with the one bias that query and key need together. */
  private readonly key: Dense;
  /** W, [bottleneckUnits, bottleneckUnits] */
  private readonly query: tf.Variable<tf.Rank.R2>;
  /** v, [bottleneckUnits, 1]; a bias would cancel in the softmax. */
  private readonly scorer: tf.Variable<tf.Rank.R2>;
  /** Its kernel takes the attended state above the pooled one, [2 * bottleneckUnits, 4 * bottleneckUnits]. */
  private readonly decoder: LstmLayer;
  private readonly output: Dense;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<LstmAttentionConfig> = {}) {
    this.config = requireConfig(this.name, { ...defaultLstmAttentionConfig, ...config }, checks);
    const { features, hiddenUnits, bottleneckUnits: units, seed } = this.config;
    const random = new Random(seed).fork('lstm-attention');
    const bound = 1 / Math.sqrt(units);
    this.encoder = [new LstmLayer(features, hiddenUnits, random), new LstmLayer(hiddenUnits, units, random)];
    this.key = new Dense(units, units, random);
    this.query = uniformParameter<tf.Rank.R2>([units, units], bound, random);
    this.scorer = uniformParameter<tf.Rank.R2>([units, 1], bound, random);
    this.decoder = new LstmLayer(2 * units, units, random);
    this.output = new Dense(units, features, random);
  }

  get variables(): tf.Variable[] {
    const [first, second] = this.encoder;
    const attention = [...this.key.variables, this.query, this.scorer];
    return [...first.variables, ...second.variables, ...attention, ...this.decoder.variables, ...this.output.variables];
  }

  loss(batch: tf.Tensor3D): tf.Scalar {
    return tf.tidy(() => meanSquaredError(this.reconstruct(batch), batch));
  }

  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => {
      const states = attentionDecoder(this.decoderInputs(windows), this.decoderWeights()); // [batch, windowSize, units]
      return this.output.apply(states);
    });
  }

  /**
   * Computes which encoder states each step of the reconstruction attends to.
   *
   * @param windows  [batch, windowSize, features]
   * @returns        [batch, decoder step, encoder step]; each row sums to one.
   */
  attention(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => attentionWeights(this.decoderInputs(windows), this.decoderWeights()));
  }

  /** Computes the mean squared reconstruction error of the window. */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => this.reconstruct(windows).sub(windows).square().mean<tf.Tensor1D>([1, 2]));
  }

  dispose(): void {
    tf.dispose(this.variables);
  }

  private decoderInputs(x: tf.Tensor3D): AttentionDecoderInputs {
    const { windowSize, bottleneckUnits: units } = this.config;
    requireWindows(this, x);
    const [first, second] = this.encoder;
    const states = second.apply(first.apply(x)); // [batch, windowSize, units]
    const pooled = states.mean<tf.Tensor2D>(1); // [batch, units]
    const [ofAttended, ofPooled] = tf.split(this.decoder.kernel, 2) as [tf.Tensor2D, tf.Tensor2D];
    const rows = states.reshape<tf.Tensor2D>([-1, units]);
    const keys = this.key.apply(rows).reshape<tf.Tensor3D>([-1, windowSize, units]);
    const attended = dense(rows, ofAttended, this.decoder.bias).reshape<tf.Tensor3D>([-1, windowSize, 4 * units]);
    const always = dense(pooled, ofPooled, tf.zerosLike(this.decoder.bias)).expandDims(1); // [batch, 1, 4 * units]
    return { keys, values: attended.add(always), initial: pooled, steps: windowSize };
  }

  private decoderWeights(): AttentionDecoderWeights {
    const recurrent = tf.concat([this.query, this.decoder.recurrentKernel] as tf.Tensor2D[], 1);
    return { scorer: this.scorer, recurrent };
  }
}
