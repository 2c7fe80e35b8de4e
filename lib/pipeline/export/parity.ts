/** Compares the scores of exported detectors with the library's. */
import * as tf from '@tensorflow/tfjs';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Windows } from '../../data/index';
import type { Detector } from '../../models/index';
import { GraphSession, tensorflowBackend } from '../../runtime/capture/index';
import { scoreWindows } from '../../scoring/index';
import { ExportError } from './export-error';
import { encodeScoringOnnx } from './onnx';
import { openOnnx } from './onnx-session';
import { encodeScoringModel } from './saved-model';
import { scoringGraph, type ScoringGraph } from './scoring-graph';

/** The largest difference of a score, divided by the largest score; or why there is no export. */
export type Parity = { readonly difference: number } | { readonly reason: string };

export interface ParityRow {
  readonly detector: string;
  readonly savedModel: Parity;
  readonly onnx: Parity;
}

/**
 * Exports a detector both ways and compares the scores of some windows with the library's.
 *
 * @param windows  At least one, of the detector's size.
 */
export async function exportParity(detector: Detector, windows: Windows): Promise<ParityRow> {
  const graph = await orReason(async () => scoringGraph(detector));
  if ('reason' in graph) return { detector: detector.name, savedModel: graph, onnx: graph };
  const expected = scoreWindows(detector, windows);
  const compare = (graph: ScoringGraph, run: (graph: ScoringGraph) => Promise<Float32Array>) =>
    orReason(async () => ({ difference: relativeDifference(await run(graph), expected) }));
  return {
    detector: detector.name,
    savedModel: await compare(graph, async (one) => savedModelScores(one, windows)),
    onnx: await compare(graph, (one) => onnxScores(one, windows)),
  };
}

/** Runs a SavedModel on the TensorFlow that the library uses. */
function savedModelScores(graph: ScoringGraph, { values, count, windowSize, features }: Windows): Float32Array {
  const session = GraphSession.acquire(tensorflowBackend()!, encodeScoringModel(graph));
  try {
    return tf.tidy(() => {
      const [scores] = session.run({ windows: tf.tensor3d(values, [count, windowSize, features]) }, ['scores']);
      return scores.dataSync<'float32'>().slice();
    });
  } finally {
    session.dispose();
  }
}

async function onnxScores(graph: ScoringGraph, windows: Windows): Promise<Float32Array> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-onnx-'));
  try {
    const file = path.join(folder, 'detector.onnx');
    fs.writeFileSync(file, encodeScoringOnnx(graph));
    const model = await openOnnx(file, windows);
    const scores = await model.score(windows);
    await model.release();
    return scores;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function relativeDifference(actual: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((scale, score) => Math.max(scale, Math.abs(score)), 0);
  const difference = expected.reduce((worst, score, i) => Math.max(worst, Math.abs(actual[i] - score)), 0);
  return difference === 0 ? 0 : difference / largest;
}

async function orReason<T>(body: () => Promise<T>): Promise<T | { reason: string }> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof ExportError) return { reason: error.message };
    throw error;
  }
}
