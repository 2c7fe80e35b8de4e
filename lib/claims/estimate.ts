/** A mean with its 95 % interval over seeds, channels or incidents, of one sample or of a difference between samples. */
import { DataError, mean, studentT, type NumberArray } from '../base/index';
import { groupedInterval } from '../metrics/grouped-interval';
import { seedInterval } from '../tables/seed-interval';
import { repeats, type Repeat } from './claim';
import type { Sample } from './sample';

export interface Estimate {
  readonly mean: number;
  /** Both ends are the mean where there is no interval. */
  readonly low: number;
  readonly high: number;
  /** What the interval is over: `3 seeds`, `7 incidents`, `exact`, `one seed`. */
  readonly over: string;
  /** Why it proves nothing: `one seed`. Not there if the value is exact, or has an interval over all that it varies with. */
  readonly alone?: string;
}

/** A sample and the weight that it has in a sum. */
export type Term = readonly [weight: number, sample: Sample];

/**
 * Computes a weighted sum of samples with its interval: `[[1, a], [-1, b]]` is a's lead over b. Seeds are paired by
 * position, channels by name; lists of unequal lengths are not paired, and their variances add up (Welch). If there is
 * more than one interval, it is the widest.
 *
 * @param name  What is computed, for messages.
 * @throws {DataError} If a value is missing or not finite, or the samples do not have the same channels.
 * @see Welch 1947, "The generalization of 'Student's' problem when several different population variances are involved",
 *      Biometrika 34.
 */
export function estimate(terms: readonly Term[], name: string): Estimate {
  const own = overRepeats(terms, name);
  const found = [...(own ? [own] : []), ...overChannels(terms, name)];
  const [first] = found;
  const alone = found.find((each) => each.alone !== undefined)?.alone;
  const intervals = found.filter((each) => each.alone === undefined && each.over !== 'exact');
  const widest = (intervals.length > 0 ? intervals : found).reduce((a, b) => (b.high - b.low > a.high - a.low ? b : a));
  return { ...widest, mean: first.mean, ...(alone === undefined ? {} : { alone }) };
}

/** Estimates one sample over its repeats alone, over channels only if there are no repeats. */
export function estimateOf(sample: Sample, name: string): Estimate {
  const over = overRepeats([[1, sample]], name);
  return over ?? estimate([[1, sample]], name);
}

function overRepeats(terms: readonly Term[], name: string): Estimate | undefined {
  const lists = terms.map(([weight, sample]) => ({ weight, ...repeatsOf(sample) }));
  const exact = terms.reduce((sum, [weight, sample]) => sum + weight * (sample.exact ?? 0), 0);
  const varying = lists.flatMap(({ weight, unit, values }) => (unit && values ? [{ weight, unit, values }] : []));
  if (varying.length === 0) {
    if (terms.some(([, sample]) => sample.exact === undefined)) return undefined;
    if (!Number.isFinite(exact)) throw new DataError(`${name} is ${exact}; expected a finite number.`);
    return { mean: exact, low: exact, high: exact, over: 'exact' };
  }
  const units = [...new Set(varying.map(({ unit }) => unit))];
  if (units.length > 1 || terms.some(([, sample]) => !repeatsOf(sample).unit && sample.exact === undefined)) {
    throw new DataError(`${name} needs all its values over ${units[0]}, or exact.`);
  }
  const counts = [...new Set(varying.map(({ values }) => values.length))];
  if (counts.length > 1) return unpaired(varying, exact, name);
  const sums = Array.from({ length: counts[0] }, (_, i) =>
    varying.reduce((sum, { weight, values }) => sum + weight * values[i], exact),
  );
  const { mean, low, high } = seedInterval(sums, name);
  return { mean, low, high, ...counted(counts, units[0]) };
}

function repeatsOf(sample: Sample): { unit?: Repeat; values?: NumberArray } {
  const unit = (Object.keys(repeats) as Repeat[]).find((key) => sample[key] !== undefined);
  return { unit, values: unit && sample[unit] };
}

function counted(counts: readonly number[], unit: Repeat): Pick<Estimate, 'over' | 'alone'> {
  const single = `one ${repeats[unit]}`;
  return counts.includes(1) ? { over: single, alone: single } : { over: `${counts.join(' and ')} ${unit}` };
}

/** Adds up variances of the mean; the degrees of freedom are Welch's, rounded down. */
function unpaired(
  terms: readonly { weight: number; unit: Repeat; values: NumberArray }[],
  exact: number,
  name: string,
): Estimate {
  const found = terms.map(({ weight, values }) => {
    const { mean, deviation, seeds } = seedInterval(values, name);
    return { mean: weight * mean, variance: (weight * deviation) ** 2 / seeds, degrees: seeds - 1 };
  });
  const sum = (of: (each: (typeof found)[number]) => number) => found.reduce((total, each) => total + of(each), 0);
  const middle = exact + sum((each) => each.mean);
  const over = counted([...new Set(terms.map(({ values }) => values.length))], terms[0].unit);
  const variance = sum((each) => each.variance);
  if (over.alone !== undefined || variance === 0) return { mean: middle, low: middle, high: middle, ...over };
  const degrees = variance ** 2 / sum((each) => each.variance ** 2 / each.degrees);
  const reach = studentT(Math.max(1, Math.floor(degrees))) * Math.sqrt(variance);
  return { mean: middle, low: middle - reach, high: middle + reach, ...over };
}

/** Over channels and over incidents; nothing where no sample has values by channel. */
function overChannels(terms: readonly Term[], name: string): Estimate[] {
  const [first] = terms.flatMap(([, { channels }]) => (channels ? [channels] : []));
  if (first === undefined) return [];
  const names = Object.keys(first);
  const sums = names.map((channel) =>
    terms.reduce((sum, [weight, { channels }]) => sum + weight * (channels?.[channel] ?? NaN), 0),
  );
  const odd = names.find((_, i) => !Number.isFinite(sums[i]));
  const longer = terms.find(([, { channels }]) => channels && Object.keys(channels).length > names.length);
  if (odd !== undefined || longer) {
    throw new DataError(`${name} needs a finite value on the same channels in all its cases; ${odd ? `${odd} has none` : 'one has more channels'}.`); // prettier-ignore
  }
  const groups = terms.map(([, { incidents }]) => incidents).find((incidents) => incidents !== undefined);
  const intervals = groups === undefined ? [undefined] : [undefined, groups];
  return intervals.map((incidents) => {
    const { low, high, groups: count } = groupedInterval(names, sums, incidents);
    const [one, many] = incidents === undefined ? ['channel', 'channels'] : ['incident', 'incidents'];
    const over = count === 1 ? { over: `one ${one}`, alone: `one ${one}` } : { over: `${count} ${many}` };
    return { mean: mean(sums), low, high, ...over };
  });
}
