/** The rows that look at no value of a series: what every detector has to beat. */
import { Random } from '../base/index';
import type { JudgedRow, LabelledSteps, StepScores } from './judged';

/** Labels of the rows. */
export const RANDOM = 'random';
const TIME_INDEX = 'time-index';
const ALL_ANOMALOUS = 'all-anomalous';

/** Steps beyond which random scores are drawn once, not three times. */
const MANY = 20_000;

const DRAWS = 3;

/**
 * Makes the rows: random scores, the mean of several draws; everything anomalous; and the place in the series, later being
 * more anomalous, as faults end many recordings.
 *
 * @param hasTraining  Whether the judged scores come with those of training data; these rows then have as many.
 * @see Wu & Keogh 2021, arXiv:2009.13807 ("run-to-failure bias").
 */
export function rowsThatKnowNothing(
  series: readonly LabelledSteps[],
  { seed, trainLengths }: { readonly seed: number; readonly trainLengths: readonly (number | undefined)[] },
): JudgedRow[] {
  const steps = series.reduce((sum, { labels }) => sum + labels.length, 0);
  const draws = Array.from({ length: steps > MANY ? 1 : DRAWS }, (_, draw) => draw);
  const scoreAll = (score: (length: number, part: 'train' | 'test', place: number) => Float64Array): StepScores[] =>
    series.map(({ labels }, i) => ({
      test: score(labels.length, 'test', i),
      ...trainOf(trainLengths[i], (length) => score(length, 'train', i)),
    }));
  const kind = 'knows nothing';
  return [
    {
      name: RANDOM,
      kind,
      draws: draws.map((draw) =>
        scoreAll((length, part, place) => {
          const random = new Random(seed).fork(`random scores ${draw} ${part} ${place}`);
          return Float64Array.from({ length }, () => random.uniform());
        }),
      ),
    },
    {
      name: ALL_ANOMALOUS,
      kind,
      // Above a threshold of 0, whatever the rule of the others is.
      draws: [series.map(({ labels }) => ({ test: new Float64Array(labels.length).fill(1) }))],
      threshold: { kind: 'fixed', value: 0 },
      sequencesAboveThreshold: true,
    },
    {
      name: TIME_INDEX,
      kind,
      draws: [scoreAll((length) => Float64Array.from({ length }, (_, step) => step / Math.max(1, length - 1)))],
      sequencesAboveThreshold: true,
    },
  ];
}

function trainOf(length: number | undefined, score: (length: number) => Float64Array): Pick<StepScores, 'train'> {
  return length === undefined ? {} : { train: score(length) };
}
