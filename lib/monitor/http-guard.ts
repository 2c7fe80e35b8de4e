/** Decides before a body is read whether a request may be answered: its host, its origin, its token, its encoding. */
import type { FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { isLoopback } from '../base/index';
import type { Secret } from './secret';

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403 | 415 | 421;
  readonly error: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const HOST = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d+)?$/i;

/**
 * Checks that a request names this server, so that a page in a browser can neither read nor post here by giving its own
 * name this server's address (DNS rebinding). `localhost` and addresses of this machine are known; from other machines
 * any IP address is, since only a name can be pointed elsewhere. Browsers always send a host, so that none is taken too.
 *
 * @param hosts  Further names, in lower case.
 * @returns      Undefined if both the host and the origin, if any, are known.
 */
export function hostRefusal(request: FastifyRequest, hosts: readonly string[]): Refusal | undefined {
  const { host, origin } = request.headers;
  const isRemote = !isLocalAddress(request.socket.localAddress);
  const isKnown = (text: string) => {
    const name = nameOf(text);
    return isLoopback(name) || hosts.includes(name) || (isRemote && isIP(name.replace(/^\[|\]$/g, '')) > 0);
  };
  if (host !== undefined && !isKnown(host)) {
    return { status: 421, error: 'this host name is not known here; --allow-host NAME of the monitor adds it' };
  }
  if (origin === undefined || isKnown(origin.replace(/^https?:\/\//i, ''))) return undefined;
  return {
    status: 403,
    error: 'pages of this origin may not use the monitor; --allow-host NAME of the monitor adds it',
  };
}

/** Checks the header `Authorization: Bearer TOKEN`, in constant time: timing does not reveal how much was right. */
export function tokenRefusal(request: FastifyRequest, token: Secret | undefined): Refusal | undefined {
  if (token === undefined) return undefined;
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token.reveal()}`);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return undefined;
  return {
    status: 401,
    error: 'expected the header Authorization: Bearer TOKEN with a valid token',
    headers: { 'www-authenticate': 'Bearer' },
  };
}

/** Checks that a body is compressed with gzip, if at all, and that its text is UTF-8. */
export function encodingRefusal({ headers }: FastifyRequest): Refusal | undefined {
  const encoding = encodingOf(headers['content-encoding']);
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return {
      status: 415,
      error: `content-encoding ${encoding.slice(0, 40)} is not supported; send the body as it is or compressed with gzip`,
      headers: { 'accept-encoding': 'gzip' },
    };
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (/^(utf-?8|us-ascii)$/i.test(charset)) return undefined;
  return { status: 415, error: `charset ${charset.slice(0, 40)} is not supported; send the body as UTF-8` };
}

/** Returns the name of a content encoding in lower case: `identity` if there is none, `gzip` also for `x-gzip`. */
export function encodingOf(header: string | undefined): string {
  const name = (header ?? '').trim().toLowerCase();
  if (name === '') return 'identity';
  return name === 'x-gzip' ? 'gzip' : name;
}

/** Returns the host without its port, in lower case; empty if it is not a host. */
function nameOf(host: string): string {
  return (HOST.exec(host)?.[1] ?? '').toLowerCase().replace(/\.$/, '');
}

/** Whether a connection arrived at an address that only this machine can reach. */
function isLocalAddress(address: string | undefined): boolean {
  return address === undefined || isLoopback(address.replace(/^::ffff:/i, ''));
}
