import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Delivery, type DeliveryEvent, type DeliveryOptions } from '../../lib/monitor/delivery';
import { Outbox } from '../../lib/monitor/outbox';
import { Secret } from '../../lib/monitor/secret';
import { webhookSender } from '../../lib/monitor/webhook';
import { eventually, openedAlert, temporaryFolder } from '../support/monitor';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse, visit: number) => void;

const ok: Answer = (_, response) => response.writeHead(200).end('ok');
const status =
  (code: number, headers = {}): Answer =>
  (_, response) =>
    response.writeHead(code, headers).end('no');

/** A receiver that keeps every message it answered with 200, and can be shut and opened again on its port. */
class Receiver {
  readonly visits: string[] = [];
  readonly taken: { key: string; text: string }[] = [];
  answer: Answer = ok;
  port = 0;
  private server: http.Server | undefined;

  async open(): Promise<this> {
    const server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => (body += piece));
      request.on('end', () => {
        const key = String(request.headers['idempotency-key']);
        this.visits.push(key);
        this.answer(request, response, this.visits.length);
        if (response.statusCode === 200) this.taken.push({ key, text: (JSON.parse(body) as { text: string }).text });
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    return this;
  }

  async shut(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  get keys(): string[] {
    return this.taken.map(({ key }) => key);
  }
}

describe('Delivery to a webhook', () => {
  const folder = temporaryFolder();
  let count = 0;
  let receiver: Receiver;
  const open: Delivery[] = [];

  beforeEach(async () => {
    receiver = await new Receiver().open();
  });
  afterEach(async () => {
    open.splice(0).forEach((delivery) => delivery.close());
    await receiver.shut();
  });

  function delivery(options: Partial<DeliveryOptions> & { timeout?: number; file?: string; maxPending?: number } = {}) {
    const { timeout = 1000, file = path.join(folder, `outbox-${count++}.jsonl`), maxPending, ...rest } = options;
    const events: DeliveryEvent[] = [];
    const deadLetters = `${file}.dead`;
    const url = new Secret(`http://127.0.0.1:${receiver.port}/services/T000/SECRET`);
    const made = new Delivery({
      outbox: new Outbox(file, { maxPending }),
      send: webhookSender({ url, token: new Secret('TOKEN'), timeout }),
      deadLetters,
      minDelay: 2,
      maxDelay: 10,
      onEvent: (event) => events.push(event),
      ...rest,
    });
    open.push(made);
    const dead = () =>
      fs.existsSync(deadLetters)
        ? fs
            .readFileSync(deadLetters, 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as { key: string; reason: string })
        : [];
    return { delivery: made, events, file, dead };
  }

  const letters = ['a', 'b', 'c', 'd', 'e'];
  const notifyAll = (to: Delivery) => letters.forEach((key) => to.notify(openedAlert(key)));

  it('brings each alert once and in order', async () => {
    const { delivery: made } = delivery();
    notifyAll(made);
    notifyAll(made);
    assert.ok(await made.drain(2000));
    assert.deepEqual(receiver.keys, letters);
    assert.equal(receiver.visits.length, 5);
    assert.equal(receiver.taken[0].text, 'Anomaly on D-1 since 5');
  });

  it('sends again while the receiver answers 500', async () => {
    receiver.answer = (request, response, visit) => (visit % 3 === 0 ? ok : status(500))(request, response, visit);
    const { delivery: made, events } = delivery();
    notifyAll(made);
    assert.ok(await made.drain(2000));
    assert.deepEqual(receiver.keys, letters);
    assert.equal(events.filter(({ kind }) => kind === 'failed').length, 10);
    assert.ok(events.every(({ kind, reason }) => kind !== 'failed' || reason === 'HTTP 500'));
  });

  it('waits for a receiver that is gone, and for one that hangs up', async () => {
    const { delivery: made, events } = delivery();
    await receiver.shut();
    notifyAll(made);
    await eventually(() => events.filter(({ reason }) => reason === 'ECONNREFUSED').length >= 5, 'refusals');
    receiver.answer = (request, response, visit) =>
      visit <= 2 ? void request.socket.destroy() : ok(request, response, visit);
    // What is destroyed was not taken.
    await receiver.open();
    assert.ok(await made.drain(2000));
    assert.deepEqual(receiver.keys.slice(-5), letters);
  });

  it('gives a slow receiver the same key again, which tells the repeat', async () => {
    // It takes the first message and never answers.
    receiver.answer = (request, response, visit) => (visit === 1 ? undefined : ok(request, response, visit));
    const { delivery: made, events } = delivery({ timeout: 300 });
    notifyAll(made);
    assert.ok(await made.drain(2000));
    assert.equal(events[0].reason, 'no answer in time');
    assert.deepEqual(receiver.visits, ['a', ...letters]);
    assert.deepEqual([...new Set(receiver.visits)], letters);
  });

  it('heeds Retry-After', async () => {
    receiver.answer = (request, response, visit) =>
      (visit === 1 ? status(429, { 'retry-after': '1' }) : ok)(request, response, visit);
    const { delivery: made } = delivery({ maxDelay: 80 });
    const began = performance.now();
    made.notify(openedAlert('a'));
    assert.ok(await made.drain(2000));
    assert.ok(performance.now() - began >= 75, 'as long as maxDelay allows');
    assert.deepEqual(receiver.keys, ['a']);
  });

  it('takes what is pending over a restart, and sends nothing again that arrived', async () => {
    receiver.answer = (request, response, visit) => (visit <= 2 ? ok : status(503))(request, response, visit);
    // Long waits, so that it is closed while a retry waits: what is on its way then would still arrive.
    const { delivery: first, file, events } = delivery({ minDelay: 60, maxDelay: 60 });
    notifyAll(first);
    await eventually(() => events.some(({ kind }) => kind === 'failed'), 'a failure');
    first.close();
    assert.equal(await first.drain(2000), false, 'its work has ended, with letters left');
    assert.equal(receiver.visits.length, 3, 'closed is closed');
    receiver.answer = ok;
    const { delivery: second } = delivery({ file });
    notifyAll(second);
    assert.ok(await second.drain(2000));
    assert.deepEqual(receiver.keys, letters);
  });

  it('moves what is refused for good to the dead letters, and continues', async () => {
    receiver.answer = (request, response, visit) => (visit === 2 ? status(404) : ok)(request, response, visit);
    const { delivery: made, dead } = delivery();
    notifyAll(made);
    assert.ok(await made.drain(2000));
    assert.deepEqual(receiver.keys, ['a', 'c', 'd', 'e']);
    assert.deepEqual(
      dead().map(({ key, reason }) => [key, reason]),
      [['b', 'HTTP 404']],
    );
  });

  it('delivers the others while one letter fails for ever', async () => {
    receiver.answer = (request, response, visit) =>
      (request.headers['idempotency-key'] === 'a' ? status(500) : ok)(request, response, visit);
    const { delivery: made } = delivery();
    notifyAll(made);
    await eventually(() => receiver.keys.length === 4, 'the others');
    assert.deepEqual(receiver.keys, ['b', 'c', 'd', 'e']);
    await eventually(() => made.pending === 1, 'their settling');
    made.notify(openedAlert('f'));
    await eventually(() => receiver.keys.includes('f'), 'a later one');
    receiver.answer = ok;
    assert.ok(await made.drain(2000));
    assert.equal(receiver.keys.at(-1), 'a');
  });

  it('does so for a letter at which the receiver hangs up or never answers, and for several', async () => {
    receiver.answer = (request, response, visit) => {
      const key = request.headers['idempotency-key'];
      if (key === 'a') request.socket.destroy();
      else if (key !== 'c') ok(request, response, visit);
    };
    const { delivery: made } = delivery({ timeout: 50 });
    notifyAll(made);
    // What is destroyed is not taken, though its status is 200 still.
    await eventually(() => receiver.keys.filter((key) => key !== 'a' && key !== 'c').length === 3, 'the others');
    await eventually(() => made.pending === 2, 'their settling');
  });

  it('sends what closed an event only after what opened it', async () => {
    receiver.answer = (request, response, visit) =>
      (request.headers['idempotency-key'] === 'a' ? status(500) : ok)(request, response, visit);
    const { delivery: made } = delivery();
    const { alert } = openedAlert('a');
    made.notify({ phase: 'opened', alert });
    made.notify({ phase: 'closed', alert: { ...alert, end: 9 } });
    made.notify(openedAlert('b'));
    await eventually(() => receiver.keys.includes('b'), 'the other event');
    assert.deepEqual(receiver.keys, ['b']);
    receiver.answer = ok;
    assert.ok(await made.drain(2000));
    assert.deepEqual(receiver.keys, ['b', 'a', 'a-closed']);
  });

  it('moves a letter of the journal that lacks a field to the dead letters, and tells of every damaged line', async () => {
    const file = path.join(folder, `damaged-${count++}.jsonl`);
    const { alert } = openedAlert('x');
    const letters = [alert, { ...alert, peakScore: undefined }, alert].map((each, i) => ({
      add: { key: `x${i}`, createdAt: Date.now(), notification: { phase: 'opened', alert: each } },
    }));
    fs.writeFileSync(file, `${letters.map((each) => JSON.stringify(each)).join('\n')}\n{"add":`);
    const { delivery: made, dead, events } = delivery({ file });
    assert.ok(await made.drain(2000));
    assert.deepEqual(receiver.keys, ['x0', 'x2']);
    assert.deepEqual(
      dead().map(({ key, reason }) => [key, reason]),
      [
        [
          'x1',
          `a line of the outbox is damaged (notification.alert.peakScore: expected a number, found none); it is kept in ${file}.damaged`,
        ],
      ],
    );
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'damaged').map(({ key }) => key),
      ['x1', ''],
    );
  });

  it('keeps a letter that is refused for good until it is among the dead letters', async () => {
    receiver.answer = status(404);
    const { delivery: made, dead, events, file } = delivery();
    fs.mkdirSync(`${file}.dead`);
    made.notify(openedAlert('a'));
    await eventually(() => events.filter(({ kind }) => kind === 'journal').length >= 2, 'two refusals of the disk');
    assert.equal(made.pending, 1);
    fs.rmdirSync(`${file}.dead`);
    assert.ok(await made.drain(2000));
    assert.deepEqual(
      dead().map(({ key }) => key),
      ['a'],
    );
  });

  it('keeps what overflows a full outbox until it is among the dead letters', async () => {
    receiver.answer = status(500);
    const { delivery: made, dead, file } = delivery({ maxPending: 1 });
    fs.mkdirSync(`${file}.dead`);
    notifyAll(made);
    assert.throws(() => made.persist(), { code: 'EISDIR' });
    fs.rmdirSync(`${file}.dead`);
    made.persist();
    assert.deepEqual(
      dead().map(({ key }) => key),
      letters.slice(1),
    );
    made.persist();
    assert.equal(dead().length, 4);
  });

  it('stops trying at a letter’s age and not before', async () => {
    let time = 0;
    const { delivery: made, dead, events } = delivery({ now: () => time, giveUpAfter: 1000 });
    receiver.answer = status(500);
    made.notify(openedAlert('a'));
    await eventually(() => events.length >= 3, 'failures');
    assert.deepEqual(dead(), []);
    time = 1000;
    assert.ok(await made.drain(2000));
    assert.match(dead()[0].reason, /^not delivered after \d+ attempts: HTTP 500$/);
  });

  it('keeps what overflows the outbox among the dead letters', async () => {
    receiver.answer = status(500);
    const { delivery: made, dead } = delivery({ maxPending: 2 });
    notifyAll(made);
    assert.deepEqual(
      dead().map(({ key }) => key),
      ['c', 'd', 'e'],
    );
    assert.equal(made.pending, 2);
  });

  it('does not follow a redirection', async () => {
    receiver.answer = status(302, { location: `http://127.0.0.1:${receiver.port}/elsewhere` });
    const { delivery: made, dead } = delivery();
    made.notify(openedAlert('a'));
    assert.ok(await made.drain(2000));
    assert.equal(receiver.visits.length, 1);
    assert.equal(dead()[0].reason, 'HTTP 302');
  });

  it('delivers from memory where the disk refuses, and tells of it', async () => {
    const { delivery: made, events, file } = delivery();
    fs.rmSync(file);
    fs.mkdirSync(file);
    made.notify(openedAlert('a'));
    assert.ok(await made.drain(2000));
    assert.deepEqual(receiver.keys, ['a']);
    assert.equal(events[0].kind, 'journal');
  });

  it('tells the closing of an alert by its own key', async () => {
    const { delivery: made } = delivery();
    const { alert } = openedAlert('a');
    made.notify({ phase: 'opened', alert });
    made.notify({ phase: 'closed', alert: { ...alert, end: 9 } });
    assert.ok(await made.drain(2000));
    assert.deepEqual(receiver.keys, ['a', 'a-closed']);
    assert.equal(receiver.taken[1].text, 'Anomaly on D-1 is over');
  });

  it('sends the token, and lets neither it nor the address into an event or a file', async () => {
    let authorization: string | undefined;
    receiver.answer = (request, response, visit) => {
      authorization = request.headers.authorization;
      (visit === 1 ? status(500) : status(403))(request, response, visit);
    };
    const { delivery: made, events, file } = delivery();
    made.notify(openedAlert('a'));
    assert.ok(await made.drain(2000));
    await receiver.shut();
    made.notify(openedAlert('b'));
    await eventually(() => events.some(({ reason }) => reason === 'ECONNREFUSED'), 'a refusal');
    assert.equal(authorization, 'Bearer TOKEN');
    const written =
      JSON.stringify(events) + [file, `${file}.dead`].map((name) => fs.readFileSync(name, 'utf8')).join('');
    assert.doesNotMatch(written, /SECRET|TOKEN|127\.0\.0\.1/);
  });
});
