/** Compares AnoGAN with an autoencoder: parameters, the time to score, and the ROC-AUC after each step of the search. */
import * as tf from '@tensorflow/tfjs';
import { selectWindows, type Windows } from '../../data/index';
import { rocAuc } from '../../metrics/index';
import { AnoGan, parameterCount, type Detector } from '../../models/index';
import { scoreWindows } from '../../scoring/index';
import { windowTensor } from '../../training/index';
import { windowDetector, type Probe } from './probe';

/** What is found. */
export interface Rival {
  readonly parameters: number;
  /** To score one window alone, and for each window where all are scored at once. */
  readonly seconds: { readonly alone: number; readonly inBatch: number };
  /** AnoGAN's ROC-AUC after so many steps of its search, none first: of the chapter's score and of its residual alone. */
  readonly bySteps?: { readonly rocAuc: readonly number[]; readonly residualRocAuc: readonly number[] };
}

/** Measures any detector of windows, and AnoGAN's search step by step. */
export const probeRival: Probe = (input): Rival => {
  const { detector, windows } = windowDetector('rival', input);
  const { test } = windows;
  const { inBatch, bySteps } = detector instanceof AnoGan ? searchAll(detector, test) : scoreAll(detector, test);
  return {
    ...(bySteps && { bySteps }),
    parameters: parameterCount(detector),
    seconds: { alone: secondsAlone(detector, test), inBatch: inBatch / test.count },
  };
};

interface Found extends Pick<Rival, 'bySteps'> {
  /** Seconds, of all windows. */
  readonly inBatch: number;
}

function scoreAll(detector: Detector, windows: Windows): Found {
  const began = performance.now();
  scoreWindows(detector, windows);
  return { inBatch: (performance.now() - began) / 1000 };
}

/** Searches for all windows at once and keeps their distances after every step. */
function searchAll(model: AnoGan, windows: Windows): Found {
  const began = performance.now();
  const [residual, discrimination] = tf.tidy(() => {
    const found = model.search(windowTensor(windows));
    return [found.residual.arraySync(), found.discrimination.arraySync()]; // [steps + 1][count]
  });
  const inBatch = (performance.now() - began) / 1000;
  const weight = model.config.discriminationWeight;
  const scores = residual.map((ofStep, step) =>
    ofStep.map((value, i) => (1 - weight) * value + weight * discrimination[step][i]),
  );
  const rocAucs = (rows: readonly number[][]) => rows.map((row) => rocAuc(row, windows.labels));
  return { inBatch, bySteps: { rocAuc: rocAucs(scores), residualRocAuc: rocAucs(residual) } };
}

/** Measures how long the first window takes by itself, after one run that is not counted. */
function secondsAlone(model: Detector, windows: Windows): number {
  const first = selectWindows(windows, Int32Array.of(0));
  scoreWindows(model, first);
  const began = performance.now();
  scoreWindows(model, first);
  return (performance.now() - began) / 1000;
}
