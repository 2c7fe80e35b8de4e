/** Averages the scores of the normal and of the anomalous test windows. */
import { mean } from '../../base/index';
import { scoreWindows } from '../../scoring/index';
import { windowDetector, type Probe } from './probe';

/** Mean scores of the test windows by their label; null for a label that no window has. */
export interface ClassScores {
  readonly normal: number | null;
  readonly anomalous: number | null;
}

/** Averages the scores of each class; any detector of windows has them. */
export const probeClassScores: Probe = (input): ClassScores => {
  const { detector, windows } = windowDetector('class-scores', input);
  const scores = scoreWindows(detector, windows.test);
  const meanOf = (label: number) => {
    const own = scores.filter((_, i) => windows.test.labels[i] === label);
    return own.length > 0 ? mean(own) : null;
  };
  return { normal: meanOf(0), anomalous: meanOf(1) };
};
