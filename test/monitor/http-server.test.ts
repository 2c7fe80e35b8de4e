import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { closeServer, createHttpServer, type HttpOptions, listen } from '../../lib/monitor/http-server';
import { createLog } from '../../lib/monitor/log';
import { MonitorMetrics } from '../../lib/monitor/metrics';
import { Secret } from '../../lib/monitor/secret';
import { MonitorService } from '../../lib/monitor/service';
import type { Sink } from '../../lib/monitor/sinks';
import { StateFolder } from '../../lib/monitor/state-folder';
import { fillDisk } from '../support/full-disk';
import { eventually, meanSource } from '../support/monitor';

type Server = ReturnType<typeof createHttpServer>;

describe('the HTTP server', () => {
  const open: Server[] = [];
  afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

  function serve(options: Partial<HttpOptions> & { sink?: Sink; state?: StateFolder } = {}) {
    const { sink, state, ...rest } = options;
    const metrics = new MonitorMetrics();
    const service = new MonitorService({
      monitor: { source: meanSource({ features: 2 }), threshold: { kind: 'fixed', value: 10 }, maxChannels: 3 },
      sinks: sink ? [sink] : [],
      log: createLog('silent'),
      metrics,
      state,
      journal: state !== undefined,
    });
    const server = createHttpServer({ service, metrics, acceptsPoints: true, ...rest });
    open.push(server);
    const post = (payload: string, type = 'application/x-ndjson', headers = {}) =>
      server.inject({ method: 'POST', url: '/points', payload, headers: { 'content-type': type, ...headers } });
    return { server, service, post };
  }

  it('takes lines of JSON, CSV and whole JSON, and answers with counts', async () => {
    const { post, service } = serve();
    const lines =
      '{"channel":"a","timestamp":1,"values":[1,2]}\n{oops\n{"channel":"a","timestamp":1,"values":[1,2]}\r\n';
    const answer = await post(lines);
    assert.equal(answer.statusCode, 200);
    const { firstDropped, ...counts } = answer.json();
    assert.deepEqual(counts, { accepted: 1, dropped: { brokenLine: 1, duplicate: 1 } });
    assert.match(firstDropped, /^brokenLine: expected JSON, .*; found \{oops$/);
    assert.equal((await post('timestamp,x,y\n5,1,2\n6,1,2\n', 'text/csv; charset=utf-8')).json().accepted, 2);
    assert.equal((await post('{"channel":"b","values":[1,2]}', 'application/json')).json().accepted, 1);
    assert.equal((await post('[1, 2]', 'application/json')).json().dropped.badTimestamp, 1);
    const two = '[{"channel":"b","values":[1,2]}, {"channel":"b","values":[1]}]';
    const { accepted, dropped } = (await post(two, 'application/json')).json();
    assert.deepEqual([accepted, dropped], [1, { wrongWidth: 1 }]);
    assert.equal(service.summary().accepted, 5);
  });

  it('answers with 503 while points cannot be written to the disk, and takes them later', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-http-'));
    const state = new StateFolder(folder);
    try {
      const { post, service } = serve({ state });
      const makeRoom = fillDisk(10);
      let answer: Awaited<ReturnType<typeof post>>;
      try {
        answer = await post('[1,2]');
      } finally {
        makeRoom();
      }
      assert.equal(answer.statusCode, 503);
      assert.equal(answer.headers['retry-after'], '1');
      assert.match(answer.json().error, /^the points cannot be written to the disk \(ENOSPC.*; send them again later$/);
      assert.equal(service.summary().accepted, 0);
      assert.deepEqual((await post('[1,2]')).json(), { accepted: 1, dropped: {} });
    } finally {
      state.release();
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('refuses bodies that are too large, of another type or no JSON', async () => {
    const { post, server } = serve({ bodyLimit: 1000 });
    for (const [response, code] of [
      [await post('x'.repeat(1001)), 413],
      [await post('[1,2]', 'text/plain'), 415],
      [await post('[1,2]', 'multipart/form-data; boundary=x'), 415],
      [await post('{', 'application/json'), 400],
      [await server.inject({ method: 'GET', url: '/points' }), 404],
      [await server.inject({ method: 'OPTIONS', url: '/points' }), 404],
    ] as const) {
      assert.equal(response.statusCode, code);
      assert.equal(typeof response.json().error, 'string');
      assert.doesNotMatch(response.body, /\n\s+at /);
    }
    assert.equal((await post('x'.repeat(999))).json().dropped.brokenLine, 1);
  });

  it('answers 400 where nothing in a body is a point, and 200 to one that came before', async () => {
    const { post } = serve();
    const refused = await post('{"x": 1}\n{"y": 2}\n');
    assert.equal(refused.statusCode, 400);
    assert.match(
      refused.json().error,
      /^no record was accepted; the first was dropped: wrongColumns: expected keys for 2 /,
    );
    assert.deepEqual(refused.json().dropped, { wrongColumns: 2 });
    const again = '{"timestamp": 1, "values": [1, 2]}';
    await post(again);
    const { statusCode, json } = await post(again);
    assert.deepEqual([statusCode, json().dropped], [200, { duplicate: 1 }]);
  });

  it('counts bodies that gave no record, but not from those who may not post', async () => {
    const { post, server } = serve({ bodyLimit: 100, token: new Secret('open sesame') });
    const known = { authorization: 'Bearer open sesame' };
    for (const headers of [known, {}]) {
      await post('{', 'application/json', headers);
      await post('x'.repeat(101), 'application/x-ndjson', headers);
    }
    const { body } = await server.inject('/metrics');
    assert.match(body, /^telltale_points_dropped_total\{reason="brokenLine"\} 1$/m);
    assert.match(body, /^telltale_points_dropped_total\{reason="lineTooLong"\} 1$/m);
  });

  it('has no route to the disk, whatever the address or the channel is called', async () => {
    const { server, post } = serve();
    for (const url of [
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/metrics/../package.json',
      '//etc/passwd',
      '/',
    ]) {
      assert.equal((await server.inject(url)).statusCode, 404, url);
    }
    const before = fs.readdirSync(process.cwd()).sort();
    for (const channel of ['../../escape', '/tmp/escape', '__proto__', 'constructor']) {
      await post(JSON.stringify({ channel, values: [99, 99] }));
    }
    assert.deepEqual(fs.readdirSync(process.cwd()).sort(), before);
    assert.equal(fs.existsSync('/tmp/escape'), false);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

  it('takes points only with the token where there is one', async () => {
    const { post } = serve({ token: new Secret('open sesame') });
    assert.equal((await post('[1,2]')).statusCode, 401);
    assert.equal((await post('[1,2]', undefined, { authorization: 'Bearer open sesamE' })).statusCode, 401);
    assert.equal((await post('[1,2]', undefined, { authorization: 'Bearer open sesame' })).statusCode, 200);
  });

  it('turns requests away while too many wait', async () => {
    let free: () => void = () => undefined;
    const blocked = new Promise<void>((resolve) => (free = resolve));
    const { post, service } = serve({ maxWaiting: 2, sink: { name: 'slow', flush: () => blocked } });
    const waiting = [post('[1,2]'), post('[1,2]')];
    await eventually(() => service.queueLength === 2, 'two requests that wait');
    const third = await post('[1,2]');
    assert.equal(third.statusCode, 503);
    assert.equal(third.headers['retry-after'], '1');
    free();
    assert.deepEqual(
      (await Promise.all(waiting)).map(({ statusCode }) => statusCode),
      [200, 200],
    );
  });

  it('tells Prometheus and whoever asks for its health', async () => {
    const { server, post } = serve({ pendingLetters: () => 3, staleAfter: 60 });
    await post('[20,2]\n[20,2]');
    const metrics = await server.inject('/metrics');
    assert.match(String(metrics.headers['content-type']), /^text\/plain/);
    assert.match(metrics.body, /^telltale_points_total 2$/m);
    const health = await server.inject('/health');
    assert.equal(health.statusCode, 200);
    const { status, outboxPending, openAlerts, channels } = health.json();
    assert.deepEqual(
      { status, outboxPending, openAlerts, channels },
      { status: 'ok', outboxPending: 3, openAlerts: 1, channels: 1 },
    );
  });

  it('answers 503 for its health once points have stopped coming, or none has ever come', async () => {
    const { server, post } = serve({ staleAfter: 0 });
    const health = async () => {
      const { statusCode, json } = await server.inject('/health');
      return [statusCode, json().status, json().secondsSinceInput === null];
    };
    assert.deepEqual(await health(), [503, 'stale', true], 'none has come yet');
    await post('garbage');
    await post('[]', 'application/json');
    assert.deepEqual(await health(), [503, 'stale', true], 'garbage is no sign of life');
    await post('[20,2]');
    assert.deepEqual(await health(), [503, 'stale', false]);
    const fresh = serve({ staleAfter: 3600 });
    assert.equal((await fresh.server.inject('/health')).statusCode, 200);
  });

  it('takes an empty array, an empty body and a byte order mark', async () => {
    const { post } = serve();
    for (const [payload, type] of [
      ['[]', 'application/json'],
      ['', 'application/json'],
      ['', 'application/x-ndjson'],
      ['\n\n', 'text/csv'],
    ] as const) {
      const { statusCode, json } = await post(payload, type);
      assert.deepEqual([statusCode, json()], [200, { accepted: 0, dropped: {} }], type);
    }
    assert.equal((await post('\ufeff[[1,2],[3,4]]', 'application/json')).json().accepted, 2);
  });

  it('unpacks gzip, within the limit, and refuses other encodings', async () => {
    const { server, service } = serve({ bodyLimit: 1000 });
    const post = (payload: Buffer | string, encoding: string, type = 'application/x-ndjson') =>
      server.inject({
        method: 'POST',
        url: '/points',
        payload,
        headers: { 'content-type': type, 'content-encoding': encoding },
      });
    const packed = gzipSync('{"channel":"a","values":[1,2]}\n{"channel":"a","values":[3,4]}\n');
    assert.deepEqual((await post(packed, 'gzip')).json(), { accepted: 2, dropped: {} });
    assert.deepEqual((await post(packed, 'X-GZIP')).json(), { accepted: 2, dropped: {} });
    assert.deepEqual((await post('[1,2]', 'identity')).json(), { accepted: 1, dropped: {} });
    for (const [payload, encoding, status, error] of [
      [gzipSync(Buffer.alloc(90_000, '[1,2]\n')), 'gzip', 413, /unpacked body is too large/],
      [packed.subarray(0, packed.length - 9), 'gzip', 400, /not valid gzip/],
      ['[1,2]', 'gzip', 400, /not valid gzip/],
      ['[1,2]', 'br', 415, /content-encoding br is not supported.*gzip/],
      [gzipSync(packed), 'gzip, gzip', 415, /content-encoding gzip, gzip is not supported/],
    ] as const) {
      const answer = await post(payload, encoding);
      assert.deepEqual([answer.statusCode, error.test(answer.json().error)], [status, true], answer.body);
    }
    const wide = await post('[1,2]', 'identity', 'application/x-ndjson; charset="utf-16le"');
    assert.deepEqual([wide.statusCode, wide.json().error.slice(0, 33)], [415, 'charset utf-16le is not supported']);
    assert.deepEqual(service.summary().dropped, { lineTooLong: 1, brokenLine: 2 });
  });

  it('answers only those who call it by a name of its own, and pages of none but its own', async () => {
    const { server, service } = serve({ hosts: ['Monitor.example'] });
    const get = async (headers: Record<string, string>) =>
      (await server.inject({ method: 'GET', url: '/metrics', headers })).statusCode;
    for (const host of ['localhost', 'LOCALHOST:8080', '127.0.0.1:1', '[::1]:8080', 'monitor.example:8080']) {
      assert.equal(await get({ host }), 200, host);
      assert.equal(await get({ host, origin: `http://${host}` }), 200, host);
    }
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '192.0.2.1',
      'a@localhost',
    ]) {
      assert.equal(await get({ host }), 421, host);
      assert.equal(await get({ origin: `https://${host}` }), 403, host);
    }
    assert.equal(await get({ origin: 'null' }), 403);
    const headers = { 'content-type': 'application/json', host: 'evil.example', origin: 'http://evil.example' };
    const post = await server.inject({ method: 'POST', url: '/points', payload: '[1,2]', headers });
    assert.equal(post.statusCode, 421);
    assert.equal(service.summary().accepted, 0);
  });

  it('asks for a token before it reads the body', async () => {
    const { server } = serve({ token: new Secret('open sesame') });
    const address = new URL(await listen(server, { port: 0, open: false }));
    const socket = net.connect(Number(address.port), '127.0.0.1');
    let answer = '';
    socket.on('data', (text) => (answer += String(text)));
    socket.write('POST /points HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 9\r\n\r\n');
    await once(socket, 'close');
    assert.match(answer, /^HTTP\/1\.1 401 /);
  });

  it('keeps metrics and the details of its health for those with a token of their own', async () => {
    const { server } = serve({ metricsToken: new Secret('look only'), token: new Secret('open sesame') });
    const get = (url: string, token?: string) =>
      server.inject({ url, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
    assert.equal((await get('/metrics')).statusCode, 401);
    assert.equal((await get('/metrics', 'open sesame')).statusCode, 401);
    assert.equal((await get('/metrics', 'look only')).statusCode, 200);
    assert.deepEqual((await get('/health')).json(), { status: 'ok' });
    assert.equal((await get('/health', 'look only')).json().channels, 0);
  });

  it('closes in time although clients send slowly or fall silent', async () => {
    const { server, service } = serve();
    const address = new URL(await listen(server, { port: 0, open: true }));
    const head = 'POST /points HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 99\r\n\r\n';
    let connections = 0;
    server.server.on('connection', () => connections++);
    const sockets = [head + '1', head.slice(0, 30), ''].map((text) => {
      const socket = net.connect(Number(address.port), '127.0.0.1');
      socket.on('error', () => undefined).resume();
      if (text) socket.write(text);
      return socket;
    });
    const slow = setInterval(() => sockets[0].write('1'), 10);
    const closed = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    await eventually(() => connections === 3, 'connections');
    await closeServer(server, 50);
    await closed;
    clearInterval(slow);
    await service.stop({ ended: false });
    assert.equal(service.summary().accepted, 0);
  });

  it('serves metrics alone where points come another way', async () => {
    const { server, post } = serve({ acceptsPoints: false });
    assert.equal((await post('[1,2]')).statusCode, 404);
    assert.equal((await server.inject('/metrics')).statusCode, 200);
  });

  it('listens on this machine alone unless there is a token', async () => {
    const { server } = serve();
    const address = await listen(server, { port: 0, open: true });
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+$/);
    const port = Number(new URL(address).port);
    await assert.rejects(listen(serve().server, { host: '0.0.0.0', port: 0, open: true }), /expected --token-env/);
    await assert.rejects(
      listen(serve().server, { host: '0.0.0.0', port: 0, open: false, openMetrics: true }),
      /expected --metrics-token-env or --open-metrics/,
    );
    await assert.rejects(listen(serve().server, { port, open: true }), {
      name: 'MonitorError',
      message: /^cannot listen on 127\.0\.0\.1, port \d+ \(EADDRINUSE\)/,
    });
    // Bytes that are not HTTP do not end it.
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.end('\0\0garbage\r\n\r\n');
    await once(socket, 'close');
    assert.equal((await fetch(`${address}/health`)).status, 200);
  });
});
