/** The points of a trial of kills: quiet series with events planted in them, and a pipeline that finds each of them. */
import { Random } from '../../lib/base';
import { makeSeries } from '../../lib/data';
import { pipelineSource, pipelineThreshold, type Point, recordMonitor } from '../../lib/monitor';
import { AnomalyPipeline } from '../../lib/pipeline';

export interface TrialPlan {
  readonly points: number;
  readonly events: number;
  readonly seed: number;
}

/** A point as a line of JSON. */
export interface TrialPoint extends Point {
  readonly channel: string;
  readonly timestamp: number;
}

export interface TrialData {
  readonly points: readonly TrialPoint[];
  /** The id of each event, as a monitor that nobody kills gives it. */
  readonly events: readonly string[];
}

const CHANNELS = 5;
const FEATURES = 3;
const WINDOW = 8;
const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 1);
/** Points in each event, at most. */
const LONGEST = 6;
/** Points for which scores may stay high after an event: its window, and the cool-down of an alert. */
const ECHO = WINDOW + 10;

/** Fits a small pipeline to quiet series. The threshold lies far above what noise reaches. */
export function trialPipeline(seed: number): Promise<AnomalyPipeline> {
  const random = new Random(`${seed} training`);
  const values = Float64Array.from({ length: 4000 * FEATURES }, () => random.normal(0, 1));
  return new AnomalyPipeline({
    model: 'k-means',
    windowSize: WINDOW,
    threshold: { kind: 'sigma', k: 12 },
    seed,
  }).fit(makeSeries({ name: 'quiet', values, features: FEATURES }));
}

/**
 * Makes the points, in order of time over all channels, and finds the events that an undisturbed monitor tells of.
 *
 * @throws If it does not tell of exactly the planted events.
 */
export function trialData({ points, events, seed }: TrialPlan, pipeline: AnomalyPipeline): TrialData {
  const perEvent = Math.floor(points / events);
  if (perEvent < 2 * (LONGEST + ECHO)) {
    throw new Error(`--events: expected at most one in ${2 * (LONGEST + ECHO)} points; found ${events} in ${points}.`);
  }
  const random = new Random(`${seed} points`);
  const rows = Array.from({ length: points }, (_, i): TrialPoint => {
    const values = Float64Array.from({ length: FEATURES }, () => random.normal(0, 1));
    return { channel: `channel-${i % CHANNELS}`, timestamp: START + Math.floor(i / CHANNELS) * MINUTE, values };
  });
  // Each event has a stretch of one channel to itself.
  const stretch = perEvent * CHANNELS;
  for (let event = 0; event < events; event++) {
    const channel = event % CHANNELS;
    const begin = Math.floor(event / CHANNELS) * stretch + CHANNELS * random.integer(perEvent - LONGEST - ECHO);
    const length = 2 + random.integer(LONGEST - 1);
    for (let step = 0; step < length; step++) {
      const row = rows[begin + step * CHANNELS + channel] as TrialPoint | undefined;
      (row?.values as Float64Array | undefined)?.fill(9);
    }
  }
  const { alerts } = recordMonitor(rows, { source: pipelineSource(pipeline), threshold: pipelineThreshold(pipeline) });
  if (alerts.length !== events)
    throw new Error(`expected ${events} events of an undisturbed run; found ${alerts.length}.`);
  return { points: rows, events: alerts.map(({ id }) => id) };
}

/** Writes a point as a line of JSON. */
export function lineOf({ channel, timestamp, values }: TrialPoint): string {
  return `${JSON.stringify({ timestamp, channel, values: Array.from(values) })}\n`;
}
