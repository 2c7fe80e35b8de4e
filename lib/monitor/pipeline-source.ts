import { createHash } from 'node:crypto';
import type { AnomalyPipeline } from '../pipeline/index';
import type { ScorerSource } from './point';
import type { SpotThresholdConfig, FixedThresholdConfig } from './stream-threshold';

/** A fitted pipeline as the monitor's scorer. Values that are missing are filled as the pipeline was fitted to. */
export function pipelineSource(pipeline: AnomalyPipeline): ScorerSource {
  const { settings, parts, windowSize, features, memory } = pipeline;
  return {
    id: createHash('sha256')
      .update(JSON.stringify([settings, parts.threshold, Array.from(parts.reference.scores)]))
      .digest('hex')
      .slice(0, 16),
    windowSize,
    features,
    names: parts.names,
    timestampColumn: settings.timestampColumn,
    imputes: true,
    memory,
    stream: () => pipeline.stream(),
  };
}

/** The threshold that the pipeline was fitted with, unchanging; of one fitted by SPOT, where it stood then. */
export function pipelineThreshold(pipeline: AnomalyPipeline): FixedThresholdConfig {
  const { value, inclusive } = pipeline.parts.threshold;
  // The monitor asks score > threshold; for a rule that asks score >= threshold the next number below says the same.
  return { kind: 'fixed', value: inclusive ? nextBelow(value) : value };
}

/** SPOT from the scores that set the pipeline's own threshold, so that it judges from the first full window on. */
export function pipelineSpot(
  pipeline: AnomalyPipeline,
  options: Omit<SpotThresholdConfig, 'kind' | 'calibration'> = {},
): SpotThresholdConfig {
  return { kind: 'spot', ...options, calibration: pipeline.parts.reference.scores };
}

/** The largest double below a finite one: its bits, counted as a whole number, one nearer to minus infinity. */
function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? BigInt(-1) : BigInt(1)));
  return bits.getFloat64(0);
}
