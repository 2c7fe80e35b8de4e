/** The monitor's HTTP server: takes points, serves metrics and health. */
import {
  fastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type onRequestHookHandler,
} from 'fastify';
import { isLoopback } from '../base/index';
import { BODY_TYPES, BodyError, bodyRecords, unpackBody } from './http-body';
import { encodingOf, encodingRefusal, hostRefusal, type Refusal, tokenRefusal } from './http-guard';
import type { MonitorMetrics } from './metrics';
import { MonitorError } from './monitor-error';
import type { DropReason } from './point';
import { JournalError } from './point-journal';
import type { Secret } from './secret';
import { isUseless, type MonitorService, StoppingError } from './service';

export interface HttpOptions {
  readonly service: MonitorService;
  readonly metrics: MonitorMetrics;
  /** Whether points can be posted; if not, only metrics and health are served. */
  readonly acceptsPoints: boolean;
  /** Counts the notifications that wait to be delivered, for the health page. */
  readonly pendingLetters?: () => number;
  /** Largest request, in bytes. Default 1 MiB. */
  readonly bodyLimit?: number;
  /** Requests that may wait to be scored; further ones are answered with 503. Default 16. */
  readonly maxWaiting?: number;
  /** If given, points are accepted only with `Authorization: Bearer TOKEN`. */
  readonly token?: Secret;
  /** If given, /metrics and the details of /health are served only with this token. */
  readonly metricsToken?: Secret;
  /** Names by which the server may be addressed, beside localhost and IP addresses. */
  readonly hosts?: readonly string[];
  /** Seconds without a valid point, from the start on, after which /health answers 503. Default: never. */
  readonly staleAfter?: number;
}

const MAX_WAITING = 16;

/**
 * Creates the server.
 *
 * - POST /points takes `application/x-ndjson`, `text/csv` or `application/json` (one point or an array of points), as
 *   they are or compressed with gzip, and answers with counts; with 400 if records were rejected and none was accepted.
 * - GET /metrics serves Prometheus, GET /health serves whatever restarts services.
 *
 * Host, origin and token are checked before the body is read. A page in a browser cannot post here: all three content
 * types need a CORS preflight, which is refused, and a name that points to this machine is not known.
 */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const { metrics, bodyLimit = 2 ** 20, metricsToken } = options;
  const hosts = (options.hosts ?? []).map((host) => host.toLowerCase());
  const server = fastify({ logger: false, bodyLimit, requestTimeout: 30_000, connectionTimeout: 60_000 });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(BODY_TYPES, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    const isPacked = encodingOf(request.headers['content-encoding']) === 'gzip';
    return String(isPacked ? await unpackBody(body, bodyLimit) : body);
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not found' }));
  server.setErrorHandler(async (error: { statusCode?: number; message?: string }, _request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500;
    // Only a request with the right token gets as far as its body.
    if (status === 413) await countRefused('lineTooLong', options);
    if (error instanceof BodyError && status === 400) await countRefused('brokenLine', options);
    const isKnown = [BodyError, StoppingError, JournalError].some((kind) => error instanceof kind);
    const known = isKnown ? error.message : messages[status];
    if (status === 503) reply.header('retry-after', '1');
    return reply.code(status).send({ error: known ?? 'the request is not valid' });
  });
  server.addHook(
    'onRequest',
    refusing((request) => hostRefusal(request, hosts)),
  );
  const onRequest = refusing((request) => tokenRefusal(request, metricsToken));
  server.get('/metrics', { onRequest }, async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  server.get('/health', (request, reply) => {
    const status = isStale(options) ? 'stale' : 'ok';
    const mayKnow = tokenRefusal(request, metricsToken) === undefined;
    return reply.code(status === 'ok' ? 200 : 503).send({ status, ...(mayKnow && details(options)) });
  });
  if (options.acceptsPoints) servePoints(server, options);
  return server;
}

function servePoints(server: FastifyInstance, options: HttpOptions): void {
  const onRequest = refusing((request) => tokenRefusal(request, options.token) ?? encodingRefusal(request));
  server.post('/points', { onRequest }, (request, reply) => takePoints(request, reply, options));
}

/** Makes a hook that answers before the body is read, and closes the connection, on which the rest may still come. */
function refusing(refusalOf: (request: FastifyRequest) => Refusal | undefined): onRequestHookHandler {
  return (request, reply, done) => {
    const refusal = refusalOf(request);
    if (refusal === undefined) return done();
    const { status, error, headers = {} } = refusal;
    void reply
      .code(status)
      .headers({ ...headers, connection: 'close' })
      .send({ error });
  };
}

export interface ListenOptions {
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Whether points can be posted without a token. */
  readonly open: boolean;
  /** Whether metrics can be read without a token although nobody asked for that. Default false. */
  readonly openMetrics?: boolean;
}

/**
 * Stops the server: no new requests are taken, and those that have begun may end within some milliseconds. Then all
 * connections are closed, so that no client can hold it up.
 */
export async function closeServer(server: FastifyInstance, milliseconds: number): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), milliseconds);
  await server.close().finally(() => clearTimeout(timer));
}

