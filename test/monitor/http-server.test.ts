import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { createHttpServer, type HttpOptions, listen } from '../../lib/monitor/http-server';
import { createLog } from '../../lib/monitor/log';
import { MonitorMetrics } from '../../lib/monitor/metrics';
import { Secret } from '../../lib/monitor/secret';
import { MonitorService } from '../../lib/monitor/service';
import type { Sink } from '../../lib/monitor/sinks';
import { eventually, meanSource } from '../support/monitor';

type Server = ReturnType<typeof createHttpServer>;

describe('the HTTP server', () => {
  const open: Server[] = [];
  afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

  function serve(options: Partial<HttpOptions> & { sink?: Sink } = {}) {
    const { sink, ...rest } = options;
    const metrics = new MonitorMetrics();
    const service = new MonitorService({
      monitor: { source: meanSource({ features: 2 }), threshold: { kind: 'fixed', value: 10 }, maxChannels: 3 },
      sinks: sink ? [sink] : [],
      log: createLog('silent'),
      metrics,
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

  it('answers 503 for its health once points have stopped coming', async () => {
    const { server, post } = serve({ staleAfter: 0 });
    assert.equal((await server.inject('/health')).statusCode, 200, 'none has come yet');
    await post('[20,2]');
    const stale = await server.inject('/health');
    assert.deepEqual([stale.statusCode, stale.json().status], [503, 'stale']);
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
