import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import type { Alert, Notification, ScoredPoint } from '../../lib/monitor';
import { checkCombination, lineFormat, monitorCommand } from '../../scripts/support/monitor-options';
import { fittedPipeline, sineSeries } from '../pipeline/samples';
import { eventually, temporaryFolder } from '../support/monitor';

const repository = path.join(__dirname, '..', '..');

interface Line {
  kind: 'score' | 'alert';
  phase: ScoredPoint['phase'] | Notification['phase'];
  score?: number;
  missing?: string[];
  alert?: Alert;
}

const children: ChildProcess[] = [];

/** Starts the command; what it writes is collected. */
function start(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const child: ChildProcess = spawn(process.execPath, [...RUN_TYPESCRIPT, 'scripts/monitor.ts', ...args], {
    cwd: repository,
    env: { ...process.env, ...environment },
  });
  children.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout!.on('data', (text) => (output.stdout += String(text)));
  child.stderr!.on('data', (text) => (output.stderr += String(text)));
  const ended = once(child, 'close').then(([status]) => status as number);
  const lines = () =>
    output.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  return { child, output, ended, lines };
}

describe('npm run monitor', function () {
  const folder = temporaryFolder();
  const pipelineFolder = path.join(folder, 'pipeline');
  const series = sineSeries({ seed: 5, length: 300, anomaly: [200, 220] });
  const rows = Array.from({ length: series.length }, (_, i) => Array.from(series.values.subarray(i * 3, i * 3 + 3)));
  let expected: (number | undefined)[];
  let receiver: http.Server | undefined;
  // A test that failed half-way must not keep the others from ending.
  after(() => {
    receiver?.close();
    children.forEach((child) => child.kill('SIGKILL'));
  });

  before(async () => {
    const pipeline = await fittedPipeline({ threshold: { kind: 'false-positive-rate', rate: 0.02 } });
    await pipeline.save(pipelineFolder);
    const stream = pipeline.stream();
    expected = rows.map((row) => stream.push(row).score);
    stream.dispose();
    pipeline.dispose();
  });

  it('replays a recorded series as fast as it can, and tells of its event', async () => {
    const recorded = path.join(folder, 'D-1.csv');
    fs.writeFileSync(recorded, ['a,b,c', ...rows.map((row) => row.join(','))].join('\n'));
    const { ended, lines, output } = start(['--pipeline', pipelineFolder, '--replay', recorded, '--threshold', 'spot']);
    assert.equal(await ended, 0, output.stderr);
    const starts = lines().flatMap(({ phase, alert }) => (phase === 'opened' ? [alert!] : []));
    assert.ok(starts.some(({ channel, start: time }) => channel === 'D-1' && time >= Date.UTC(2000, 0, 1, 3, 20)));
  });

  it('tells a webhook of the alerts of each replay, though their times are the same', async () => {
    const keys: string[] = [];
    const hook = http.createServer((request, response) => {
      request.resume();
      keys.push(String(request.headers['idempotency-key']));
      response.writeHead(200).end();
    });
    hook.listen(0, '127.0.0.1');
    await once(hook, 'listening');
    const HOOK = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    const recorded = path.join(folder, 'twice.csv');
    fs.writeFileSync(recorded, ['a,b,c', ...rows.map((row) => row.join(','))].join('\n'));
    const args = ['--pipeline', pipelineFolder, '--replay', recorded, '--webhook-env', 'HOOK'];
    const opened: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { ended, lines, output } = start([...args, '--state', path.join(folder, 'twice')], { HOOK });
      assert.equal(await ended, 0, output.stderr);
      opened.push(...lines().flatMap(({ phase, alert }) => (phase === 'opened' ? [alert!.id] : [])));
    }
    hook.close();
    assert.deepEqual(keys, opened);
    assert.ok(opened.length >= 2 && opened.length % 2 === 0, String(opened));
  });

  it('refuses a recording of another width, and says so of a stream that is of no use', async () => {
    const narrow = path.join(folder, 'narrow.csv');
    fs.writeFileSync(narrow, 'a,b\n1,2\n3,4\n');
    const [replayed, streamed] = [
      start(['--pipeline', pipelineFolder, '--replay', narrow]),
      start(['--pipeline', pipelineFolder, '--input', narrow, '--log-level', 'warn']),
    ];
    assert.equal(await replayed.ended, 1);
    assert.match(
      replayed.output.stderr,
      /^\n.*narrow\.csv: this pipeline was fitted to 3 features .*; found 2 features \(a, b\)\.\n$/,
    );
    assert.equal(await streamed.ended, 1);
    assert.match(streamed.output.stderr, /expected a header with 3 features \(.*\); found 2 features \(a, b\)/);
    assert.match(
      streamed.output.stderr,
      /the pipeline can score; found none \(dropped: brokenLine 3\); the first was dropped: .*found 2 features \(a, b\)\.\n$/,
    );
  });

  it('fills a dead sensor and a key that is not there, and says so once and on each line', async () => {
    const dead = path.join(folder, 'dead.csv');
    fs.writeFileSync(dead, ['a,b,c', ...rows.map(([a, , c]) => `${a},ERR,${c}`)].join('\n'));
    const lacking = path.join(folder, 'lacking.jsonl');
    const lineOf = ([a, , c]: number[]) => JSON.stringify({ 'feature 0': a, 'feature 2': c });
    fs.writeFileSync(lacking, rows.map(lineOf).join('\n'));
    for (const { ended, output, lines } of [dead, lacking].map((input) =>
      start(['--pipeline', pipelineFolder, '--input', input, '--print', 'scores']),
    )) {
      assert.equal(await ended, 0, output.stderr);
      const scores = lines().filter(({ kind }) => kind === 'score');
      assert.equal(scores.length, 300);
      scores.forEach(({ missing }) => assert.deepEqual(missing, ['feature 1']));
      const warnings = output.stderr.split('\n').filter((line) => line.includes('"level":40'));
      assert.equal(warnings.length, 1, output.stderr);
      assert.match(warnings[0], /"channel":"default","features":\["feature 1"\].*No point of the channel had/);
      assert.match(output.stderr, /"missing":\{"feature 1":300\},"msg":"Stopped"/);
    }
  });

  it('tells the format of lines by the name of the file, where it is not told', () => {
    assert.equal(lineFormat({ input: 'points.CSV' }), 'csv');
    assert.equal(lineFormat({ input: 'points.jsonl' }), 'jsonl');
    assert.equal(lineFormat({ input: '-' }), 'jsonl');
    assert.equal(lineFormat({ input: 'points.csv', format: 'jsonl' }), 'jsonl');
  });

  it('follows a file, tells a webhook that was away, stops at SIGTERM, continues, and logs no secret', async () => {
    const texts: string[] = [];
    let up = false;
    receiver = http.createServer((request, response) => {
      request.resume();
      if (up) texts.push(String(request.headers['idempotency-key']));
      response.writeHead(up ? 200 : 500).end();
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const HOOK = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/services/hunter2`;
    const input = path.join(folder, 'input.jsonl');
    const state = path.join(folder, 'state');
    const args = [
      '--pipeline',
      pipelineFolder,
      '--input',
      input,
      '--follow',
      '--webhook-env',
      'HOOK',
      '--state',
      state,
    ];
    const lineOf = (row: number[]) => `${JSON.stringify(row)}\n`;
    fs.writeFileSync(input, `{broken\n[1]\n${rows.slice(0, 210).map(lineOf).join('')}`);
    const environment = { HOOK, TOKEN: 'hunter2-token' };
    const first = start([...args, '--webhook-token-env', 'TOKEN', '--print', 'scores'], environment);
    await eventually(() => first.lines().length >= 210, 'scores');
    await eventually(() => first.output.stderr.includes('HTTP 500'), 'a refusal');
    first.child.kill('SIGTERM');
    assert.equal(await first.ended, 0, first.output.stderr);
    assert.deepEqual(texts, []);
    assert.match(first.output.stderr, /"kind":"brokenLine".*Input was dropped/);

    up = true;
    fs.appendFileSync(input, rows.slice(210).map(lineOf).join(''));
    const second = start([...args, '--webhook-token-env', 'TOKEN', '--print', 'scores'], environment);
    const scored = () => [first, second].flatMap(({ lines }) => lines().filter(({ kind }) => kind === 'score'));
    await eventually(() => scored().length >= 300, 'the rest');
    second.child.kill('SIGTERM');
    assert.equal(await second.ended, 0, second.output.stderr);

    assert.deepEqual(
      scored().map(({ score }) => score),
      expected,
    );
    const opened = [first, second].flatMap(({ lines }) =>
      lines().flatMap(({ phase, alert }) => (phase === 'opened' ? [alert!.id] : [])),
    );
    assert.deepEqual(texts, opened, 'each alert once');
    assert.ok(opened.length > 0);
    const files = fs.readdirSync(state).map((name) => fs.readFileSync(path.join(state, name), 'utf8'));
    const written = [first, second]
      .flatMap(({ output }) => [output.stdout, output.stderr])
      .concat(files)
      .join('');
    assert.doesNotMatch(written, /hunter2/);
    assert.equal(fs.existsSync(path.join(state, 'lock')), false);
  });

  it('takes points over HTTP on this machine', async () => {
    const { child, ended, output } = start(['--pipeline', pipelineFolder, '--input', 'http', '--port', '0']);
    await eventually(() => output.stderr.includes('POST points to http:'), 'listening');
    const address = /"address":"(http:\/\/127\.0\.0\.1:\d+)"/.exec(output.stderr)![1];
    const post = await fetch(`${address}/points`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: rows.map((row) => JSON.stringify(row)).join('\n'),
    });
    assert.deepEqual(await post.json(), { accepted: 300, dropped: {} });
    assert.match(await (await fetch(`${address}/metrics`)).text(), /^telltale_points_total 300$/m);
    child.kill('SIGTERM');
    assert.equal(await ended, 0, output.stderr);
  });

  it('ends at SIGTERM while clients send slowly, with its state saved and the folder free', async () => {
    const state = path.join(folder, 'slow-clients');
    const args = ['--pipeline', pipelineFolder, '--input', 'http', '--port', '0', '--state', state];
    const { child, ended, output } = start([...args, '--token-env', 'TOKEN'], { TOKEN: 'hunter2-token' });
    await eventually(() => output.stderr.includes('POST points to http:'), 'listening');
    const port = Number(/"address":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(output.stderr)![1]);
    const authorization = 'Bearer hunter2-token';
    const post = await fetch(`http://127.0.0.1:${port}/points`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'text/csv' },
      body: rows.map((row) => row.join()).join('\n'),
    });
    assert.deepEqual(await post.json(), { accepted: 300, dropped: {} });
    const socket = net.connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write(`POST /points HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n`);
    socket.write('Content-Type: text/csv\r\nContent-Length: 9999\r\n\r\n');
    const drip = setInterval(() => socket.write('1'), 50);
    child.kill('SIGTERM');
    const began = performance.now();
    assert.equal(await ended, 0, output.stderr);
    clearInterval(drip);
    assert.ok(performance.now() - began < 9000);
    assert.deepEqual(fs.readdirSync(state), ['state.json']);
  });

  it('says in one sentence what is wrong', async () => {
    const args = ['--input', '-', '--webhook-env', 'NOT_SET', '--state', folder];
    const { ended, output } = start(['--pipeline', pipelineFolder, ...args, '--log-level', 'silent']);
    assert.equal(await ended, 1);
    assert.equal(output.stderr, '\nthe environment variable NOT_SET is not set; expected it to hold a secret.\n');
  });

  it('refuses a file that is not there before it is ready', async () => {
    const { ended, output } = start(['--pipeline', pipelineFolder, '--input', path.join(folder, 'nope.csv')]);
    assert.equal(await ended, 1);
    assert.match(output.stderr, /^\n--input .*nope\.csv: cannot be read \(ENOENT.*\)\.\n$/);
  });

  for (const [what, args, message] of [
    ['no input', [], /Expected either --input or --replay/],
    ['two inputs', ['--input', '-', '--replay', 'x'], /Expected either --input or --replay/],
    ['a webhook without a state', ['--input', '-', '--webhook-env', 'X'], /--webhook-env needs --state/],
    [
      'a token without a webhook',
      ['--input', '-', '--webhook-token-env', 'X'],
      /--webhook-token-env needs --webhook-env/,
    ],
    ['following a pipe', ['--input', '-', '--follow'], /--follow needs a file/],
    [
      'two ports',
      ['--input', 'http', '--metrics-port', '1'],
      /--metrics-port cannot be used with --input http; use --port/,
    ],
    ['a fraction of nothing', ['--input', '-', '--clear-fraction', '0'], /--clear-fraction must be above 0/],
    ['an empty host name', ['--input', 'http', '--allow-host'], /--allow-host <name...>' argument missing/],
    ['sorting a stream', ['--input', '-', '--sort'], /--sort needs --replay/],
    ['features', ['--input', '-', '--features', 'a'], /--features: the saved pipeline fixes the features/],
    ['standing still', ['--replay', 'x', '--speed', '0'], /--speed.*Expected max or a number above 0/],
    ['another format', ['--input', '-', '--format', 'xml'], /--format.*Allowed choices are jsonl, csv/],
  ] as const) {
    it(`refuses ${what}`, () => {
      const command = monitorCommand()
        .exitOverride()
        .configureOutput({ writeErr: () => undefined });
      assert.throws(() => {
        command.parse(['node', 'monitor', '--pipeline', 'p', ...args]);
        checkCombination(command.opts());
      }, message);
    });
  }
});
