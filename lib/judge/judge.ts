/** Judges scores of any origin: all measures with intervals, beside rows that know nothing, differences, and a verdict. */
import { DataError } from '../base/index';
import { labelsToSegments } from '../data/index';
import type { Targets } from '../detectors/series-detector';
import { measureNames, measuresOn, type MeasuredOn, type MeasureName, type Measures } from '../experiments/index';
import type { ThresholdRule } from '../scoring/index';
import { baselineRows } from './baselines';
import { cautionsOf, type Caution } from './cautions';
import { comparePairs, type Comparison } from './compare';
import { divide, FEWEST_GROUPS, type Grouping } from './groups';
import type { JudgedRow, LabelledSteps, RowKind } from './judged';
import { rowsThatKnowNothing } from './know-nothing';
import { defaultRule, everything, type MeasureAllOptions } from './measure-all';
import { estimate, replicate, type Replicates } from './replicates';
import { verdictsOf } from './verdict';

export interface JudgeOptions extends Omit<MeasureAllOptions, 'trainScores' | 'sequencesAboveThreshold'> {
  /** What detectors are compared by. Default VUS-PR of protocol (b). */
  readonly measure?: MeasureName;
  /** Of the random row. Default 0. */
  readonly seed?: number;
  /** Which series show one incident, by the names of the series. Default: by their labels, see `divide`. */
  readonly incidents?: ReadonlyMap<string, string>;
  /** Whether the baselines score the series whose values are known. Default true. */
  readonly baselines?: boolean;
  /** What the baselines score: the first feature, as of telemetry, or all. Default all. */
  readonly targets?: Targets;
  /** Told what is worked on, with how much is done. */
  readonly onProgress?: (progress: { readonly label: string; readonly done: number; readonly total: number }) => void;
}

/** A row of the judgement. */
export interface JudgementRow {
  readonly name: string;
  readonly kind: RowKind;
  /** Over all series. Null where the labels leave a measure undefined. */
  readonly measures: Measures;
  /** 95 % intervals; a measure without one is absent. */
  readonly intervals: Partial<Readonly<Record<MeasureName, { readonly low: number; readonly high: number }>>>;
  /** By series, in their order. */
  readonly bySeries: readonly Measures[];
  /** Of each series, what scores were compared with. */
  readonly thresholds: readonly (number | null)[];
}

/** What is labelled in one series. */
interface SeriesLabels {
  readonly name: string;
  readonly steps: number;
  readonly anomalous: number;
  readonly segments: number;
}

/** What scores come to. Plain JSON. */
export interface Judgement {
  /** What detectors are compared by. */
  readonly measure: MeasureName;
  readonly data: {
    readonly series: readonly SeriesLabels[];
    readonly steps: number;
    readonly anomalous: number;
    readonly segments: number;
  };
  /** What intervals are over: each group is left out in turn; without intervals there are too few. */
  readonly intervals: { readonly by: Grouping['by']; readonly groups: number; readonly given: boolean };
  /** Where the threshold comes from, in words. */
  readonly threshold: string;
  readonly rows: readonly JudgementRow[];
  /** Of each judged row with each other row. */
  readonly comparisons: readonly Comparison[];
  /** A sentence for each comparison. */
  readonly verdicts: readonly string[];
  readonly cautions: readonly Caution[];
  readonly notes: readonly string[];
}

/**
 * Judges rows: measures them, adds the rows that know nothing and the baselines, and compares.
 *
 * @param judged  Whose scores fit the series.
 * @throws {DataError} If no step is labelled anomalous, or all are; two rows have one name; or a score is not finite.
 */
export async function judgeRows(
  series: readonly LabelledSteps[],
  judged: readonly JudgedRow[],
  options: JudgeOptions = {},
): Promise<Judgement> {
  const { measure = 'vusPr', seed = 0, threshold, incidents, onProgress } = options;
  const data = describeLabels(series);
  requireMeasure(measure);
  const notes: string[] = [];
  const trainLengths = series.map((_, i) => judged[0].draws[0][i].train?.length);
  const hasTraining = trainLengths.every((length) => length !== undefined);
  requireTraining(threshold, hasTraining);
  const knowNothing = rowsThatKnowNothing(series, { seed, trainLengths });
  const areKnown = options.baselines !== false && series.every(({ test }) => test);
  const ofValues = areKnown
    ? await baselineRows(series, {
        seed,
        targets: options.targets ?? 'all',
        onProgress: (label) => onProgress?.({ label, done: 0, total: 0 }),
      })
    : { rows: [], notes: [] };
  notes.push(...ofValues.notes);
  const fixed = judged.map((row) => {
    if (threshold?.kind === 'fixed') return { ...row, threshold };
    const two = threshold === undefined ? bothValues(row) : undefined;
    if (!two) return row;
    notes.push(`${row.name}: all scores are ${two[0]} or ${two[1]}, and are taken as predictions`);
    return { ...row, threshold: { kind: 'fixed', value: (two[0] + two[1]) / 2 } } as const;
  });
  const rows = [...fixed, ...knowNothing, ...ofValues.rows];
  requireNames(rows);
  const isLong = data.steps > LONG;
  const grouping = isLong ? NO_INTERVALS : divide(series, { incidents });
  if (isLong) notes.push(LONG_NOTE);
  const replicates = rows.map((row, i) => {
    onProgress?.({ label: row.name, done: i, total: rows.length });
    const only = isLong && row.kind !== 'judged' ? { only: measure } : {};
    return replicate(row, series, grouping, {
      ...options,
      ...only,
      threshold: sharedRule(threshold, hasTraining),
      measuredOn: measuredOn(row, options, isLong),
    });
  });
  const own = replicates.slice(0, judged.length);
  const others = replicates.slice(judged.length);
  const pairs = own.flatMap((one, i) => [...own.slice(i + 1), ...others].map((other) => [one, other] as const));
  const comparisons = comparePairs(pairs, measure);
  const context = {
    series,
    rows: replicates,
    isGiven: threshold?.kind === 'fixed',
    thresholdFrom: hasTraining ? 'training scores' : 'scores under test, without their labels,',
  };
  return {
    measure,
    data,
    intervals: { by: grouping.by, groups: grouping.groups.length, given: grouping.groups.length >= FEWEST_GROUPS },
    threshold: thresholdText(threshold, hasTraining),
    rows: rows.map((row, i) => judgementRow(row, replicates[i])),
    comparisons,
    verdicts: verdictsOf(comparisons, { measure, grouping }),
    cautions: fixed.flatMap((row, i) => cautionsOf(row, own[i], context)),
    notes,
  };
}

