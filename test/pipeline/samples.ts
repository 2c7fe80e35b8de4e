/** A small fitted pipeline and the series it is tried on. */
import { makeSeries, type Series } from '../../lib/data';
import { Random } from '../../lib/base';
import { AnomalyPipeline, type PipelineOptions } from '../../lib/pipeline';

export interface SampleOptions {
  readonly length?: number;
  readonly features?: number;
  readonly seed?: number;
  /** Half-open; the last feature is shifted by 3 there, and it is labelled. */
  readonly anomaly?: readonly [start: number, end: number];
  /** Added to every value. */
  readonly shift?: number;
  /** Of the sines, as a multiple of the usual. */
  readonly tempo?: number;
}

/** Sines with a little noise, one frequency per feature; the noise is the seed's, the phase is not. */
export function sineSeries(options: SampleOptions = {}): Series {
  const { length = 600, features = 3, seed = 0, anomaly, shift = 0, tempo = 1 } = options;
  const random = new Random(seed).fork('sine series');
  const isAnomalous = (time: number) => anomaly !== undefined && time >= anomaly[0] && time < anomaly[1];
  const values = new Float64Array(length * features).map((_, i) => {
    const [time, feature] = [Math.floor(i / features), i % features];
    const jump = isAnomalous(time) && feature === features - 1 ? 3 : 0;
    return Math.sin(tempo * time * (0.2 + 0.05 * feature)) + random.normal(0, 0.05) + jump + shift;
  });
  const labels = anomaly && Uint8Array.from({ length }, (_, time) => Number(isAnomalous(time)));
  return makeSeries({ name: `sines ${seed}`, values, features, labels });
}

export const smallVae: PipelineOptions = {
  model: 'vae',
  modelConfig: { hiddenUnits: [16], latentDim: 4, beta: 0.01 },
  windowSize: 8,
  training: { epochs: 8, learningRate: 0.005 },
};

/** A dense VAE fitted to sines within a second. */
export function fittedPipeline(
  options: Partial<PipelineOptions> = {},
  series = sineSeries(),
): Promise<AnomalyPipeline> {
  return new AnomalyPipeline({ ...smallVae, ...options }).fit(series);
}
