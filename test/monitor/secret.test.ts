import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { isLoopback } from '../../lib/base';
import { createLog, LimitedLog } from '../../lib/monitor/log';
import { Secret, secretFromEnvironment, tokenFromEnvironment, webhookFromEnvironment } from '../../lib/monitor/secret';
import { slackMessage } from '../../lib/monitor/slack-message';
import { openedAlert } from '../support/monitor';

/** Makes a log whose lines are kept. */
function recordedLog() {
  const lines: string[] = [];
  return { lines, log: createLog('debug', { write: (line: string) => void lines.push(line) }) };
}

describe('Secret', () => {
  const secret = new Secret('hunter2');

  it('shows itself only where asked for by name', () => {
    assert.equal(secret.reveal(), 'hunter2');
    const { lines, log } = recordedLog();
    log.info({ secret, deeper: { secret, list: [secret] } }, `${secret}`);
    const shown = [String(secret), JSON.stringify({ secret }), inspect({ a: { secret } }), lines.join('')];
    shown.forEach((text) => assert.doesNotMatch(text, /hunter2/));
  });

  it('comes from the environment, and its absence names the variable', () => {
    assert.equal(secretFromEnvironment('A', { A: ' x ' }).reveal(), 'x');
    for (const environment of [{}, { A: ' ' }]) {
      assert.throws(() => secretFromEnvironment('A', environment), /environment variable A is not set/);
    }
  });

  it('is an address only if nobody on the way can read it, and no message tells it', () => {
    const accepted = ['https://hooks.example/T/B/x', 'http://127.0.0.1:90/x', 'http://localhost/x', 'http://[::1]/x'];
    accepted.forEach((A) => assert.equal(webhookFromEnvironment('A', { A }).reveal(), A));
    for (const A of [
      'http://hooks.example/hunter2',
      'hunter2',
      'file:///hunter2',
      'http://127.0.0.1.example/hunter2',
    ]) {
      assert.throws(
        () => webhookFromEnvironment('A', { A }),
        (error: Error) =>
          /variable A must hold an https address/.test(error.message) && !error.message.includes('hunter2'),
      );
    }
  });

  it('is refused where no request could hold it, before any is sent', () => {
    const token = (value: string, shortest?: number) =>
      tokenFromEnvironment('A', { shortest, environment: { A: value } });
    assert.equal(token('hunter2 hunter2', 8).reveal(), 'hunter2 hunter2');
    assert.equal(token('x').reveal(), 'x');
    const refused = (step: () => unknown, message: RegExp) =>
      assert.throws(step, (error: Error) => message.test(error.message) && !error.message.includes('hunter2'));
    refused(() => token('hunter2', 8), /variable A must hold a token of at least 8 characters; found 7\./);
    for (const value of ['hunter2\nX: y', 'hunter2\u20ac', 'h\u00fcnter', 'hunter2\0']) {
      refused(() => token(value), /variable A must hold a token of printable ASCII/);
    }
    for (const A of [
      'https://user:hunter2@hooks.example/',
      'http://hunter2@localhost/',
      'https://:hunter2@a.example',
    ]) {
      refused(() => webhookFromEnvironment('A', { A }), /variable A must hold an address without user and password/);
    }
  });

  it('knows which hosts are this machine', () => {
    ['127.0.0.1', '127.1.2.3', 'localhost', '::1'].forEach((host) => assert.ok(isLoopback(host), host));
    ['0.0.0.0', '::', '127.0.0.1.example', '10.0.0.1', ''].forEach((host) => assert.ok(!isLoopback(host), host));
  });
});

describe('createLog', () => {
  it('writes structured lines and blots out what is named like a secret', () => {
    const { lines, log } = recordedLog();
    log.warn(
      { url: 'hunter2', request: { token: 'hunter2', headers: { authorization: 'hunter2' } }, kind: 'x' },
      'Told',
    );
    const line = JSON.parse(lines[0]) as Record<string, unknown>;
    assert.equal(line.msg, 'Told');
    assert.equal(line.kind, 'x');
    assert.equal(line.url, '[secret]');
    assert.doesNotMatch(lines[0], /hunter2/);
  });
});

describe('LimitedLog', () => {
  it('writes once per kind, then once in a while with the count in between', () => {
    const { lines, log } = recordedLog();
    let time = 0;
    const limited = new LimitedLog(log, 100, () => time);
    for (time = 0; time <= 250; time += 10) limited.warn('late', 'Dropped');
    limited.warn('other', 'Dropped');
    const told = lines.map((line) => JSON.parse(line) as { kind: string; suppressed?: number });
    assert.deepEqual(
      told.map(({ kind, suppressed }) => [kind, suppressed]),
      [
        ['late', undefined],
        ['late', 9],
        ['late', 9],
        ['other', undefined],
      ],
    );
  });
});

describe('slackMessage', () => {
  it('tells channel, time, peak and threshold', () => {
    const message = slackMessage(openedAlert('id-1', { start: Date.UTC(2024, 0, 1), peakTimestamp: 3 }));
    assert.equal(message.text, 'Anomaly on D-1 since 2024-01-01T00:00:00.000Z');
    assert.match(
      message.blocks[0].text.text,
      /peak score 3\.000 at 3, threshold 1\.000\n2 anomalous points, alert id-1/,
    );
  });

  it('lets the name of a channel mention nobody and format nothing', () => {
    const { text, blocks } = slackMessage(openedAlert('a', { channel: '<!channel> *bold* & `x`\nnew line' }));
    assert.equal(text, 'Anomaly on &lt;!channel&gt;  bold  &amp;  x  new line since 5');
    assert.doesNotMatch(JSON.stringify(blocks), /<!|new line\\n\*/);
  });
});
