/** deploy-worker.ts NAME SECONDS: one detector in the library, as a SavedModel and in ONNX Runtime, as JSON. */
import * as tf from '@tensorflow/tfjs';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Random } from '../lib/base';
import type { Windows } from '../lib/data';
import { makeDetector, type Detector, type DetectorName, type FittedDetector } from '../lib/models';
import { exportParity, exportOnnx, exportSavedModel, openOnnx, type ParityRow } from '../lib/pipeline';
import { capture, loadBackend } from '../lib/runtime';
import { scoreWindows } from '../lib/scoring';

/** Windows in one call when throughput is measured. */
const BATCH = 256;

/** Sizes for telemetry with SMAP's 25 features; the transformer has the size that two cores can train. */
const configs: Partial<Record<DetectorName, object>> = {
  'anomaly-transformer': { windowSize: 100, modelDim: 128, layers: 3, feedForwardDim: 128 },
};

export interface Timing {
  /** From a window to its score, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Throughput in batches of 256. */
  readonly windowsPerSecond: number;
}

export interface DeployMeasurement extends ParityRow {
  /** These three are absent if the detector cannot be exported. */
  readonly library?: Timing;
  readonly served?: Timing;
  readonly runtime?: Timing;
}

interface Sizes {
  readonly one: Windows;
  readonly many: Windows;
}

type Score = (windows: Windows) => unknown;

async function measure(seconds: number, score: Score, { one, many }: Sizes): Promise<Timing> {
  const latencies = await repeat(seconds, async () => score(one));
  const batches = await repeat(seconds, async () => score(many));
  const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))];
  return { p50: at(0.5), p99: at(0.99), windowsPerSecond: (1000 * BATCH) / batches[batches.length >> 1] };
}

/** Measures calls after three that are not counted; returns their times in ascending order. */
async function repeat(seconds: number, call: () => Promise<unknown>): Promise<number[]> {
  for (let i = 0; i < 3; i++) await call();
  const times: number[] = [];
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end || times.length < 5) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

function randomWindows(count: number, { windowSize, features }: Detector['config']): Windows {
  const random = new Random(0).fork('deploy');
  const values = Float32Array.from({ length: count * windowSize * features }, () => random.normal());
  return {
    values,
    count,
    windowSize,
    features,
    stride: 1,
    labels: new Uint8Array(count),
    starts: new Int32Array(count),
  };
}

const toTensor = ({ values, count, windowSize, features }: Windows): tf.Tensor3D =>
  tf.tensor3d(values, [count, windowSize, features]);

/** Scores one window as a graph, as a stream does, and 256 eagerly, as `predict` does: a graph pays from 8192 on. */
async function measureLibrary(detector: Detector, seconds: number, windows: Sizes): Promise<Timing> {
  const captured = capture((batch) => [detector.anomalyScore(batch as tf.Tensor3D)], { name: detector.name });
  const single = (one: Windows) => tf.tidy(() => captured.run(toTensor(one))[0].dataSync());
  const timing = await measure(
    seconds,
    (some) => (some.count === 1 ? single(some) : scoreWindows(detector, some)),
    windows,
  );
  captured.dispose();
  return timing;
}

async function measureSavedModel(folder: string, seconds: number, windows: Sizes): Promise<Timing> {
  const { node } = await import('@tensorflow/tfjs-node-gpu');
  const model = await node.loadSavedModel(folder);
  const score = (some: Windows) =>
    tf.tidy(() => (model.predict({ windows: toTensor(some) }) as Record<string, tf.Tensor>).scores.dataSync());
  return measure(seconds, score, windows);
}

async function measureOnnx(file: string, seconds: number, windows: Sizes): Promise<Timing> {
  const model = await openOnnx(file, { ...windows.one, threads: 1 });
  return measure(seconds, (some) => model.score(some), windows);
}

function makeFitted(name: DetectorName): Detector {
  const detector: Detector = makeDetector(name, { windowSize: 10, features: 25, ...configs[name] });
  if ('fitTo' in detector) (detector as FittedDetector).fitTo(randomWindows(1000, detector.config));
  return detector;
}

async function main([name, duration]: string[]): Promise<void> {
  await loadBackend();
  const seconds = Number(duration);
  const detector = makeFitted(name as DetectorName);
  const windows = { one: randomWindows(1, detector.config), many: randomWindows(BATCH, detector.config) };
  const parity = await exportParity(detector, windows.many);
  if ('reason' in parity.savedModel) return console.log(JSON.stringify(parity));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-deploy-'));
  try {
    const file = path.join(folder, 'detector.onnx');
    exportSavedModel(detector, folder);
    if ('difference' in parity.onnx) exportOnnx(detector, file);
    const found: DeployMeasurement = {
      ...parity,
      library: await measureLibrary(detector, seconds, windows),
      served: await measureSavedModel(folder, seconds, windows),
      runtime: 'difference' in parity.onnx ? await measureOnnx(file, seconds, windows) : undefined,
    };
    console.log(JSON.stringify(found));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
