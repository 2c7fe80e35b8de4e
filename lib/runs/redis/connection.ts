/** How a Redis (or Valkey) server is reached, and what BullMQ is told about it. */
import type { RedisOptions } from 'bullmq';
import { messageOf } from '../../base/index';

/** The name of the BullMQ queue; experiments share it, since equal jobs have equal job names. */
export const QUEUE_NAME = 'telltale-jobs';

const CONNECT_MS = 5000;

/**
 * Reads a server's address.
 *
 * @param url          `redis://[user:password@]host[:port][/database]`; `rediss://` for TLS; `valkey://` likewise.
 * @param environment  Holds user and password for an address without a password, which other users of a machine can see in the
 *                     list of processes: TELLTALE_REDIS_USER and TELLTALE_REDIS_PASSWORD.
 * @returns    Options of a connection that waits for a server which is away, however long it takes.
 * @throws     If it is not such an address; the message does not repeat it, for it may hold a password.
 */
export function redisOptions(url: string, environment: NodeJS.ProcessEnv = process.env): RedisOptions {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const scheme = parsed?.protocol.replace('valkey', 'redis');
  if (!parsed || (scheme !== 'redis:' && scheme !== 'rediss:') || !parsed.hostname) {
    throw new Error('--queue: expected an address such as redis://localhost:6379.');
  }
  const database = parsed.pathname.slice(1);
  if (!/^\d*$/.test(database))
    throw new Error(`--queue: expected a database number after the port, found ${database}.`);
  const login: NodeJS.ProcessEnv = parsed.password ? {} : environment;
  const username = parsed.username ? decode(parsed.username) : login.TELLTALE_REDIS_USER;
  const password = parsed.password ? decode(parsed.password) : login.TELLTALE_REDIS_PASSWORD;
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port || 6379),
    ...(username && { username }),
    ...(password && { password }),
    ...(database && { db: Number(database) }),
    ...(scheme === 'rediss:' && { tls: {} }),
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(200 * times, 3000),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error(
      '--queue: expected user and password with % only before two hexadecimal digits, as %25 for itself.',
    );
  }
}

/** Writes an address without user and password, for messages. */
export function describeRedis(url: string): string {
  return addressOf(redisOptions(url), '');
}

/** Writes an address as it is to be typed, with words in the place of user and password. */
export function redisTemplate(url: string): string {
  // Without the environment: where it holds the password, workers take it from there, too.
  const options = redisOptions(url, {});
  const { username, password } = options;
  return addressOf(options, password ? `${username ? 'USER' : ''}:PASSWORD@` : '');
}

function addressOf({ host, port, db, tls }: RedisOptions, login: string): string {
  return `${tls ? 'rediss' : 'redis'}://${login}${host}:${port}${db ? `/${db}` : ''}`;
}

/**
 * Asks once whether the server is there: a wrong address must be said at once, while a server that goes away later is waited for.
 *
 * @throws If it does not answer within five seconds, or refuses; the message names it.
 */
export async function requireRedis(url: string): Promise<void> {
  const options = { ...redisOptions(url), retryStrategy: () => null, connectTimeout: CONNECT_MS, lazyConnect: true };
  const { Redis } = await import('ioredis');
  const client = new Redis(options);
  let reason: string | undefined;
  // ioredis rejects with a general error; the particular one comes as an event.
  client.on('error', (error: Error) => (reason ??= error.message || (error as NodeJS.ErrnoException).code));
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw new Error(`--queue ${describeRedis(url)}: ${faultOf(reason ?? messageOf(error))}`, { cause: error });
  } finally {
    client.disconnect();
  }
}

function faultOf(reason: string): string {
  if (reason.startsWith('NOAUTH'))
    return 'the server wants a password: TELLTALE_REDIS_PASSWORD in the environment, or redis://:PASSWORD@host:port.';
  if (reason.startsWith('WRONGPASS')) return 'the server refused the user or the password.';
  return `no answer (${reason}). Is the server running?`;
}

/**
 * Waits until connections are closed, for two seconds at most: BullMQ waits for the end of a connection that is away, which
 * never comes. The timer keeps the process alive, or it would end there, and with no word.
 */
export async function closeInTime(closing: readonly Promise<unknown>[], ms = 2000): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([Promise.allSettled(closing), deadline]);
  clearTimeout(timer);
}

interface Emitter {
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Says once when the server goes away, instead of at each of the attempts to reach it. */
export function noteLostConnection(emitters: readonly Emitter[], url: string, onNote?: (note: string) => void): void {
  let last = 0;
  const onError = (error: Error) => {
    const again = Date.now() - last < 30_000;
    last = Date.now();
    if (!again) onNote?.(`${describeRedis(url)}: ${error.message || 'no connection'}; waiting for it to come back`);
  };
  for (const emitter of emitters) emitter.on('error', onError);
}
