/**
 * Scores points as they arrive and raises alerts:
 *
 * npm run monitor -- --pipeline DIR --input FILE|-|http [--format jsonl|csv] [--follow] [--threshold fixed|spot]
 * npm run monitor -- --pipeline DIR --replay FILE [--speed N|max]
 */
import { isLoopback } from '../lib/base';
import { type Description, describeReading } from '../lib/data';
import {
  canResume,
  closeServer,
  createHttpServer,
  createLog,
  Delivery,
  type DeliveryEvent,
  FileSink,
  listen,
  type Logger,
  type MonitorOptions,
  MonitorMetrics,
  MonitorService,
  Outbox,
  pipelineSource,
  pipelineSpot,
  pipelineThreshold,
  SimulatedClock,
  type Sink,
  startOf,
  StateFolder,
  StreamSink,
  tokenFromEnvironment,
  webhookFromEnvironment,
  webhookSender,
  WebhookSink,
} from '../lib/monitor';
import { AnomalyPipeline } from '../lib/pipeline';
import { fromInvocation, runCommand } from './support/command';
import {
  openInput,
  readRecording,
  type Recording,
  REPLAY_INTERVAL,
  requireAccepted,
  requireInput,
} from './support/monitor-input';
import { checkCombination, monitorCommand, readingOf, type MonitorCommandOptions } from './support/monitor-options';

type Options = MonitorCommandOptions;

/** Characters of the shortest token that others must send. */
const SHORTEST_TOKEN = 8;
/** Milliseconds that requests in hand may take at the end. */
const LAST_REQUESTS = 1500;
/** Milliseconds after the end until the process ends, whatever holds it, such as output that nobody reads. */
const LAST_OUTPUT = 500;

function monitorOptions(pipeline: AnomalyPipeline, options: Options): MonitorOptions {
  const { threshold, q, driftWindow, channel, lateness, maxFill, openAfter, clearFraction, coolDown } = options;
  const { maxChannels, channelIdle } = options;
  const interval = options.interval ?? (options.replay === undefined ? undefined : REPLAY_INTERVAL);
  return {
    source: { ...pipelineSource(pipeline), ...readingOf(options) },
    threshold: threshold === 'spot' ? pipelineSpot(pipeline, { q, driftWindow }) : pipelineThreshold(pipeline),
    channel,
    maxChannels,
    channelIdle: Math.round(channelIdle * 1000),
    order: { interval, lateness, maxFill },
    alerts: { openAfter, clearFraction, coolDown },
    // The clock of every replay starts at the same time.
    timesRepeat: options.replay !== undefined,
  };
}

/** Reads the secrets that the options name; called first, so that a missing one is found before anything is loaded. */
function readSecrets({ webhookEnv, webhookTokenEnv, tokenEnv, metricsTokenEnv, host, openMetrics }: Options) {
  const token = readToken(tokenEnv, SHORTEST_TOKEN);
  // Other machines need a token for the metrics too, if not one of their own then the one for points.
  const isOpen = openMetrics === true || isLoopback(host);
  return {
    webhook: webhookEnv === undefined ? undefined : webhookFromEnvironment(webhookEnv),
    webhookToken: readToken(webhookTokenEnv),
    token,
    metricsToken: readToken(metricsTokenEnv, SHORTEST_TOKEN) ?? (isOpen ? undefined : token),
  };
}

function readToken(name: string | undefined, shortest?: number) {
  return name === undefined ? undefined : tokenFromEnvironment(name, { shortest });
}

type Secrets = ReturnType<typeof readSecrets>;

function openDelivery(
  { webhook, webhookToken }: Secrets,
  state: StateFolder | undefined,
  onEvent: (event: DeliveryEvent) => void,
) {
  if (webhook === undefined || !state) return undefined;
  const outbox = new Outbox(state.outboxFile);
  const send = webhookSender({ url: webhook, token: webhookToken });
  return new Delivery({ outbox, send, deadLetters: state.deadLetters, onEvent });
}

function openSinks(options: Options, delivery: Delivery | undefined): Sink[] {
  const { print, alerts, scores, notify } = options;
  const sinks: Sink[] = [new StreamSink(process.stdout, print)];
  if (alerts !== undefined) sinks.push(new FileSink(fromInvocation(alerts), { content: 'alerts' }));
  if (scores !== undefined) sinks.push(new FileSink(fromInvocation(scores), { content: 'scores' }));
  if (delivery) sinks.push(new WebhookSink(delivery, notify === 'both' ? ['opened', 'closed'] : ['opened']));
  return sinks;
}