/**
 * Starts listening, by default only for this machine.
 *
 * @param server   From {@link createHttpServer}.
 * @returns        The address with the port.
 * @throws {MonitorError} If other machines could post points or read metrics without a token, or the port is in use.
 */
export async function listen(
  server: FastifyInstance,
  { host = '127.0.0.1', port, open, openMetrics = false }: ListenOptions,
): Promise<string> {
  if (open && !isLoopback(host)) {
    throw new MonitorError(
      `host ${host} can be reached from other machines: expected --token-env or a host such as 127.0.0.1.`,
    );
  }
  if (openMetrics && !isLoopback(host)) {
    throw new MonitorError(
      `host ${host} can be reached from other machines: expected --metrics-token-env or --open-metrics for its metrics.`,
    );
  }
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new MonitorError(`cannot listen on ${host}, port ${port} (${code ?? 'unknown reason'}).`);
  }
}

const messages: Record<number, string> = {
  413: 'the body is too large; send fewer points at once',
  415: 'expected application/x-ndjson, application/json or text/csv',
};

async function takePoints(request: FastifyRequest, reply: FastifyReply, options: HttpOptions) {
  const { service, maxWaiting = MAX_WAITING } = options;
  if (service.queueLength >= maxWaiting) {
    return reply.code(503).header('retry-after', '1').send({ error: 'too many requests are waiting; try again later' });
  }
  const type = String(request.headers['content-type']).split(';')[0].trim().toLowerCase();
  const body = typeof request.body === 'string' ? request.body : '';
  const records = bodyRecords(body, type, service.columns);
  if (records === undefined) {
    await countRefused('brokenLine', options);
    return reply.code(400).send({ error: 'expected a body of valid JSON' });
  }
  const taken = await service.accept({ records }, { isRepeated: true });
  if (!isUseless(taken)) return reply.send(taken);
  return reply
    .code(400)
    .send({ error: `no record was accepted; the first was dropped: ${taken.firstDropped}`, ...taken });
}

/** Counts and logs a body without records. If too many requests wait, only the answer mentions it. */
async function countRefused(rejected: DropReason, { service, maxWaiting = MAX_WAITING }: HttpOptions): Promise<void> {
  if (service.queueLength < maxWaiting) await service.accept({ records: [{ rejected }] });
}

function isStale({ service, staleAfter = Infinity }: HttpOptions): boolean {
  return service.secondsWithoutPoints > staleAfter;
}

function details({ service, pendingLetters }: HttpOptions) {
  return {
    secondsSinceInput: service.secondsIdle ?? null,
    queueLength: service.queueLength,
    outboxPending: pendingLetters?.() ?? 0,
    ...service.monitor.status(),
  };
}
