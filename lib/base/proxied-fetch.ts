/** Fetches through the proxy that the environment names, as npm, pip and curl do; Node's own fetch ignores it. */
import type { EnvHttpProxyAgent } from 'undici';
import { DataError } from './errors';
import { isLoopback } from './loopback';

/** The proxy of the environment, made at the first request that needs it. */
let agent: EnvHttpProxyAgent | undefined;

/** Reads a variable in small letters, else in capitals, as curl does. */
const variable = (name: string) => process.env[name.toLowerCase()] || process.env[name];

/**
 * Reads the addresses of the proxies; undefined for those that are not named.
 *
 * @throws {DataError} If a variable does not hold an address. The message leaves it out: it may hold a password.
 */
export function requireProxies() {
  return { httpProxy: proxyAddress('HTTP_PROXY'), httpsProxy: proxyAddress('HTTPS_PROXY') };
}

/**
 * Does what `fetch` does, through the proxy in HTTP_PROXY or HTTPS_PROXY, except for the hosts in NO_PROXY. This machine
 * is always reached directly.
 */
export async function proxiedFetch(url: string, init: RequestInit): Promise<Response> {
  const addresses = requireProxies();
  if ((!addresses.httpProxy && !addresses.httpsProxy) || isLoopback(new URL(url).hostname)) return fetch(url, init);
  const undici = await import('undici');
  // Without a tunnel for plain http: many proxies grant one to port 443 only.
  agent ??= new undici.EnvHttpProxyAgent({ ...addresses, noProxy: variable('NO_PROXY'), proxyTunnel: false });
  return undici.fetch(url, { ...(init as object), dispatcher: agent });
}

/** Reads a proxy's address, which may lack its `http://`. */
function proxyAddress(name: string): string | undefined {
  const value = variable(name);
  if (!value) return undefined;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (/^https?:/i.test(address) && URL.canParse(address)) return address;
  throw new DataError(`the environment variable ${name}: expected an address such as http://proxy:3128, found another`);
}
