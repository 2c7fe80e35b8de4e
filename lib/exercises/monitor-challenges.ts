/** Exercise 6 of the chapter: five challenges of a real-time system, each met by a monitor without a remedy and by one with it. */
import { median, Random } from '../base/index';
import { sliceSeries, type Series } from '../data/index';
import type { AnomalyPipeline } from '../pipeline/index';
import { falsePositiveRateThreshold } from '../scoring/index';
import { Monitor, type MonitorOptions } from '../monitor/monitor';
import { pipelineSource, pipelineSpot, pipelineThreshold } from '../monitor/pipeline-source';
import type { InputRecord } from '../monitor/point';
import { recordMonitor, recordReplay, type MonitorRecording } from '../monitor/recording';

/** What was measured of each of the two monitors. */
export interface Compared<T = number> {
  readonly without: T;
  readonly with: T;
}

/** A fitted pipeline and the labelled series that it watches. */
export interface Watched {
  readonly pipeline: AnomalyPipeline;
  readonly series: Series;
}

const fixed = (pipeline: AnomalyPipeline): Pick<MonitorOptions, 'source' | 'threshold'> => ({
  source: pipelineSource(pipeline),
  threshold: pipelineThreshold(pipeline),
});

/**
 * Compares one alert for each run of scores above the threshold with hysteresis and a cool-down of fifty time steps. (The
 * chapter's sketch alerts at every such score.)
 *
 * @returns Both recordings.
 */
export async function alertFlood({ pipeline, series }: Watched): Promise<Compared<MonitorRecording>> {
  const flood = { openAfter: 1, clearFraction: 1, coolDown: 1 };
  const calm = { openAfter: 3, clearFraction: 0.8, coolDown: 50 };
  return {
    without: await recordReplay(series, { ...fixed(pipeline), alerts: flood }),
    with: await recordReplay(series, { ...fixed(pipeline), alerts: calm }),
  };
}

export interface BadInput {
  /** Share of the points that are lost. */
  readonly lost: number;
  /** Share of the points that are late. */
  readonly late: number;
  /** By how many time steps a late point is late. */
  readonly delay: number;
  readonly seed: number;
}

/**
 * Loses or delays points before a monitor that neither waits nor fills, and before one that does both.
 *
 * @returns The share of the time steps that got a score.
 */
export async function badInput({ pipeline, series }: Watched, input: BadInput): Promise<Compared> {
  const share = async (order: MonitorOptions['order']) => {
    const { points } = await recordReplay(series, { ...fixed(pipeline), order, disturb: (all) => disturb(all, input) });
    return points.filter(({ score }) => score !== undefined).length / series.length;
  };
  return {
    without: await share({ interval: 1, maxFill: 0 }),
    with: await share({ interval: 1, maxFill: 5, lateness: input.delay }),
  };
}

function disturb(records: readonly InputRecord[], { lost, late, delay, seed }: BadInput): InputRecord[] {
  const random = new Random(seed).fork('bad input');
  const arrivals = records.flatMap((record, time) => {
    const fate = random.uniform();
    if (fate < lost) return [];
    return [{ record, at: fate < lost + late ? time + delay - 0.5 : time }];
  });
  return arrivals.sort((a, b) => a.at - b.at).map(({ record }) => record);
}

/**
 * Compares a fixed threshold with SPOT with drift, both set for the same rate of alarms on data like the calibration's.
 *
 * @returns Both recordings.
 * @throws {ScoringError} If the pipeline was calibrated with too few scores for the rate.
 */
export async function drift(
  { pipeline, series }: Watched,
  { rate, driftWindow }: { readonly rate: number; readonly driftWindow: number },
): Promise<Compared<MonitorRecording>> {
  const source = pipelineSource(pipeline);
  const value = falsePositiveRateThreshold(pipeline.parts.reference.scores, rate);
  // SPOT fits its tail to the scores above this level: ten times as many as are to alarm.
  const adaptive = pipelineSpot(pipeline, { q: rate, level: 1 - 10 * rate, driftWindow });
  return {
    without: await recordReplay(series, { source, threshold: { kind: 'fixed', value } }),
    with: await recordReplay(series, { source, threshold: adaptive }),
  };
}

/** Measures the share of the judged points that lie above their threshold. */
export function alarmShare({ points }: MonitorRecording): number {
  const judged = points.filter(({ phase }) => phase === 'scoring');
  return judged.filter(({ anomalous }) => anomalous).length / judged.length;
}

/**
 * Compares the whole pipeline on the last window at every point, as the chapter's loop calls it, with a stream.
 *
 * @returns Median seconds from a point to its score.
 */
export async function latency({ pipeline, series }: Watched): Promise<Compared> {
  const { windowSize } = pipeline;
  const times: number[] = [];
  for (let end = windowSize; end <= series.length; end++) {
    const began = performance.now();
    pipeline.predict(sliceSeries(series, end - windowSize, end));
    times.push((performance.now() - began) / 1000);
  }
  const { latencies } = await recordReplay(series, fixed(pipeline));
  return { without: median(times), with: median(latencies) };
}

/**
 * Ends a monitor in the middle of its input and starts it again: without its state, or from the state that it had saved.
 *
 * @returns How many time steps after the restart are not judged as they would have been without it.
 */
export async function restart({ pipeline, series }: Watched): Promise<Compared> {
  const options = { source: pipelineSource(pipeline), threshold: pipelineSpot(pipeline, { q: 1e-3, driftWindow: 20 }) };
  const whole = await recordReplay(series, options);
  const half = series.length >> 1;
  const records: InputRecord[] = Array.from({ length: series.length }, (_, time) => ({
    channel: series.name,
    timestamp: time,
    values: series.values.subarray(time * series.features, (time + 1) * series.features),
  }));
  const afresh = recordMonitor(records.slice(half), options);
  const differing = (points: MonitorRecording['points']) =>
    points.filter((point, i) => {
      const before = whole.points[half + i];
      return point.score !== before.score || point.threshold !== before.threshold;
    }).length;
  return { without: differing(afresh.points), with: differing(resume(records, half, options)) };
}

/** Restarts a monitor from its state as JSON, which is what a file holds. @returns The points after the restart. */
function resume(records: readonly InputRecord[], half: number, options: MonitorOptions): MonitorRecording['points'] {
  const first = new Monitor(options);
  records.slice(0, half).forEach((record) => first.push(record));
  const state = JSON.parse(JSON.stringify(first.toJSON())) as ReturnType<Monitor['toJSON']>;
  first.dispose();
  const points: MonitorRecording['points'][number][] = [];
  const second = new Monitor({ ...options, listener: { scored: (point) => void points.push(point) } }).restore(state);
  records.slice(half).forEach((record) => second.push(record));
  second.dispose();
  return points;
}
