/** Exercise 6 as the notebook shows it: one pipeline on a channel, and five challenges without and with their remedies. */
import { loadChannel, sliceSeries, type Channel, type Series } from '../data/index';
import type { ByProfile } from '../experiments/index';
import type { MonitorRecording } from '../monitor/index';
import { AnomalyPipeline } from '../pipeline/index';
import type { StudyOptions } from './budget-study';
import { alarmShare, alertFlood, badInput, drift, latency, restart, type Compared } from './monitor-challenges';

const epochs: ByProfile<number> = { smoke: 3, quick: 20, full: 40 };

/** Share of the training split, at its end, that sets the threshold and that a slow drift is made of. */
const CALIBRATION = 0.3;

export interface ChallengeStudy {
  readonly pipeline: AnomalyPipeline;
  /** The stretch of the test split that is watched, around its first anomaly. */
  readonly watched: Series;
  readonly flood: Compared<MonitorRecording>;
  /** A sensor that drifts by one unit, with alarms asked for at 1 %. */
  readonly drifting: Compared<MonitorRecording>;
  /** Share of the time steps that got a score. */
  readonly scored: Compared;
  /** Median seconds from a point to its score. */
  readonly latency: Compared;
  /** Time steps judged otherwise after a restart. */
  readonly restarted: Compared;
}

/** Fits a small VAE to a channel's training split and meets all five challenges. The caller disposes the pipeline. */
export async function challengeStudy(
  { root, name }: { root: string; name: string },
  { seed, profile }: StudyOptions,
): Promise<ChallengeStudy> {
  const channel = loadChannel(root, name);
  const pipeline = await new AnomalyPipeline({
    model: 'vae',
    modelConfig: { hiddenUnits: [64], latentDim: 8, beta: 0.001 },
    windowSize: 10,
    calibrationFraction: CALIBRATION,
    training: { epochs: epochs[profile], learningRate: 0.003 },
    seed,
  }).fit(channel.train);
  const watched = aroundFirstAnomaly(channel);
  const drifted = { pipeline, series: slowDrift(channel.train) };
  return {
    pipeline,
    watched,
    flood: await alertFlood({ pipeline, series: watched }),
    drifting: await drift(drifted, { rate: 0.01, driftWindow: 20 }),
    scored: await badInput({ pipeline, series: watched }, { lost: 0.03, late: 0.03, delay: 5, seed }),
    latency: await latency({ pipeline, series: sliceSeries(channel.test, 0, 300) }),
    restarted: await restart({ pipeline, series: watched }),
  };
}

function aroundFirstAnomaly({ test, segments }: Channel): Series {
  const [{ start }] = segments;
  return sliceSeries(test, Math.max(0, start - 1500), start + 500);
}

/** Takes the end of a training split and lets its first feature rise by one unit from its first step to its last. */
export function slowDrift(train: Series): Series {
  const normal = sliceSeries(train, Math.floor((1 - CALIBRATION) * train.length));
  const { values, features } = normal;
  return { ...normal, values: values.map((value, i) => (i % features === 0 ? value + i / values.length : value)) };
}

/** The five challenges as rows of a table. */
export function challengeRows({ latency: time, scored, drifting, flood, restarted }: ChallengeStudy) {
  const row = (challenge: string, remedy: string, measured: string, found: Compared<number | string>) => ({
    challenge,
    remedy,
    measured,
    without: found.without,
    with: found.with,
  });
  const counted = (found: Compared) => ({ without: String(found.without), with: String(found.with) });
  const alarms = { without: alarmShare(drifting.without), with: alarmShare(drifting.with) };
  const alerts = { without: flood.without.alerts.length, with: flood.with.alerts.length };
  const milliseconds = { without: 1000 * time.without, with: 1000 * time.with };
  const otherwise = 'time steps judged otherwise after it';
  return [
    row('latency', 'a stream with its graph recorded once', 'median ms from a point to its score', milliseconds),
    row('lost and late points', 'wait 5 steps, fill up to 5', 'share of time steps scored', scored),
    row('drift', 'SPOT with drift', 'share of alarms while a sensor drifts', alarms),
    row('floods of alerts', 'hysteresis and cool-down', 'alerts', counted(alerts)),
    row('restarts', 'state saved and restored', otherwise, counted(restarted)),
  ];
}
