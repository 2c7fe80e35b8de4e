/** The input of `npm run monitor`: a recording, a file or a pipe. (Points over HTTP go to the service directly.) */
import fs from 'node:fs';
import path from 'node:path';
import { type Description, readSeriesLike, type Series } from '../../lib/data';
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
import { alignFeatures, type AnomalyPipeline, isTimeRecognised, readingOf } from '../../lib/pipeline';
import { fromInvocation } from './command';
import { lineFormat, type MonitorCommandOptions } from './monitor-options';
import { readOptionsOf } from './read-options';

type Options = MonitorCommandOptions;

/** Milliseconds between the time steps of a replay without --interval: a minute, as in the telemetry. */
export const REPLAY_INTERVAL = 60_000;

/** A recording to replay, and what was taken from its file. */
export interface Recording {
  readonly series: Series;
  readonly description: Description;
}

/**
 * Reads the series to replay as `npm run score` reads it, with the pipeline's features in their order; undefined without
 * --replay.
 *
 * @throws {DataError} If it cannot be read.
 * @throws {PipelineError} If it lacks features.
 */
export function readRecording(options: Options, { parts, settings }: AnomalyPipeline): Recording | undefined {
  const { replay: file } = options;
  if (file === undefined) return undefined;
  const { channel, ...told } = readOptionsOf(options);
  // Where the file has one device, --channel is the name that its points get.
  const reading = { ...readingOf(settings), ...told };
  const chosen = typeof reading.channelColumn === 'string' ? { ...reading, channel } : reading;
  const timeMayLack = isTimeRecognised(settings) && told.timeColumn === undefined;
  const { series, description } = readSeriesLike(fromInvocation(file), parts.names, chosen, { timeMayLack });
  return { series: alignFeatures(series, parts.names), description };
}

interface InputContext {
  recording: Recording | undefined;
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
    const channel = options.channel ?? path.parse(recording.series.name).name;
    return replay(recording.series, { clock, interval: options.interval ?? REPLAY_INTERVAL, speed, channel, signal });
  }
  if (input === 'http') return undefined;
  const lines = { ...service.columns, format: lineFormat(options) };
  if (input === '-') return pipeBatches(process.stdin, lines);
  return fileBatches(fromInvocation(input!), { ...lines, follow, from: service.readFrom, signal, onNote });
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
