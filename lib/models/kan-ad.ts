/**
 * KAN-AD (Zhou et al. 2025, "KAN-AD: Time Series Anomaly Detection with Kolmogorov-Arnold Networks", ICML,
 * arXiv:2411.00278): a window as a sum of smooth functions of one variable, which the Fourier series replaces the splines of,
 * so that it cannot follow a short disturbance. Of each feature's window x (steps t = 0 .. L - 1), with n the order:
 *
 *   F   = [cos(2 pi t / (L p)), p = 1..n;  cos(k x), k = 1..n;  x]          the functions, L x (2n + 1)
 *   h   = gelu(norm(conv3(F)))        h' = gelu(norm(conv3(h) + F))          their coefficients, by convolutions over time
 *   x^  = W gelu(norm(conv1(h') + x)) + b                                    their sum, then all steps mixed
 *   loss = score = mean (x - x^)^2
 *
 * All features share the weights. As in its authors' contribution to thuml/Time-Series-Library (models/KANAD.py) the window is
 * reconstructed; the paper predicts what follows it. Norms are of the batch.
 */
import * as tf from '@tensorflow/tfjs';
import { positiveSize, Random } from '../base/index';
import { BatchNorm, CentredConvolution, Dense, gelu, meanSquaredError } from '../layers/index';
import { requireConfig, type ConfigChecks } from './config-checks';
import { requireWindows, type LossOptions, type TrainedDetector } from './detector';

export interface KanAdConfig {
  /** Steps in a window. Time-Series-Library: 96. */
  readonly windowSize: number;
  /** Values per step. */
  readonly features: number;
  /** Terms of the Fourier series. Time-Series-Library: 4. */
  readonly order: number;
  /** Decides the first weights. */
  readonly seed: number;
}

export const defaultKanAdConfig: KanAdConfig = { windowSize: 96, features: 25, order: 4, seed: 0 };

const checks: ConfigChecks<KanAdConfig> = { order: positiveSize };

export class KanAd implements TrainedDetector {
  readonly name = 'kan-ad';
  readonly config: KanAdConfig;
  private readonly first: CentredConvolution;
  private readonly firstNorm: BatchNorm;
  private readonly inner: CentredConvolution;
  private readonly innerNorm: BatchNorm;
  private readonly sum: CentredConvolution;
  private readonly sumNorm: BatchNorm;
  private readonly mixing: Dense;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<KanAdConfig> = {}) {
    this.config = requireConfig(this.name, { ...defaultKanAdConfig, ...config }, checks);
    const { windowSize, order, seed } = this.config;
    const random = new Random(seed).fork(this.name);
    const channels = 2 * order + 1;
    this.first = new CentredConvolution({ inputs: channels, outputs: channels, kernelSize: 3 }, random);
    this.inner = new CentredConvolution({ inputs: channels, outputs: channels, kernelSize: 3 }, random);
    this.sum = new CentredConvolution({ inputs: channels, outputs: 1, kernelSize: 1 }, random);
    [this.firstNorm, this.innerNorm, this.sumNorm] = [channels, channels, 1].map((each) => new BatchNorm(each));
    this.mixing = new Dense(windowSize, windowSize, random);
  }

  get variables(): tf.Variable[] {
    const { first, firstNorm, inner, innerNorm, sum, sumNorm, mixing } = this;
    return [first, firstNorm, inner, innerNorm, sum, sumNorm, mixing].flatMap((layer) => layer.variables);
  }

  loss(batch: tf.Tensor3D, { training }: LossOptions): tf.Scalar {
    return tf.tidy(() => meanSquaredError(this.forward(batch, training), batch));
  }

  reconstruct(windows: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.forward(windows, false));
  }

  /** Computes the mean squared error of the reconstruction. */
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => this.reconstruct(windows).sub(windows).square().mean<tf.Tensor1D>([1, 2]));
  }

  dispose(): void {
    tf.dispose(this.variables);
  }

  private forward(windows: tf.Tensor3D, training: boolean): tf.Tensor3D {
    requireWindows(this, windows);
    const { windowSize, features } = this.config;
    const x = windows.transpose([0, 2, 1]).reshape<tf.Tensor3D>([-1, windowSize, 1]); // [batch * features, steps, 1]
    const functions = this.functionsOf(x); // [.., steps, 2 order + 1]
    const once = gelu(this.firstNorm.apply(this.first.apply(functions), training));
    const twice = gelu(this.innerNorm.apply(this.inner.apply(once).add<tf.Tensor3D>(functions), training));
    const sum = gelu(this.sumNorm.apply(this.sum.apply(twice).add(x), training)); // [.., steps, 1]
    const mixed = this.mixing.apply(sum.reshape<tf.Tensor2D>([-1, windowSize]));
    return mixed.reshape([-1, features, windowSize]).transpose([0, 2, 1]); // [batch, steps, features]
  }

  /** @param x  [rows, steps, 1]   @returns [rows, steps, 2 order + 1] */
  private functionsOf(x: tf.Tensor3D): tf.Tensor3D {
    const { windowSize, order } = this.config;
    const terms = Array.from({ length: order }, (_, i) => i + 1);
    const ofTime = Array.from({ length: windowSize }, (_, t) =>
      terms.map((period) => Math.cos((2 * Math.PI * t) / (windowSize * period))),
    );
    // Added to zeros of the batch's shape, so that an export needs no size of it.
    const periodic = x.mul(0).add<tf.Tensor3D>(tf.tensor2d(ofTime)); // [rows, steps, order]
    return tf.concat([periodic, ...terms.map((k) => x.mul<tf.Tensor3D>(k).cos()), x], 2);
  }
}
