/**
 * The spectral residual: what is left of the series once its amplitudes are divided by those of their neighbours in the
 * spectrum. What stands out of the series keeps its place in it.
 */
import { positiveSize } from '../../base/index';
import { smoothPair } from '../smooth-pair';
import { fft } from './fft';
import { ofColumns, simpleDetector } from './simple-detector';

export interface SpectralResidualConfig {
  /** Amplitudes of which each one's logarithm is averaged, itself the last. Default 100, as in TSB-AD; the
   * paper has 3. */
  readonly amplitudes: number;
  /** Steps of a centred average of the scores; of a short series a quarter. Default 100. */
  readonly context: number;
}

const defaults: SpectralResidualConfig = { amplitudes: 100, context: 100 };

/** The smallest amplitude, so that its logarithm is finite. */
const SMALLEST = 1e-8;

/**
 * The spectral residual as a series detector, offline. It learns from the scored series itself. Takes O(length * log length).
 *
 * @see Ren et al. 2019, "Time-Series Anomaly Detection Service at Microsoft", arXiv:1906.03821, without its network; dtaianomaly's
 *      `SpectralResidual`, of whose saliency map this is the average over context.
 */
export const spectralResidual = simpleDetector<SpectralResidualConfig>({
  name: 'spectral-residual',
  defaults,
  checks: { amplitudes: positiveSize, context: positiveSize },
  fewest: () => 2,
  score: ofColumns(({ train, test }, { amplitudes, context }) =>
    smoothPair({ train: saliency(train, amplitudes), test: saliency(test, amplitudes) }, context),
  ),
});

function saliency(column: Float64Array, amplitudes: number): Float64Array {
  const { re, im } = fft({ re: column, im: new Float64Array(column.length) });
  const logarithms = re.map((value, i) => Math.log(Math.max(SMALLEST, Math.hypot(value, im[i]))));
  let sum = 0;
  const ratios = logarithms.map((logarithm, i) => {
    sum += logarithm - (i >= amplitudes ? logarithms[i - amplitudes] : 0);
    const usual = sum / Math.min(amplitudes, i + 1);
    return Math.exp(-usual); // the residual's amplitude over the series': exp(logarithm - usual) / exp(logarithm)
  });
  const back = fft({ re: re.map((value, i) => value * ratios[i]), im: im.map((value, i) => value * ratios[i]) }, true);
  return back.re.map((value, i) => Math.hypot(value, back.im[i]));
}