async function takeAll(batches: ReturnType<typeof openInput>, service: MonitorService, signal: AbortSignal) {
  if (batches) return service.run(batches, signal).finally(() => process.stdin.destroy());
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** Makes a controller that aborts at SIGTERM, at SIGINT, or when nobody reads the output any more. */
function stopController(): AbortController {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  process.stdout.on('error', () => stop.abort());
  return stop;
}

const command = monitorCommand();

runCommand(command, async () => {
  const options = command.opts<Options>();
  checkCombination(options);
  requireInput(options);
  const secrets = readSecrets(options);
  const stop = stopController();
  const { signal } = stop;
  const pipeline = await AnomalyPipeline.load(fromInvocation(options.pipeline));
  const recording = readRecording(options, pipeline);
  const folder = fromInvocation(options.state);
  const state = folder === undefined ? undefined : await StateFolder.open(folder, () => stop.abort(), signal);
  try {
    await monitorInput({ options, secrets, signal, pipeline, recording, state });
    state?.requireLock();
  } finally {
    state?.release();
    pipeline.dispose();
  }
});

interface Context {
  options: Options;
  secrets: Secrets;
  signal: AbortSignal;
  pipeline: AnomalyPipeline;
  recording: Recording | undefined;
  state: StateFolder | undefined;
}

/** Sets up sinks, metrics and server, scores the input until it ends or the signal aborts, and stops cleanly. */
async function monitorInput({ options, secrets, signal, pipeline, recording, state }: Context): Promise<void> {
  const log = createLog(options.logLevel);
  if (state?.takenOver !== undefined)
    log.warn({ holder: state.takenOver }, 'The lock of the state folder was taken over');
  const metrics = new MonitorMetrics();
  const delivery = openDelivery(secrets, state, (event) => {
    metrics.delivered(event);
    log[event.kind === 'delivered' ? 'info' : 'warn'](event, `Delivery: ${event.kind}`);
  });
  const replayed = options.replay !== undefined;
  // A replay begins at its start each time, so it uses only the outbox of the state.
  const resumable = replayed ? undefined : state;
  const sinks = openSinks(options, delivery);
  const isJournaled = options.input === 'http' || options.input === '-';
  const service = new MonitorService({
    monitor: monitorOptions(pipeline, options),
    sinks,
    log,
    metrics,
    state: resumable,
    journal: isJournaled,
    canResume: (position) => options.input !== undefined && canResume(fromInvocation(options.input), position),
    startAt: isJournaled || replayed ? undefined : startOf(fromInvocation(options.input!)),
  });
  const clock = new SimulatedClock(Date.UTC(2000, 0, 1));
  metrics.watch({
    status: () => service.monitor.status(),
    queueLength: () => service.queueLength,
    pendingLetters: () => delivery?.pending ?? 0,
    now: options.replay === undefined ? Date.now : clock.now,
    timeUnit: options.timeUnit ?? pipeline.settings.reading?.timeUnit,
  });
  let server: Awaited<ReturnType<typeof openServer>>;
  let ended = false;
  try {
    server = await openServer({ options, secrets, service, metrics, delivery });
    const posting = options.input === 'http' ? `; POST points to ${server?.address}/points` : '';
    log.info(
      { address: server?.address, resumed: service.resumed },
      `Ready; scores begin when there are points enough for one${posting}`,
    );
    if (recording) logReading(log, recording.description);
    const onNote = (note: string) => log.warn(note);
    await takeAll(openInput(options, { service, clock, signal, recording, onNote }), service, signal);
    ended = !signal.aborted;
  } finally {
    await server?.close();
    await service.stop({ ended });
    log.info(service.summary(), 'Stopped');
    if (!ended) setTimeout(() => process.exit(), LAST_OUTPUT).unref();
  }
  if (ended) requireAccepted(service.summary());
}

/** Says in the log what was taken from a recording. */
function logReading(log: Logger, description: Description): void {
  const lines = describeReading(description).map((line) => line.trim());
  log.info({ taken: description }, `Taken from ${lines.join('; ')}`);
}

interface ServerContext {
  options: Options;
  secrets: Secrets;
  service: MonitorService;
  metrics: MonitorMetrics;
  delivery: Delivery | undefined;
}

async function openServer({ options, secrets, service, metrics, delivery }: ServerContext) {
  const { input, host, bodyLimit, staleAfter, allowHost = [], openMetrics = false } = options;
  const { token, metricsToken } = secrets;
  const acceptsPoints = input === 'http';
  const port = acceptsPoints ? options.port : options.metricsPort;
  if (port === undefined) return undefined;
  const server = createHttpServer({
    service,
    metrics,
    acceptsPoints,
    pendingLetters: () => delivery?.pending ?? 0,
    bodyLimit,
    token,
    metricsToken,
    hosts: [host, ...allowHost],
    staleAfter,
  });
  const address = await listen(server, {
    host,
    port,
    open: acceptsPoints && token === undefined,
    openMetrics: metricsToken === undefined && !openMetrics,
  });
  return { address, close: () => closeServer(server, LAST_REQUESTS) };
}
