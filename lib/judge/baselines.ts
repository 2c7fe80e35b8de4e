/** The simple detectors that scores are held against where the values of the series are known. */
import { messageOf } from '../base/index';
import { fillMissing, makeSeries, preprocess, zScore, type Series } from '../data/index';
import { multiScale } from '../detectors/multi-scale';
import type { ScoreOptions, SeriesDetector, SeriesPair, Targets } from '../detectors/series-detector';
import { simpleDetectors } from '../detectors/simple/index';
import type { JudgedRow, LabelledSteps, RowKind, StepScores } from './judged';

interface Baseline {
  readonly name: string;
  readonly kind: RowKind;
  readonly detector: SeriesDetector;
  readonly config?: ScoreOptions['config'];
  /** Values, steps times features, of the longest series that it takes no more than some minutes for. */
  readonly most: number;
}

const simple = (name: string) => simpleDetectors[name].detector;

/** The constant learns the training mean alone. The nearest neighbour of a window is what the matrix profile finds. */
const baselines: readonly Baseline[] = [
  { name: 'constant', kind: 'knows nothing', detector: simple('norm'), config: { context: 1 }, most: 2e9 },
  { name: 'moving-variance', kind: 'baseline', detector: simple('moving-variance'), most: 2e8 },
  { name: 'nearest-neighbour', kind: 'baseline', detector: simple('matrix-profile'), most: 1e5 },
  { name: 'sub-pca', kind: 'baseline', detector: simple('sub-pca'), most: 4e6 },
  { name: 'multi-scale', kind: 'baseline', detector: multiScale, most: 4e6 },
];

export interface BaselineOptions {
  readonly seed: number;
  /** What is scored: the first feature of telemetry, whose others are commands, or all. */
  readonly targets: Targets;
  /** Told what is worked on. */
  readonly onProgress?: (label: string) => void;
}

/**
 * Scores series by the baselines. Missing values are filled, and features brought to a deviation of one, by what the training
 * series shows; where there is none, the series itself is learnt from, without its labels.
 *
 * @returns  The rows, and a sentence for each baseline that was left out.
 */
export async function baselineRows(
  series: readonly LabelledSteps[],
  { seed, targets, onProgress }: BaselineOptions,
): Promise<{ readonly rows: readonly JudgedRow[]; readonly notes: readonly string[] }> {
  const rows: JudgedRow[] = [];
  const notes: string[] = [];
  const pairs = series.map((each) => pairOf(each, targets));
  for (const { name, kind, detector, config, most } of baselines) {
    const scores: StepScores[] = [];
    try {
      for (const [i, pair] of pairs.entries()) {
        requireSize(pair, most);
        onProgress?.(`${name} on ${series[i].name}`);
        const { steps } = await detector.score(pair, { seed, profile: 'full', config, windows: WINDOWS, steps: true });
        scores.push({ test: steps!.test, train: steps!.train });
      }
      rows.push({ name, kind, draws: [scores] });
    } catch (error) {
      notes.push(`the baseline ${name} is left out: ${messageOf(error)}`);
    }
  }
  return { rows, notes };
}

/** No baseline here looks at the protocol's windows. */
const WINDOWS = { windowSize: 10, stride: 5, validationFraction: 0.2 } as const;

function pairOf({ train, test }: LabelledSteps, targets: Targets): SeriesPair {
  const learnt = withoutLabels(train ?? test!);
  const prepared = preprocess([fillMissing('forward-fill'), zScore()]).fit(learnt);
  return { train: prepared.transform(learnt), test: prepared.transform(withoutLabels(test!)), targets };
}

/** No baseline reads a label, but those of a training series are not learnt from. */
function withoutLabels({ name, values, features, names }: Series): Series {
  return makeSeries({ name, values, features, names });
}

function requireSize({ train, test, targets }: SeriesPair, most: number): void {
  const features = targets === 'first' ? 1 : test.features;
  const values = Math.max(train.length, test.length) * features;
  if (values <= most) return;
  const found = `${values.toLocaleString('en-US')} values`;
  throw new Error(`${test.name} has ${found}, and it takes up to ${most.toLocaleString('en-US')}`);
}
