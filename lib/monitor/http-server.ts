/** The monitor's HTTP server: takes points, serves metrics and health. No request reaches the disk. */
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { jsonPointReader } from './json-points';
import { createLineParser, parseLines } from './line-parser';
import type { MonitorMetrics } from './metrics';
import { MonitorError } from './monitor-error';
import type { DropReason, InputRecord, PointColumns } from './point';
import { isLoopback, type Secret } from './secret';
import { isUseless, type MonitorService } from './service';

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
  /** Seconds without input after which /health answers 503. Default: never. */
  readonly staleAfter?: number;
}

const LONGEST_LINE = 65_536;
const MAX_WAITING = 16;

/**
 * Creates the server.
 *
 * - POST /points takes `application/x-ndjson`, `text/csv` or `application/json` (one point or an array of points) and
 *   answers with counts; with 400 if records were rejected and none was accepted.
 * - GET /metrics serves Prometheus, GET /health serves whatever restarts services.
 *
 * A page in a browser cannot post here: all three content types need a CORS preflight, which is refused.
 */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const { metrics, bodyLimit = 2 ** 20 } = options;
  const server = fastify({ logger: false, bodyLimit, requestTimeout: 30_000, connectionTimeout: 60_000 });
  server.removeAllContentTypeParsers();
  const types = ['application/x-ndjson', 'application/json', 'text/csv'];
  server.addContentTypeParser(types, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not found' }));
  server.setErrorHandler(async (error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500;
    if (status === 413 && isAuthorized(request, options.token)) await countRefused('lineTooLong', options);
    return reply.code(status).send({ error: messages[status] ?? 'the request is not valid' });
  });
  server.get('/metrics', async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  server.get('/health', (_request, reply) => reply.code(isStale(options) ? 503 : 200).send(health(options)));
  if (options.acceptsPoints) server.post('/points', (request, reply) => takePoints(request, reply, options));
  return server;
}

/**
 * Starts listening, by default only for this machine.
 *
 * @param server   From {@link createHttpServer}.
 * @param options  `port` is 0 for any free port; `open` says whether points can be posted without a token.
 * @returns        The address with the port.
 * @throws {MonitorError} If other machines could post points without a token, or the port is in use.
 */
export async function listen(
  server: FastifyInstance,
  { host = '127.0.0.1', port, open }: { host?: string; port: number; open: boolean },
): Promise<string> {
  if (open && !isLoopback(host)) {
    throw new MonitorError(
      `host ${host} can be reached from other machines: expected --token-env or a host such as 127.0.0.1.`,
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
  if (!isAuthorized(request, options.token))
    return reply.code(401).send({ error: 'expected the header Authorization: Bearer TOKEN with a valid token' });
  if (service.queueLength >= maxWaiting) {
    return reply.code(503).header('retry-after', '1').send({ error: 'too many requests are waiting; try again later' });
  }
  const type = String(request.headers['content-type']).split(';')[0].trim().toLowerCase();
  const body = typeof request.body === 'string' ? request.body : '';
  const records =
    type === 'application/json' ? jsonRecords(body, service.columns) : lineRecords(body, type, service.columns);
  if (records === undefined) {
    await countRefused('brokenLine', options);
    return reply.code(400).send({ error: 'expected a body of valid JSON' });
  }
  const taken = await service.accept({ records });
  if (!isUseless(taken)) return reply.send(taken);
  return reply
    .code(400)
    .send({ error: `no record was accepted; the first was dropped: ${taken.firstDropped}`, ...taken });
}

function lineRecords(body: string, type: string, columns: PointColumns): InputRecord[] {
  const parser = createLineParser(type === 'text/csv' ? 'csv' : 'jsonl', columns);
  const lines = body.split(/\r?\n/).map((line) => (line.length > LONGEST_LINE ? null : line));
  return parseLines(lines, parser);
}

function jsonRecords(body: string, columns: PointColumns): InputRecord[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  // An array of numbers is one point, an array of anything else several.
  const several = Array.isArray(value) && typeof value[0] === 'object' && value[0] !== null;
  return (several ? (value as unknown[]) : [value]).map(jsonPointReader(columns));
}

/** Counts and logs a body without records. If too many requests wait, only the answer mentions it. */
async function countRefused(rejected: DropReason, { service, maxWaiting = MAX_WAITING }: HttpOptions): Promise<void> {
  if (service.queueLength < maxWaiting) await service.accept({ records: [{ rejected }] });
}

/** Compares in constant time, so that timing does not reveal how much of a guess was right. */
function isAuthorized(request: FastifyRequest, token: Secret | undefined): boolean {
  if (token === undefined) return true;
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token.reveal()}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function isStale({ service, staleAfter = Infinity }: HttpOptions): boolean {
  return (service.secondsIdle ?? 0) > staleAfter;
}

function health(options: HttpOptions) {
  const { service, pendingLetters } = options;
  return {
    status: isStale(options) ? 'stale' : 'ok',
    secondsSinceInput: service.secondsIdle ?? null,
    queueLength: service.queueLength,
    outboxPending: pendingLetters?.() ?? 0,
    ...service.monitor.status(),
  };
}
