/** Section 4.5.4's export: whether it scores alike, and what it gains, as ratios of times taken side by side. */
import { selectWindows, type Windows } from '../data/index';
import { makeDetector, type Detector } from '../models/index';
import { exportParity, scoringTimes, type ParityRow, type ScoringTimes } from '../pipeline/index';

/** Other detectors than the pipeline's, untrained: whether a scoring is a graph does not depend on its weights. */
const others = ['autoencoder', 'vae', 'lstm-attention', 'anogan'] as const;

const COMPARED = 64;

/** Exports the pipeline's detector and others both ways, and compares their scores of the first windows. */
export async function parityRows(detector: Detector, windows: Windows, seed: number): Promise<ParityRow[]> {
  const { windowSize, features } = windows;
  const made = others.map((name) => makeDetector(name, { windowSize, features, seed }));
  const some = selectWindows(
    windows,
    Int32Array.from({ length: Math.min(COMPARED, windows.count) }, (_, i) => i),
  );
  const rows: ParityRow[] = [];
  for (const each of [detector, ...made]) rows.push(await exportParity(each, some));
  made.forEach((each) => each.dispose());
  return rows;
}

/** Ratios of times, one value for each round. */
export interface TimeRatios {
  /** ONNX Runtime over the tensor runtime, all windows in one batch. */
  readonly onnxInBatch: readonly number[];
  /** The same, windows one by one. */
  readonly onnxOneByOne: readonly number[];
  /** One batch over one by one, in the tensor runtime. */
  readonly batch: readonly number[];
}

/**
 * Times both runtimes in turn, round after round, so that other work on the machine meets both.
 *
 * @throws {ExportError} If the detector has no ONNX form, or onnxruntime-node is not installed.
 */
export async function timeRatios(detector: Detector, windows: Windows, rounds: number): Promise<TimeRatios> {
  const times: ScoringTimes[] = [];
  for (let i = 0; i < rounds; i++) times.push(await scoringTimes(detector, windows));
  return {
    onnxInBatch: times.map(({ onnx, library }) => onnx.batch / library.batch),
    onnxOneByOne: times.map(({ onnx, library }) => onnx.oneByOne / library.oneByOne),
    batch: times.map(({ library }) => library.batch / library.oneByOne),
  };
}
