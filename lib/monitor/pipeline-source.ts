/** Makes a fitted pipeline the scorer and the threshold of a monitor. */
import { createHash } from 'node:crypto';
import type { AnomalyPipeline } from '../pipeline/index';
import type { ScorerSource } from './point';
import type { SpotThresholdConfig, FixedThresholdConfig } from './stream-threshold';

/**
 * Makes a fitted pipeline the monitor's scorer. The pipeline fills missing values. Each channel continues from what the
 * pipeline has learnt by itself.
 */
export function pipelineSource(pipeline: AnomalyPipeline): ScorerSource {
  const { settings, parts, windowSize, features, memory } = pipeline;
  // Delimiter, decimals and header are the file's own, and found again in each stream.
  const { timeColumn, timeFormat, labelColumn, channelColumn, ignore, missing } = settings.reading ?? {};
  return {
    id: createHash('sha256')
      .update(JSON.stringify([settings, parts.threshold, Array.from(parts.reference.scores)]))
      .digest('hex')
      .slice(0, 16),
    windowSize,
    features,
    names: parts.names,
    timestampColumn: settings.timestampColumn ?? timeColumn,
    timeFormat,
    labelColumn,
    channelColumn,
    ignore,
    missing,
    imputes: true,
    memory,
    stream: () => pipeline.stream(),
  };
}

/** Returns the pipeline's fitted threshold as a fixed one. For SPOT: the threshold after calibration. */
export function pipelineThreshold(pipeline: AnomalyPipeline): FixedThresholdConfig {
  const { value, inclusive } = pipeline.parts.threshold;
  // The monitor tests score > threshold; the next number below makes that equal to score >= threshold.
  return { kind: 'fixed', value: inclusive ? nextBelow(value) : value };
}

/** Returns SPOT calibrated on the pipeline's own calibration scores, so that it judges from the first full window. */
export function pipelineSpot(
  pipeline: AnomalyPipeline,
  options: Omit<SpotThresholdConfig, 'kind' | 'calibration'> = {},
): SpotThresholdConfig {
  return { kind: 'spot', ...options, calibration: pipeline.parts.reference.scores };
}

/** Returns the largest double below a finite one, by counting its bits down (or up, if negative) by one. */
function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? BigInt(-1) : BigInt(1)));
  return bits.getFloat64(0);
}
