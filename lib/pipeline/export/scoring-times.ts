/** Measures how long the library and ONNX Runtime take to score windows, one by one and in one batch. */
import * as tf from '@tensorflow/tfjs';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { selectWindows, type Windows } from '../../data/index';
import type { Detector } from '../../models/index';
import { capture } from '../../runtime/index';
import { scoreWindows } from '../../scoring/index';
import { exportOnnx } from './onnx';
import { openOnnx, type OnnxScorer } from './onnx-session';

/** Seconds for all windows. */
export interface ScoringTime {
  readonly oneByOne: number;
  readonly batch: number;
}

export interface ScoringTimes {
  readonly library: ScoringTime;
  readonly onnx: ScoringTime;
}

/** Runs of each measurement. The fastest counts, since only other work on the machine makes a run slower. */
const RUNS = 3;

/**
 * Scores all windows once in calls of one window and once in a single call. One by one, the library runs a captured
 * graph, as a stream does.
 *
 * @param detector  Fitted.
 * @param windows   All are scored, twice.
 * @param options   `threads` of ONNX Runtime. Default: it decides. (TensorFlow's threads are set before it loads.)
 * @throws {ExportError} If the detector has no ONNX form, or onnxruntime-node is not installed.
 */
export async function scoringTimes(
  detector: Detector,
  windows: Windows,
  { threads }: { readonly threads?: number } = {},
): Promise<ScoringTimes> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-times-'));
  const singles = Array.from({ length: windows.count }, (_, i) => selectWindows(windows, Int32Array.of(i)));
  try {
    const file = path.join(folder, 'detector.onnx');
    exportOnnx(detector, file);
    const runtime = await openOnnx(file, { ...detector.config, threads });
    try {
      return {
        library: await timeLibrary(detector, windows, singles),
        onnx: await timeOnnx(runtime, windows, singles),
      };
    } finally {
      await runtime.release();
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function timeLibrary(detector: Detector, windows: Windows, singles: readonly Windows[]): Promise<ScoringTime> {
  const graph = capture((batch) => [detector.anomalyScore(batch as tf.Tensor3D)], {
    name: `${detector.name}, times`,
    warn: () => undefined,
  });
  const { windowSize, features } = windows;
  const scoreOne = ({ values }: Windows) =>
    tf.tidy(() => graph.run(tf.tensor3d(values, [1, windowSize, features]))[0].dataSync());
  try {
    return {
      oneByOne: await fastest(async () => singles.forEach(scoreOne)),
      batch: await fastest(async () => void scoreWindows(detector, windows)),
    };
  } finally {
    graph.dispose();
  }
}

async function timeOnnx(runtime: OnnxScorer, windows: Windows, singles: readonly Windows[]): Promise<ScoringTime> {
  return {
    oneByOne: await fastest(async () => {
      for (const window of singles) await runtime.score(window);
    }),
    batch: await fastest(async () => void (await runtime.score(windows))),
  };
}

/** Returns the seconds of the fastest run, after a warm-up run. */
async function fastest(run: () => Promise<void>): Promise<number> {
  await run();
  let best = Infinity;
  for (let i = 0; i < RUNS; i++) {
    const began = performance.now();
    await run();
    best = Math.min(best, performance.now() - began);
  }
  return best / 1000;
}