/** Steps beyond which what takes long is left out. */
const LONG = 1_000_000;

const NO_INTERVALS: Grouping = { by: 'segment', groups: [] };

const LONG_NOTE =
  `more than ${LONG.toLocaleString('en-US')} steps: windows, events, protocol (d) and intervals are left out, ` +
  'and the other rows have the measure that they are compared by';

/** Chooses what a row is measured on: everything, but of very long series only what takes little time. */
function measuredOn({ kind }: JudgedRow, options: JudgeOptions, isLong: boolean): readonly MeasuredOn[] {
  const { measuredOn: given, measure = 'vusPr' } = options;
  if (given) return given;
  if (!isLong) return everything;
  const compared = everything.filter((on) => measuresOn(on).includes(measure));
  return kind === 'judged' ? [...new Set([...compared, 'steps', 'point-adjusted', 'alarms'] as const)] : compared;
}

/** Finds the two values of a row's scores, the lower first; undefined where there are more, or only one. */
function bothValues({ draws: [scores] }: JudgedRow): readonly [low: number, high: number] | undefined {
  const found = new Set<number>();
  for (const { test } of scores) {
    for (let step = 0; step < test.length && found.size <= 2; step++) found.add(test[step]);
  }
  if (found.size !== 2) return undefined;
  const [a, b] = found;
  return [Math.min(a, b), Math.max(a, b)];
}

/** Returns one rule for all rows. A threshold that was given is in the unit of the judged scores, and is theirs alone. */
function sharedRule(given: ThresholdRule | undefined, hasTraining: boolean): ThresholdRule {
  return given && given.kind !== 'fixed' ? given : defaultRule(hasTraining);
}

function describeLabels(series: readonly LabelledSteps[]): Judgement['data'] {
  const each = series.map(({ name, labels }) => {
    const anomalous = labels.reduce((sum, label) => sum + label, 0);
    return { name, steps: labels.length, anomalous, segments: labelsToSegments(labels).length };
  });
  const sum = (of: 'steps' | 'anomalous' | 'segments') => each.reduce((total, one) => total + one[of], 0);
  const [steps, anomalous] = [sum('steps'), sum('anomalous')];
  if (anomalous === 0 || anomalous === steps) {
    const found = anomalous === 0 ? 'none anomalous' : 'none normal';
    throw new DataError(`labels: expected normal and anomalous steps, found ${found} among ${steps}`);
  }
  return { series: each, steps, anomalous, segments: sum('segments') };
}

function requireMeasure(measure: string): void {
  if ((measureNames as readonly string[]).includes(measure)) return;
  throw new DataError(`measure: expected one of ${measureNames.join(', ')}; found ${measure}`);
}

function requireNames(rows: readonly JudgedRow[]): void {
  const names = rows.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new DataError(`detectors: expected a name of its own for each, found '${twice}' twice`);
}

/** @throws {DataError} If a rule needs the scores of training data, and there are none. */
function requireTraining(rule: ThresholdRule | undefined, hasTraining: boolean): void {
  if (hasTraining || rule === undefined || rule.kind === 'otsu' || rule.kind === 'fixed') return;
  if (rule.kind === 'percentile' && rule.of === 'test') return;
  throw new DataError(
    `threshold '${rule.kind}': expected the scores of training data (--train-scores), which it is learnt from; ` +
      'found none (test-percentile:95 needs none)',
  );
}

function thresholdText(given: ThresholdRule | undefined, hasTraining: boolean): string {
  const rule = sharedRule(given, hasTraining);
  if (given?.kind === 'fixed') {
    return `${given.value}, as it was given; of the other rows ${thresholdText(rule, hasTraining)}`;
  }
  if (rule.kind !== 'percentile') return rule.kind;
  const of = { training: 'training scores', test: 'scores under test, without their labels', both: 'all scores' };
  return `the ${rule.percentile}th percentile of the ${of[rule.of ?? 'training']}`;
}

function judgementRow({ name, kind }: JudgedRow, replicates: Replicates): JudgementRow {
  const { measures, bySeries, thresholds } = replicates;
  const intervals = (Object.keys(measures) as MeasureName[]).flatMap((measure) => {
    const found = estimate(replicates, measure);
    return found ? [[measure, { low: found.low, high: found.high }] as const] : [];
  });
  return {
    name,
    kind,
    measures,
    intervals: Object.fromEntries(intervals),
    bySeries,
    thresholds: thresholds.map((each) => each ?? null),
  };
}
