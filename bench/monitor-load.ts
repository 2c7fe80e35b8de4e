/** The monitor under load over loopback, as a process of its own: npm run bench -- --only monitor-load */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeSeries } from '../lib/data';
import { Random, REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../lib/base';
import { simulateChannel } from '../lib/data/simulated-channel';
import { AnomalyPipeline } from '../lib/pipeline';
import type { BenchResult } from './bench';
import { LatencyCounts } from './latency-counts';

interface Loaded {
  name: string;
  points: number;
  pointsPerSecond: number;
  /** Milliseconds of a request, from its start to its answer; of standard input, of a point from its arrival to its score. */
  p50: number;
  p99: number;
  /** Resident memory in MiB: after the first tenth of the points, at its highest, at the end. */
  memory: [first: number, highest: number, last: number];
}

const CHANNELS = 50;
const FEATURES = 5;
const START = Date.UTC(2024, 0, 1);
const CLIENTS = 2;
/** Channels of the flood, most of which have no place. */
const FLOOD = 200_000;
const READY = /"address":"(http:[^"]+)"/;

/** Points by standard input, and by HTTP in large requests; a tenth as many in small ones, half in the flood. */
const POINTS = Number(process.env.TELLTALE_LOAD_POINTS ?? 2_000_000);

/** Measures points per second, latency and memory by standard input, by HTTP, and in a flood of 200,000 channels. */
export async function monitorLoad(points = POINTS): Promise<BenchResult> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-load-'));
  try {
    const { pipeline, rows } = await fittedPipeline(folder);
    const data = [
      await throughStdin(pipeline, rows, points),
      await throughHttp(pipeline, rows, { points, perRequest: 500 }),
      await throughHttp(pipeline, rows, { points: points / 10, perRequest: 50 }),
      await flood(pipeline, rows, points / 2),
    ];
    return {
      title: `${CHANNELS} channels of ${FEATURES} features, autoencoder, over loopback`,
      table: tableOf(data),
      data,
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function tableOf(data: readonly Loaded[]): BenchResult['table'] {
  return {
    columns: ['', 'points', 'points/s', 'p50 ms', 'p99 ms', 'rss MiB: first tenth, highest, last'],
    rows: data.map(({ name, points, pointsPerSecond, p50, p99, memory }) => [
      name,
      points.toLocaleString('en'),
      Math.round(pointsPerSecond).toLocaleString('en'),
      p50.toPrecision(3),
      p99.toPrecision(3),
      memory.map((value) => value.toFixed(0)).join(', '),
    ]),
  };
}

/** Fits an autoencoder for one epoch, since only speed matters here; returns rows as JSON arrays. */
async function fittedPipeline(folder: string): Promise<{ pipeline: string; rows: string[] }> {
  const lengths = { trainLength: 2000, testLength: 2000 };
  const random = new Random(0);
  const { train, test } = simulateChannel({
    kind: 'periodic',
    features: FEATURES,
    anomalousShare: 0.01,
    random,
    ...lengths,
  });
  const fitted = new AnomalyPipeline({ model: 'autoencoder', windowSize: 10, training: { epochs: 1 } });
  await fitted.fit(makeSeries({ name: 'simulated', values: train, features: FEATURES }));
  const pipeline = path.join(folder, 'pipeline');
  await fitted.save(pipeline);
  fitted.dispose();
  const rows = Array.from({ length: lengths.testLength }, (_, i) =>
    JSON.stringify(Array.from(test.subarray(i * FEATURES, (i + 1) * FEATURES), (value) => Number(value.toFixed(5)))),
  );
  return { pipeline, rows };
}

interface Lines {
  readonly rows: readonly string[];
  readonly start: number;
  readonly count: number;
  /** Channels that have points in turn. Default 50. */
  readonly channels?: number;
  readonly prefix?: string;
}

function linesOf({ rows, start, count, channels = CHANNELS, prefix = 'c' }: Lines): string {
  let text = '';
  for (let i = start; i < start + count; i++) {
    const step = Math.floor(i / channels);
    const values = rows[step % rows.length];
    text += `{"timestamp":${START + step * 1000},"channel":"${prefix}${i % channels}","values":${values}}\n`;
  }
  return text;
}

async function startMonitor(pipeline: string, args: readonly string[]) {
  const child = spawn(
    process.execPath,
    [...RUN_TYPESCRIPT, 'scripts/monitor.ts', '--pipeline', pipeline, '--print', 'alerts', ...args],
    { cwd: REPOSITORY_ROOT, stdio: ['pipe', 'ignore', 'pipe'] },
  );
  const ended = once(child, 'exit');
  let log = '';
  child.stderr.on('data', (text) => (log = (log + String(text)).slice(-65_536)));
  while (!READY.test(log)) {
    if (child.exitCode !== null) throw new Error(`the monitor ended: ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const memory: number[] = [];
  const sampling = setInterval(() => memory.push(residentMemory(child)), 500);
  const end = async () => {
    memory.push(residentMemory(child));
    clearInterval(sampling);
    child.kill('SIGTERM');
    await ended;
    const first = memory[Math.floor(memory.length / 10)];
    return [first, Math.max(...memory), memory[memory.length - 1]] as Loaded['memory'];
  };
  return { child, address: READY.exec(log)![1], end };
}

/** Returns the resident memory of a process in MiB, by what Linux says; NaN elsewhere. */
function residentMemory({ pid }: ChildProcess): number {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)![1]) / 1024;
  } catch {
    return NaN;
  }
}

async function throughStdin(pipeline: string, rows: readonly string[], points: number): Promise<Loaded> {
  const { child, address, end } = await startMonitor(pipeline, ['--input', '-', '--metrics-port', '0']);
  const perWrite = 1000;
  const began = performance.now();
  for (let i = 0; i < points; i += perWrite) {
    if (!child.stdin.write(linesOf({ rows, start: i, count: Math.min(perWrite, points - i) })))
      await once(child.stdin, 'drain');
  }
  // Standard input stays open, so that the metrics can be read at the end.
  let metrics = await metricsOf(address);
  while (metrics.scored < points) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    metrics = await metricsOf(address);
  }
  const seconds = (performance.now() - began) / 1000;
  const memory = await end();
  const [p50, p99] = [0.5, 0.99].map((q) => 1000 * metrics.latency(q));
  return { name: 'standard input', points, pointsPerSecond: points / seconds, p50, p99, memory };
}

/** Reads the monitor's metrics; a latency is the upper end of the bucket that holds the quantile. */
async function metricsOf(address: string) {
  const text = await (await fetch(`${address}/metrics`)).text();
  const value = (name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1] ?? 0,
    );
  const buckets = [...text.matchAll(/^telltale_score_latency_seconds_bucket\{le="([^"]+)"\} (\d+)/gm)];
  const count = value('telltale_score_latency_seconds_count');
  const latency = (q: number) => Number(buckets.find(([, , below]) => Number(below) >= q * count)?.[1] ?? NaN);
  return { scored: value('telltale_points_total'), latency };
}

interface Requests {
  readonly points: number;
  readonly perRequest: number;
}

async function throughHttp(
  pipeline: string,
  rows: readonly string[],
  { points, perRequest }: Requests,
): Promise<Loaded> {
  const { address, end } = await startMonitor(pipeline, ['--input', 'http', '--port', '0']);
  const latencies = new LatencyCounts();
  // Each client has channels of its own, whose points come in order.
  const client = async (number: number) => {
    for (let i = 0; i < points / CLIENTS; i += perRequest) {
      const channels = CHANNELS / CLIENTS;
      await post(address, linesOf({ rows, start: i, count: perRequest, channels, prefix: `c${number}-` }), latencies);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  const seconds = (performance.now() - began) / 1000;
  const [p50, p99] = [0.5, 0.99].map((q) => 1000 * latencies.quantile(q));
  const name = `HTTP, ${perRequest} points a request, ${CLIENTS} clients`;
  return { name, points, pointsPerSecond: points / seconds, p50, p99, memory: await end() };
}

/** Posts points of 200,000 channels, most of which have no place. */
async function flood(pipeline: string, rows: readonly string[], points: number): Promise<Loaded> {
  const { address, end } = await startMonitor(pipeline, ['--input', 'http', '--port', '0']);
  const latencies = new LatencyCounts();
  const began = performance.now();
  for (let i = 0; i < points; i += 500) {
    await post(address, linesOf({ rows, start: i, count: 500, channels: FLOOD, prefix: 'flood-' }), latencies);
  }
  const seconds = (performance.now() - began) / 1000;
  const [p50, p99] = [0.5, 0.99].map((q) => 1000 * latencies.quantile(q));
  return { name: 'HTTP, 200,000 channels', points, pointsPerSecond: points / seconds, p50, p99, memory: await end() };
}

async function post(address: string, body: string, latencies: LatencyCounts): Promise<void> {
  const began = performance.now();
  const answer = await fetch(`${address}/points`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
  });
  await answer.text();
  // 400 where no channel of the request has a place.
  if (answer.status !== 200 && answer.status !== 400) throw new Error(`the monitor answered ${answer.status}`);
  latencies.add((performance.now() - began) / 1000);
}
