/** The monitor's throughput, the wait of a point, and whether memory stays flat: npm run bench -- --only monitor */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { makeSeries } from '../lib/data';
import { Random } from '../lib/base';
import { simulateChannel } from '../lib/data/simulated-channel';
import {
  batchesOf,
  createLog,
  MonitorMetrics,
  type MonitorOptions,
  MonitorService,
  pipelineSource,
  pipelineSpot,
  pipelineThreshold,
  type Point,
  type ScorerSource,
} from '../lib/monitor';
import { AnomalyPipeline } from '../lib/pipeline';
import type { BenchResult } from './bench';
import { LatencyCounts } from './latency-counts';

interface Load {
  readonly name: string;
  readonly monitor: Omit<MonitorOptions, 'listener'>;
  readonly points: number;
  readonly pointAt: (i: number) => Point;
}

interface Sustained {
  name: string;
  points: number;
  pointsPerSecond: number;
  /** Points per second of this process's processor time: what one core by itself would sustain. */
  pointsPerCpuSecond: number;
  /** Milliseconds from the arrival of a point to its score. */
  p50: number;
  p99: number;
  /** Taken during the run, after each tenth of the points. */
  memory: Memory[];
  alerts: number;
}

/** In MiB, after a garbage collection. */
interface Memory {
  heap: number;
  rss: number;
}

const MEBIBYTE = 2 ** 20;
const FEATURES = 25;
const WINDOW = 10;
const START = Date.UTC(2000, 0, 1);
const MINUTE = 60_000;

/** Runs a service over the points of a load, with a simulated clock and with its metrics. */
async function sustain({ name, monitor, points, pointAt }: Load): Promise<Sustained> {
  const latencies = new LatencyCounts();
  const metrics = new MonitorMetrics();
  let alerts = 0;
  const { scored } = metrics.listener;
  metrics.listener.scored = (point, seconds) => {
    scored(point, seconds);
    latencies.add(seconds);
  };
  const sink = { name: 'count', notified: () => void alerts++ };
  const service = new MonitorService({ monitor, metrics, sinks: [sink], log: createLog('silent') });
  const used: Memory[] = [];
  const began = performance.now();
  const cpuBegan = process.cpuUsage();
  await service.run(batchesOf(pointsWithSamples({ points, pointAt }, used)), new AbortController().signal);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpuBegan);
  await service.stop({ ended: true });
  return {
    name,
    points,
    pointsPerSecond: points / seconds,
    pointsPerCpuSecond: points / ((user + system) / 1e6),
    p50: latencies.quantile(0.5) * 1000,
    p99: latencies.quantile(0.99) * 1000,
    memory: used,
    alerts,
  };
}

/** Yields the points of a load, and samples memory during the run, where a leak would show. */
function* pointsWithSamples({ points, pointAt }: Pick<Load, 'points' | 'pointAt'>, used: Memory[]): Generator<Point> {
  for (let i = 0; i < points; i++) {
    yield pointAt(i);
    if ((i + 1) % (points / 10) === 0) used.push(memory());
  }
}

function memory(): Memory {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / MEBIBYTE, rss: rss / MEBIBYTE };
}

/** Scores the range of the latest values of the first feature: little work beside the monitor's own. */
const rangeSource: ScorerSource = {
  windowSize: WINDOW,
  features: 1,
  stream: () => {
    const window = new Float64Array(WINDOW);
    let count = 0;
    return {
      windowSize: WINDOW,
      features: 1,
      push: (values) => {
        window[count++ % WINDOW] = values[0]!;
        if (count < WINDOW) return { score: undefined, warmingUp: true };
        return { score: Math.max(...window) - Math.min(...window), warmingUp: false };
      },
    };
  },
};

function simpleLoad(points: number): Load {
  const pointAt = (i: number): Point => ({
    timestamp: START + i * MINUTE,
    values: [Math.sin(i / 50) + (i % 100_000 < 20 ? 5 * (i % 2) : 0)],
  });
  const monitor = { source: rangeSource, threshold: { kind: 'fixed', value: 3 }, order: { interval: MINUTE } } as const;
  return { name: 'simple scorer', monitor, points, pointAt };
}

/** Fits an LSTM-VAE with report 3's window and default sizes on 25 features for one epoch: only speed matters here. */
async function pipelineLoads(points: number): Promise<{ loads: Load[]; dispose: () => void }> {
  const channel = simulateChannel({
    kind: 'periodic',
    features: FEATURES,
    trainLength: 4000,
    testLength: 4000,
    anomalousShare: 0.1,
    random: new Random(0),
  });
  const pipeline = new AnomalyPipeline({ model: 'lstm-vae', windowSize: WINDOW, training: { epochs: 1 } });
  await pipeline.fit(makeSeries({ name: 'simulated', values: channel.train, features: FEATURES }));
  const rows = channel.test.length / FEATURES;
  const pointAt = (i: number): Point => {
    const row = i % rows;
    return { timestamp: START + i * MINUTE, values: channel.test.subarray(row * FEATURES, (row + 1) * FEATURES) };
  };
  const common = { source: pipelineSource(pipeline), order: { interval: MINUTE } };
  const fixed = { ...common, threshold: pipelineThreshold(pipeline) };
  const spot = { ...common, threshold: pipelineSpot(pipeline, { q: 1e-3, driftWindow: 20 }) };
  const loads = [
    { name: 'LSTM-VAE, fixed threshold', monitor: fixed, points, pointAt },
    { name: 'LSTM-VAE, SPOT with drift', monitor: spot, points, pointAt },
  ];
  return { loads, dispose: () => pipeline.dispose() };
}

/** Shows the first, the highest and the last value. */
function course(values: readonly number[]): string {
  return [values[0], Math.max(...values), values.at(-1)!].map((value) => value.toFixed(1)).join(', ');
}

/** Measures the monitor alone over ten million points, then a real pipeline over fewer; TensorFlow uses one thread. */
export async function sustainedMonitor(simplePoints = 10_000_000, pipelinePoints = 10_000): Promise<BenchResult> {
  // These take effect unless another measurement of this run has loaded TensorFlow before.
  process.env.TF_NUM_INTRAOP_THREADS ??= '1';
  process.env.TF_NUM_INTEROP_THREADS ??= '1';
  const data = [await sustain(simpleLoad(simplePoints))];
  const { loads, dispose } = await pipelineLoads(pipelinePoints);
  for (const load of loads) data.push(await sustain(load));
  dispose();
  return {
    title:
      'from points to scores and alerts, simulated clock; ' +
      'memory after a tenth of the points, at its highest, at the end',
    table: {
      columns: ['', 'points', 'points/s', 'points/CPU s', 'p50 ms', 'p99 ms', 'heap MiB', 'rss MiB', 'alerts'],
      rows: data.map((row) => [
        row.name,
        row.points.toLocaleString('en'),
        Math.round(row.pointsPerSecond).toLocaleString('en'),
        Math.round(row.pointsPerCpuSecond).toLocaleString('en'),
        row.p50.toPrecision(2),
        row.p99.toPrecision(2),
        course(row.memory.map(({ heap }) => heap)),
        course(row.memory.map(({ rss }) => rss)),
        String(row.alerts),
      ]),
    },
    data,
  };
}
