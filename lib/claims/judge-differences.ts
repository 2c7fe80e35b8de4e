/** The rules that judge cases against each other: orders and trends. */
import type { Rule } from './claim';
import { estimate, type Estimate } from './estimate';
import { missingCases, type Difference, type Finding, type JudgedCase } from './judgement';

type OrderRule = Extract<Rule, { kind: 'order' }>;
type TrendRule = Extract<Rule, { kind: 'trend' }>;

/**
 * Judges whether the first case leads each other one by more than chance. The lead that is told is the one that decides:
 * where the first is ahead of all, the one whose interval reaches lowest; otherwise one that lies wholly below 0, or the
 * least if there is none.
 *
 * @throws {DataError} If the first case, or every other one, is missing.
 */
export function judgeOrder(id: string, rule: OrderRule, cases: readonly JudgedCase[]): Finding {
  const first = cases.find(({ name }) => name === rule.first);
  const others = cases.filter((each) => each !== first);
  if (!first || others.length === 0) throw missingCases(id, `the case "${rule.first}" and at least one other`, cases);
  const sign = rule.best === 'highest' ? 1 : -1;
  const leads = others.map((other): Difference => {
    const name = `lead over ${other.name}`;
    const terms = [
      [sign, first.sample],
      [-sign, other.sample],
    ] as const;
    return { ...estimate(terms, `Claim ${id}, ${name},`), name };
  });
  const least = (some: readonly Difference[], end: 'mean' | 'low') => some.reduce((a, b) => (b[end] < a[end] ? b : a));
  const behind = leads.filter((lead) => !(lead.mean > 0));
  if (behind.length > 0) {
    const certain = behind.filter((lead) => doubtsAgainst(lead, 1).length === 0);
    const against = least(certain.length > 0 ? certain : behind, 'mean');
    return { cases, difference: against, holds: false, reasons: doubtsAgainst(against, 1) };
  }
  const alone = leads.filter((lead) => lead.alone !== undefined);
  const decides = alone.length > 0 ? least(alone, 'mean') : least(leads, 'low');
  return { cases, difference: decides, holds: true, reasons: doubts(decides, decides.low > 0) };
}

/**
 * Judges whether the measure rises, falls or flattens with the cases' numbers.
 *
 * @throws {DataError} If there are too few cases, or one is not named by a number.
 */
export function judgeTrend(id: string, { direction }: TrendRule, cases: readonly JudgedCase[]): Finding {
  const sorted = [...cases].sort((a, b) => Number(a.name) - Number(b.name));
  const needed = direction === 'flattens' ? 3 : 2;
  if (sorted.length < needed || sorted.some(({ name }) => name === '' || !Number.isFinite(Number(name)))) {
    throw missingCases(id, `at least ${needed} cases named by numbers`, cases);
  }
  const last = sorted.length - 1;
  const sign = direction === 'falls' ? -1 : 1;
  const sum = (name: string, weights: readonly number[]): Difference => {
    const terms = weights.map((weight, i) => [weight, sorted[i].sample] as const).filter(([weight]) => weight !== 0);
    return { ...estimate(terms, `Claim ${id}, ${name},`), name };
  };
  const ends = sorted.map((_, i) => (i === 0 ? -1 : i === last ? 1 : 0));
  const change = sum(`change from ${sorted[0].name} to ${sorted[last].name}`, ends);
  const evidence = { cases: sorted, difference: change };
  if (!(sign * change.mean > 0)) return { ...evidence, holds: false, reasons: doubtsAgainst(change, sign) };
  if (direction === 'flattens') {
    const bend = sum('last gain per doubling less the first', bendWeights(sorted.map(({ name }) => Number(name))));
    const bent = { cases: sorted, difference: bend };
    if (!(bend.mean < 0)) return { ...bent, holds: false, reasons: doubtsAgainst(bend, -1) };
    return { ...bent, holds: true, reasons: doubts(bend, bend.high < 0) };
  }
  const steady = sorted.slice(1).every(({ estimate }, i) => sign * (estimate.mean - sorted[i].estimate.mean) >= 0);
  const reasons = doubts(change, sign > 0 ? change.low > 0 : change.high < 0);
  return { ...evidence, holds: true, reasons: steady ? reasons : [...reasons, 'not at every step'] };
}

/** Computes the weights by which the values at these numbers add up to the last gain per doubling less the first. */
function bendWeights(numbers: readonly number[]): number[] {
  const weights = numbers.map(() => 0);
  for (const [i, sign] of [[1, -1] as const, [numbers.length - 1, 1] as const]) {
    const perDoubling = sign / Math.log2(numbers[i] / numbers[i - 1]);
    weights[i] += perDoubling;
    weights[i - 1] -= perDoubling;
  }
  return weights;
}

function doubts({ alone }: Estimate, beyondChance: boolean): string[] {
  if (alone !== undefined) return [alone];
  return beyondChance ? [] : ['within chance'];
}

/**
 * Finds why a difference that goes against the claim does not decide. A difference that does not vary decides, also where
 * it is 0.
 *
 * @param sign  Of the difference that is claimed.
 */
function doubtsAgainst(difference: Estimate, sign: number): string[] {
  const { low, high } = difference;
  return doubts(difference, low === high || (sign > 0 ? high < 0 : low > 0));
}
