import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base';

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

/** Posts to an address in a process with these variables; gives what it printed: the answer, or the failure. */
async function post(url: string, variables: Record<string, string>): Promise<string> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NAMES.includes(name)));
  const program = `
    const { proxiedFetch } = require('./lib/base/index');
    proxiedFetch(${JSON.stringify(url)}, { method: 'POST', body: 'sent', headers: { 'x-key': '1' } })
      .then(async (answer) => console.log(answer.status, answer.headers.get('etag'), await answer.text()))
      .catch((error) => console.log(error.message, error.cause?.code ?? error.cause?.message));`;
  const child = spawn(process.execPath, [...RUN_TYPESCRIPT, '-e', program], {
    cwd: REPOSITORY_ROOT,
    env: { ...environment, ...variables },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  await once(child, 'close');
  return said.trim();
}

describe('fetching through the proxy of the environment', () => {
  const seen: string[] = [];
  let server: http.Server;
  let address: string;

  before(async () => {
    server = http.createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['x-key']}`);
      request.pipe(response.writeHead(202, { etag: 'e' }));
    });
    server.on('connect', (request, socket) => {
      seen.push(`CONNECT ${request.url} ${request.headers['proxy-authorization']}`);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => (seen.length = 0));
  after(() => server.close());

  for (const name of ['HTTP_PROXY', 'http_proxy']) {
    it(`sends a plain request whole to the proxy in ${name}, with or without its http://`, async () => {
      for (const value of [`http://${address}`, address]) {
        assert.equal(await post('http://mirror.invalid/file', { [name]: value }), '202 e sent');
      }
      assert.deepEqual(seen, Array(2).fill('POST http://mirror.invalid/file 1'));
    });
  }

  it('asks the proxy in HTTPS_PROXY for a tunnel, with its user and password', async () => {
    const said = await post('https://hooks.invalid/secret', { HTTPS_PROXY: `http://me:word@${address}` });
    assert.deepEqual(seen, [`CONNECT hooks.invalid:443 Basic ${Buffer.from('me:word').toString('base64')}`]);
    assert.match(said, /^fetch failed/);
  });

  it('passes it by for the hosts in NO_PROXY and for this machine', async () => {
    const proxy = { HTTP_PROXY: 'http://127.0.0.1:9' };
    assert.match(
      await post('http://mirror.invalid/', { ...proxy, NO_PROXY: 'a.invalid,.invalid' }),
      /ENOTFOUND|EAI_AGAIN/,
    );
    assert.match(await post('http://mirror.invalid/', proxy), /ECONNREFUSED/);
    assert.equal(await post(`http://${address}/file`, proxy), '202 e sent');
  });

  it('refuses a proxy that is not an address, without its password', async () => {
    for (const value of ['socks5://me:word@host', 'http://me:word@ho st']) {
      assert.equal(
        await post('http://mirror.invalid/', { HTTPS_PROXY: value }),
        'the environment variable HTTPS_PROXY: expected an address such as http://proxy:3128, found another undefined',
      );
    }
  });
});
