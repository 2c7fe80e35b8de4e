/** Decides a claim of the ledger by what was measured for it. */
import { DataError, type NumberArray } from '../base/index';
import type { LedgerClaim, Rule, Verdict } from './claim';
import { seedInterval, type SeedInterval } from '../tables/seed-interval';

/** One exact value, or one value a seed. */
export type Values = number | NumberArray;
/** What was measured for a claim: values, or values by the names of its cases. */
export type MeasuredClaim = Values | Readonly<Record<string, Values>>;

/** One case of a claim: a model, a channel, a latent dimension. */
interface MeasuredCase {
  /** Empty where the claim has no cases. */
  readonly name: string;
  readonly interval: SeedInterval;
  /** One value a seed, or one exact value. */
  readonly values: NumberArray;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly cases: readonly MeasuredCase[];
  /** For an order, the lead over the runner-up; for a trend, the change from first to last. */
  readonly difference?: SeedInterval;
  /** How many cases hold, for rules that judge each case by itself. */
  readonly holding?: number;
}

/** Whether a case holds; `perhaps` if only its interval does. */
type Holds = 'yes' | 'perhaps' | 'no';

/**
 * Decides one claim.
 *
 * @param claim     From the ledger; an opinion takes no measurement.
 * @param measured  Values over seeds, by case where the claim names cases.
 * @throws {DataError} If a case that the rule needs is missing, or a value is not finite.
 */
export function judge(claim: LedgerClaim, measured?: MeasuredClaim): Judgement {
  const { rule } = claim;
  if (rule.kind === 'opinion') return { verdict: `not checkable (${rule.reason})`, cases: [] };
  if (measured === undefined) return { verdict: 'not checkable (no notebook measures it)', cases: [] };
  const cases = casesOf(claim, measured);
  if (cases.length === 0) return { verdict: 'not checkable (no such case)', cases };
  if (rule.kind === 'order') return judgeOrder(claim.id, rule, cases);
  if (rule.kind === 'trend') return judgeTrend(claim.id, rule, cases);
  const holds = cases.map(({ interval }) => within(rangeOf(rule), interval));
  return { verdict: verdictOf(holds), cases, holding: holds.filter((each) => each === 'yes').length };
}

function casesOf(claim: LedgerClaim, measured: MeasuredClaim): MeasuredCase[] {
  const named = isByCase(measured) ? measured : { '': measured };
  return Object.entries(named).map(([name, given]) => {
    const values = typeof given === 'number' ? [given] : given;
    return { name, values, interval: seedInterval(values, `Claim ${claim.id}${name && `, ${name}`}`) };
  });
}

function isByCase(measured: MeasuredClaim): measured is Readonly<Record<string, Values>> {
  return typeof measured === 'object' && !Array.isArray(measured) && !ArrayBuffer.isView(measured);
}

function rangeOf(rule: Extract<Rule, { kind: 'number' | 'bounds' }>): [low: number, high: number] {
  if (rule.kind === 'bounds') return [rule.atLeast ?? -Infinity, rule.atMost ?? Infinity];
  // In binary the sum of a figure and its tolerance is not exact.
  const slack = 1e-9 * Math.max(1, Math.abs(rule.expected));
  return [rule.expected - rule.tolerance - slack, rule.expected + rule.tolerance + slack];
}

function within([low, high]: [number, number], interval: SeedInterval): Holds {
  if (interval.mean >= low && interval.mean <= high) return 'yes';
  return interval.high >= low && interval.low <= high ? 'perhaps' : 'no';
}

function verdictOf(holds: readonly Holds[]): Verdict {
  if (holds.every((each) => each === 'yes')) return 'reproduced';
  return holds.every((each) => each === 'no') ? 'not reproduced' : 'partly';
}

function judgeOrder(id: string, rule: Extract<Rule, { kind: 'order' }>, cases: readonly MeasuredCase[]): Judgement {
  const first = cases.find(({ name }) => name === rule.first);
  const others = cases.filter((each) => each !== first);
  if (!first || others.length === 0) {
    const found = cases.map(({ name }) => `"${name}"`).join(', ');
    throw new DataError(`Claim ${id} needs the case "${rule.first}" and at least one other; found ${found}.`);
  }
  const leads = others.map((other) => (rule.best === 'highest' ? lead(first, other) : lead(other, first)));
  const difference = leads.reduce((least, each) => (each.mean < least.mean ? each : least));
  if (!(difference.mean > 0)) return { verdict: 'not reproduced', cases, difference };
  return { verdict: leads.every(({ low }) => low > 0) ? 'reproduced' : 'partly', cases, difference };
}

function judgeTrend(id: string, rule: Extract<Rule, { kind: 'trend' }>, cases: readonly MeasuredCase[]): Judgement {
  const sorted = [...cases].sort((a, b) => Number(a.name) - Number(b.name));
  const needed = rule.direction === 'flattens' ? 3 : 2;
  if (sorted.length < needed || sorted.some(({ name }) => name === '' || !Number.isFinite(Number(name)))) {
    const found = cases.map(({ name }) => `"${name}"`).join(', ');
    throw new DataError(`Claim ${id} needs at least ${needed} cases named by numbers; found ${found}.`);
  }
  const sign = rule.direction === 'falls' ? -1 : 1;
  const difference = lead(sorted[sorted.length - 1], sorted[0]);
  const steps = sorted.slice(1).map((each, i) => sign * (each.interval.mean - sorted[i].interval.mean));
  if (!(sign * difference.mean > 0)) return { verdict: 'not reproduced', cases: sorted, difference };
  if (rule.direction === 'flattens') {
    const perDoubling = steps.map((step, i) => step / Math.log2(Number(sorted[i + 1].name) / Number(sorted[i].name)));
    const flattens = perDoubling[steps.length - 1] < perDoubling[0];
    return { verdict: flattens ? 'reproduced' : 'not reproduced', cases: sorted, difference };
  }
  const beyondChance = sign > 0 ? difference.low > 0 : difference.high < 0;
  const steady = steps.every((step) => step >= 0);
  return { verdict: steady && beyondChance ? 'reproduced' : 'partly', cases: sorted, difference };
}

/** Computes how far `a` lies above `b`: seed by seed where both have as many seeds, otherwise from the means. */
function lead(a: MeasuredCase, b: MeasuredCase): SeedInterval {
  const paired = a.values.length === b.values.length;
  const differences = paired
    ? Array.from(a.values, (value, seed) => value - b.values[seed])
    : [a.interval.mean - b.interval.mean];
  return seedInterval(differences, `${a.name} minus ${b.name}`);
}
