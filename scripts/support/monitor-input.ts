/** The input of `npm run monitor`: a recording, a file or a pipe. (Points over HTTP go to the service directly.) */
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
import { lineFormat, type MonitorCommandOptions, readingOf } from './monitor-options';

type Options = MonitorCommandOptions;

/** Milliseconds between the time steps of a replay without --interval: a minute, as in the telemetry. */
export const REPLAY_INTERVAL = 60_000;

/**
 * Reads the series to replay, with the pipeline's features in their order; undefined without --replay.
 *
 * @throws {PipelineError} If it lacks features.
 */
export function readRecording(options: Options, { parts, settings }: AnomalyPipeline): Series | undefined {
  const { replay: file, timeColumn = settings.timestampColumn, timeUnit } = options;
  if (file === undefined) return undefined;
  const { timestampColumn: _, ...reading } = readingOf(options);
  return alignFeatures(loadSeries(fromInvocation(file), { ...reading, timeColumn, timeUnit }), parts.names);
}

interface InputContext {
  recording: Series | undefined;
  service: MonitorService;
  clock: SimulatedClock;
  signal: AbortSignal;
  onNote: (note: string) => void;
}

/** Opens the input as batches; undefined for http, whose server passes points to the service. */
export function openInput(options: Options, context: InputContext): AsyncIterable<Batch> | undefined {
  const { service, clock, signal, recording, onNote } = context;
  const { input, follow, speed } = options;
  if (recording) {
    const channel = options.channel ?? path.parse(recording.name).name;
    return replay(recording, { clock, interval: options.interval ?? REPLAY_INTERVAL, speed, channel, signal });
  }
  if (input === 'http') return undefined;
  const lines = { ...service.columns, format: lineFormat(options) };
  if (input === '-') return pipeBatches(process.stdin, lines);
  return fileBatches(fromInvocation(input!), { ...lines, follow, from: service.resumeAt, signal, onNote });
}

/** Checks that an input file can be read, before the monitor is ready. @throws If it cannot. */
export function requireInput({ input }: Options): void {
  if (input === undefined || input === '-' || input === 'http') return;
  const file = fromInvocation(input);
  try {
    fs.accessSync(file, fs.constants.R_OK);
  } catch (error) {
    throw new Error(`--input ${file}: cannot be read (${messageOf(error)}).`, { cause: error });
  }
}

/** Checks that the input held points. @throws If there were records but no valid point. */
export function requireAccepted(summary: ReturnType<MonitorService['summary']>): void {
  if (!isUseless(summary)) return;
  const reasons = Object.entries(summary.dropped).map(([reason, count]) => `${reason} ${count}`);
  throw new Error(
    `expected points that the pipeline can score; found none (dropped: ${reasons.join(', ')}); the first was dropped: ${summary.firstDropped}.`,
  );
}
