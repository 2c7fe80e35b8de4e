/** The measures of a row, and the same with each group of the data left out: what intervals and differences are made of. */
import type { Segment } from '../data/index';
import { aggregate, measureInfo, meanOf, type MeasuredOn, type MeasureName, type Measures } from '../experiments/index';
import { jackknife } from '../metrics/grouped-interval';
import { FEWEST_GROUPS, keptOf, type Grouping } from './groups';
import type { JudgedRow, LabelledSteps, StepScores } from './judged';
import { measureSeries, type MeasureAllOptions, type SeriesMeasures } from './measure-all';

/** What a row comes to. */
export interface Replicates {
  readonly name: string;
  /** Over all series. */
  readonly measures: Measures;
  /** By series, in their order. */
  readonly bySeries: readonly Measures[];
  /** With each group left out; empty where there are too few groups. */
  readonly without: readonly Measures[];
  /** Of each series, where scores were compared with one. */
  readonly thresholds: readonly (number | undefined)[];
}

/** A figure with its 95 % interval, and the probability that chance alone takes it so far from 0. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly tails: number;
}

export interface ReplicateOptions extends Omit<MeasureAllOptions, 'trainScores' | 'sequencesAboveThreshold'> {
  /** What is measured again for intervals; default all that is measured. */
  readonly intervalsOn?: readonly MeasuredOn[];
}

/** Measures a row on all series, and again without each group. */
export function replicate(
  row: JudgedRow,
  series: readonly LabelledSteps[],
  { by, groups }: Grouping,
  options: ReplicateOptions = {},
): Replicates {
  const draws = row.draws.map((scores) => {
    const measured = series.map((each, i) => measureOn(row, each, scores[i], options));
    const inParts = { ...options, measuredOn: options.intervalsOn ?? options.measuredOn };
    const without =
      groups.length < FEWEST_GROUPS
        ? []
        : groups.map((left) => {
            const changed = new Set(left.map((part) => part.series));
            const kept = measured.flatMap((all, i) => {
              if (!changed.has(i)) return [all];
              if (by !== 'segment') return [];
              const own = keptOf(
                series[i].labels.length,
                left.filter((part) => part.series === i),
              );
              return own.length === 0
                ? []
                : [measureOn(row, cutLabels(series[i], own), cutScores(scores[i], own), inParts)];
            });
            return aggregate(kept);
          });
    return { measured, all: aggregate(measured), without };
  });
  const [first] = draws;
  return {
    name: row.name,
    measures: meanMeasures(draws.map(({ all }) => all)),
    bySeries: series.map((_, i) => meanMeasures(draws.map(({ measured }) => measured[i].measures))),
    without: first.without.map((_, i) => meanMeasures(draws.map(({ without }) => without[i]))),
    thresholds: first.measured.map(({ threshold }) => threshold),
  };
}

function measureOn(
  { name: detector, threshold, sequencesAboveThreshold }: JudgedRow,
  { labels, stepSeconds, period, name }: LabelledSteps,
  { test, train }: StepScores,
  options: ReplicateOptions,
): SeriesMeasures {
  try {
    return measureSeries(test, labels, {
      ...options,
      ...(stepSeconds !== undefined && { stepSeconds }),
      ...(options.maxWindow === undefined && period !== undefined && { maxWindow: period }),
      ...(train && { trainScores: train }),
      ...(threshold && { threshold }),
      sequencesAboveThreshold,
    });
  } catch (error) {
    if (error instanceof Error) error.message = `${detector} on ${name}: ${error.message}`;
    throw error;
  }
}

/** Measures that are not shares. */
const BEYOND_ONE: readonly MeasureName[] = ['falseAlarmsPerDay'];

/**
 * Estimates a measure of a row; undefined where it has no interval. The interval of a share ends at 0 and 1, that of a rate
 * at 0.
 */
export function estimate(replicates: Replicates, name: MeasureName): Estimate | undefined {
  const found = hasInterval(name) ? ownEstimate(replicates, name) : undefined;
  if (!found) return undefined;
  const most = BEYOND_ONE.includes(name) ? Infinity : 1;
  return { ...found, low: Math.max(0, found.low), high: Math.min(most, found.high) };
}

function ownEstimate({ measures, without }: Replicates, name: MeasureName): Estimate | undefined {
  return estimateOf(measures[name], without.map((each) => each[name])); // prettier-ignore
}

/** Estimates by how much a measure of one row exceeds another's; undefined where there is no interval. */
export function difference(one: Replicates, other: Replicates, name: MeasureName): Estimate | undefined {
  if (!hasInterval(name)) return undefined;
  const less = (a: Measures, b: Measures) => {
    const [own, theirs] = [a[name], b[name]];
    return typeof own === 'number' && typeof theirs === 'number' ? own - theirs : null;
  };
  return estimateOf(
    less(one.measures, other.measures),
    one.without.map((each, i) => less(each, other.without[i])),
  );
}

/** The jackknife is not right for a median, and counts only grow with the data. */
const WITHOUT_INTERVAL: readonly MeasureName[] = ['medianDelay', 'truePositives', 'falsePositives', 'falseNegatives'];

/** Whether a measure can have an interval. */
export const hasInterval = (name: MeasureName): boolean => !WITHOUT_INTERVAL.includes(name);

function estimateOf(value: number | null | undefined, without: readonly (number | null | undefined)[]) {
  if (typeof value !== 'number' || without.length === 0) return undefined;
  const numbers = without.filter((each): each is number => typeof each === 'number');
  if (numbers.length < without.length) return undefined;
  return { value, ...jackknife(value, numbers) };
}

/** Averages the measures of several draws. */
function meanMeasures(draws: readonly Measures[]): Measures {
  if (draws.length === 1) return draws[0];
  const names = (Object.keys(measureInfo) as MeasureName[]).filter((name) => name in draws[0]);
  return Object.fromEntries(names.map((name) => [name, meanOf(draws.map((each) => each[name] ?? null))]));
}

function cutLabels(series: LabelledSteps, kept: readonly Segment[]): LabelledSteps {
  return { ...series, labels: joined(series.labels, kept, new Uint8Array(lengthOf(kept))) };
}

function cutScores({ test, train }: StepScores, kept: readonly Segment[]): StepScores {
  return { test: joined(test, kept, new Float64Array(lengthOf(kept))), ...(train && { train }) };
}

const lengthOf = (kept: readonly Segment[]) => kept.reduce((sum, { start, end }) => sum + end - start, 0);

function joined<Values extends Uint8Array | Float64Array>(
  values: Values,
  kept: readonly Segment[],
  into: Values,
): Values {
  let at = 0;
  for (const { start, end } of kept) {
    into.set(values.subarray(start, end), at);
    at += end - start;
  }
  return into;
}
