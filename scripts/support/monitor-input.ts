/** Where the points of `npm run monitor` come from: a recording, a file, a pipe; over HTTP they come by themselves. */
import fs from 'node:fs';
import path from 'node:path';
import { loadSeries, type Series } from '../../lib/data';
import { messageOf } from '../../lib/base';
import {
  type Batch,
  fileBatches,
  isUseless,
  type MonitorService,
  pipeBatches,
  replay,
  type SimulatedClock,
} from '../../lib/monitor';
import { alignFeatures, type AnomalyPipeline } from '../../lib/pipeline';
import { fromInvocation } from './command';
import { lineFormat, type MonitorCommandOptions } from './monitor-options';

type Options = MonitorCommandOptions;

/** Milliseconds between the time steps of a replay that names no interval: the telemetry's minute. */
export const REPLAY_INTERVAL = 60_000;

/** The series to replay, with the pipeline's features in their order. @throws If it lacks some. */
export function readRecording({ replay: file }: Options, { parts, settings }: AnomalyPipeline): Series | undefined {
  if (file === undefined) return undefined;
  const { timestampColumn } = settings;
  return alignFeatures(loadSeries(fromInvocation(file), { timestampColumn }), parts.names);
}

interface InputContext {
  recording: Series | undefined;
  service: MonitorService;
  clock: SimulatedClock;
  signal: AbortSignal;
}

/** The input as batches; undefined for http, which brings its points to the service itself. */
export function openInput(options: Options, context: InputContext): AsyncIterable<Batch> | undefined {
  const { service, clock, signal, recording } = context;
  const { input, follow, speed } = options;
  if (recording) {
    const channel = options.channel ?? path.parse(recording.name).name;
    return replay(recording, { clock, interval: options.interval ?? REPLAY_INTERVAL, speed, channel, signal });
  }
  if (input === 'http') return undefined;
  const lines = { ...service.columns, format: lineFormat(options) };
  if (input === '-') return pipeBatches(process.stdin, lines);
  return fileBatches(fromInvocation(input!), { ...lines, follow, from: service.resumeAt, signal });
}

/** @throws If the input is a file that cannot be read: said before the monitor is ready, not after it. */
export function requireInput({ input }: Options): void {
  if (input === undefined || input === '-' || input === 'http') return;
  const file = fromInvocation(input);
  try {
    fs.accessSync(file, fs.constants.R_OK);
  } catch (error) {
    throw new Error(`--input ${file}: cannot be read (${messageOf(error)}).`, { cause: error });
  }
}

/** @throws If there were records and none was a point. */
export function requireAccepted(summary: ReturnType<MonitorService['summary']>): void {
  if (!isUseless(summary)) return;
  const reasons = Object.entries(summary.dropped).map(([reason, count]) => `${reason} ${count}`);
  throw new Error(
    `the input held no point that the pipeline can score; dropped were: ${reasons.join(', ')}; the first: ${summary.firstDropped}.`,
  );
}
