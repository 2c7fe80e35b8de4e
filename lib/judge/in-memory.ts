/** Judging of arrays: what a notebook, or a program that imports this library, calls. */
import { DataError, type BinaryArray, type NumberArray } from '../base/index';
import { measuresOn } from '../experiments/index';
import { comparePairs, type Comparison } from './compare';
import { divide } from './groups';
import { judgeRows, type JudgeOptions, type Judgement } from './judge';
import type { JudgedRow, LabelledSteps } from './judged';
import { everything } from './measure-all';
import { replicate } from './replicates';
import { verdictsOf } from './verdict';

/** One array where there is one series, or one for each series by its name. */
export type ByName<Values> = Values | Readonly<Record<string, Values>>;

/** Scores of the training series, by detector: a threshold comes from them. */
interface WithTraining {
  readonly trainScores?: Readonly<Record<string, ByName<NumberArray>>>;
}

/**
 * Judges scores that are in memory, beside rows that know nothing.
 *
 * @param detectors  By name: one score per step, or by series. Higher is more anomalous.
 * @param labels     One per step, or by series: 0 normal, anything else anomalous.
 * @throws {DataError} If scores and labels do not fit together, a score is not finite, or no step is labelled anomalous.
 */
export function judge(
  detectors: Readonly<Record<string, ByName<NumberArray>>>,
  labels: ByName<BinaryArray>,
  { trainScores, ...options }: JudgeOptions & WithTraining = {},
): Promise<Judgement> {
  const { series, rows } = rowsOf(detectors, labels, trainScores);
  return judgeRows(series, rows, options);
}

/**
 * Compares two detectors on the same labels: how far apart they are by one measure, with its interval, and what is shown.
 *
 * @param one            Scores, one per step, or by series. Higher is more anomalous.
 * @param other          Scores of the same steps.
 * @param labels         0 normal, anything else anomalous.
 * @param options        As of a judgement.
 * @param options.names  What they are called in the verdict.
 * @throws {DataError} If scores and labels do not fit together, or no step is labelled anomalous.
 */
export function compareScores(
  one: ByName<NumberArray>,
  other: ByName<NumberArray>,
  labels: ByName<BinaryArray>,
  options: JudgeOptions & { readonly names?: readonly [one: string, other: string] } = {},
): Comparison & { readonly verdict: string } {
  const { names: [first, second] = ['first', 'second'], measure = 'vusPr' } = options;
  const { series, rows } = rowsOf({ [first]: one, [second]: other }, labels);
  const grouping = divide(series, options);
  const measuredOn = everything.filter((on) => measuresOn(on).includes(measure));
  const [a, b] = rows.map((row) => replicate(row, series, grouping, { ...options, measuredOn }));
  const comparisons = comparePairs([[a, b]], measure);
  return { ...comparisons[0], verdict: verdictsOf(comparisons, { measure, grouping })[0] };
}

function rowsOf(
  detectors: Readonly<Record<string, ByName<NumberArray>>>,
  labels: ByName<BinaryArray>,
  trainScores: WithTraining['trainScores'] = {},
): { readonly series: readonly LabelledSteps[]; readonly rows: readonly JudgedRow[] } {
  const series = Object.entries(byName(labels)).map(([name, each]): LabelledSteps => ({
    name,
    labels: Uint8Array.from(each, (label) => Number(label !== 0)),
  }));
  const rows = Object.entries(detectors).map(([name, scores]): JudgedRow => {
    const test = byName(scores);
    const train = Object.hasOwn(trainScores, name) ? byName(trainScores[name]) : undefined;
    const of = (by: Readonly<Record<string, NumberArray>>, { name: one, labels: { length } }: LabelledSteps) => {
      if (Object.hasOwn(by, one)) return Float64Array.from(by[one]);
      const found = Object.keys(by).join(', ');
      throw new DataError(`${name}: expected the ${length} scores of the series '${one}', found those of ${found}`);
    };
    const draw = series.map((each) => ({ test: of(test, each), ...(train && { train: of(train, each) }) }));
    return { name, kind: 'judged', draws: [draw] };
  });
  if (rows.length === 0) throw new DataError('detectors: expected one at least, by name; found none');
  return { series, rows };
}

/** Names the only series. */
const ONLY = 'series';

function byName<Values extends NumberArray | BinaryArray>(given: ByName<Values>): Readonly<Record<string, Values>> {
  return Array.isArray(given) || ArrayBuffer.isView(given)
    ? { [ONLY]: given as Values }
    : (given as Readonly<Record<string, Values>>);
}
