/** One autoencoder of the ensemble: trained on stretches of a pair of series; what it misses of each, and their codes. */
import * as tf from '@tensorflow/tfjs';
import type { Rows } from '../base/index';
import { selectWindows, trainValidationSplit, type Series, type Windows } from '../data/index';
import { Autoencoder, parameterCount } from '../models/index';
import { scoreWindows } from '../scoring/index';
import { fit, type FitOptions, type History } from '../training/index';
import { joinWindows, stretches, type StretchOptions } from './stretches';

export interface MemberOptions extends StretchOptions {
  readonly hiddenUnits: readonly number[];
  readonly latentDim: number;
  /** `both`: trained on the stretches of both series, whose labels it never sees. `training`: on those of the first alone. */
  readonly fittedTo: 'both' | 'training';
  readonly training: Partial<FitOptions>;
  readonly seed: number;
}

/** Of one series: a row for every `stride`-th step. */
interface MemberView {
  /** Mean squared error of each stretch, [rows]. */
  readonly errors: Float32Array;
  /** What the autoencoder makes of each stretch, [rows, latentDim]. */
  readonly codes: Rows;
}

export interface AutoencoderMember {
  readonly train: MemberView;
  readonly test: MemberView;
  readonly history: History;
  /** Values learnt. */
  readonly parameters: number;
}

/**
 * Trains an autoencoder and asks it about both series.
 *
 * @param pair  The scored features alone, on one scale.
 * @throws      If there are too few stretches, a setting is out of range, or training diverges.
 */
export async function autoencoderMember(
  pair: { readonly train: Series; readonly test: Series },
  options: MemberOptions,
): Promise<AutoencoderMember> {
  const { fittedTo, seed, training } = options;
  const [train, test] = [stretches(pair.train, options), stretches(pair.test, options)];
  const model = makeMember(train, options);
  try {
    const learnt = fittedTo === 'both' ? joinWindows(train, test) : train;
    const split = trainValidationSplit(learnt.count, { seed });
    const parts = { train: selectWindows(learnt, split.train), validation: selectWindows(learnt, split.validation) };
    const history = await fit(model, parts, { ...training, seed });
    return { train: ask(model, train), test: ask(model, test), history, parameters: parameterCount(model) };
  } finally {
    model.dispose();
  }
}

/** Makes the autoencoder, untrained. @throws If a setting is out of range. */
export function makeMember(
  { windowSize, features }: Pick<Windows, 'windowSize' | 'features'>,
  { hiddenUnits, latentDim, seed }: Pick<MemberOptions, 'hiddenUnits' | 'latentDim' | 'seed'>,
): Autoencoder {
  const linear = { latentActivation: 'linear', outputActivation: 'linear' } as const;
  return new Autoencoder({ windowSize, features, hiddenUnits, latentDim, ...linear, seed });
}

/** Windows in one call. */
const BATCH = 1024;

function ask(model: Autoencoder, windows: Windows): MemberView {
  const { latentDim } = model.config;
  const { values, count, windowSize, features } = windows;
  const codes = new Float64Array(count * latentDim);
  const width = windowSize * features;
  for (let start = 0; start < count; start += BATCH) {
    const end = Math.min(count, start + BATCH);
    const code = tf.tidy(() => {
      const batch = tf.tensor3d(values.subarray(start * width, end * width), [end - start, windowSize, features]);
      return model.encode(batch).dataSync();
    });
    codes.set(code, start * latentDim);
  }
  return { errors: scoreWindows(model, windows), codes: { values: codes, count, width: latentDim } };
}
