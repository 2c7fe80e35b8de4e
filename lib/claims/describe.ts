/** A judgement in words: the values that were measured, and the interval that decides. */
import type { LedgerClaim } from './claim';
import type { Estimate } from './estimate';
import { formatBare, withUnit } from './format-figure';
import type { JudgedCase, Judgement } from './judgement';

/** If a claim has more cases, they are not printed each. */
const LISTED_CASES = 4;

/** Tells what was measured: each case, or the ends of many. Empty where nothing was. */
export function describeValues({ rule, unit }: LedgerClaim, { cases, trivial = [], difference }: Judgement): string {
  if (cases.length === 0) return '';
  const named = (name: string) => (name === '' ? '' : `${name.replace(/:$/, '')}: `);
  const print = ({ name, estimate }: JudgedCase) => `${named(name)}${formatBare(estimate.mean, unit)}`;
  const listed = (some: readonly JudgedCase[]) => some.map(print).join(', ');
  if (cases.length <= LISTED_CASES) return withUnit(listed([...cases, ...trivial]), unit);
  if (rule.kind === 'order') {
    const first = cases.filter(({ name }) => name === rule.first);
    const others = cases.filter((each) => !first.includes(each));
    const best = others.reduce((a, b) => (isBetter(b, a, rule.best) ? b : a));
    return withUnit(`${listed(first)}, best of ${others.length} others ${print(best)}`, unit);
  }
  if (difference) return withUnit(`${print(cases[0])} to ${print(cases[cases.length - 1])}`, unit);
  const means = cases.map(({ estimate }) => estimate.mean);
  const range = `${formatBare(Math.min(...means), unit)} to ${formatBare(Math.max(...means), unit)}`;
  return withUnit([range, ...trivial.map(print)].join(', '), unit);
}

function isBetter(a: JudgedCase, b: JudgedCase, best: 'highest' | 'lowest'): boolean {
  return best === 'highest' ? a.estimate.mean > b.estimate.mean : a.estimate.mean < b.estimate.mean;
}

/** Tells the 95 % interval that decides, and what it is over: `3 seeds`, `7 incidents`, `one seed`, `exact`. */
export function describeInterval({ unit }: LedgerClaim, { cases, difference }: Judgement): string {
  if (cases.length === 0) return '';
  if (difference) return `${hasInterval(difference) ? `${difference.name} ` : ''}${describeOne(difference, unit)}`;
  if (cases.length === 1) return describeOne(cases[0].estimate, unit);
  const over = [...new Set(cases.map(({ estimate }) => estimate.over))].join(' and ');
  return cases.some(({ estimate }) => hasInterval(estimate)) ? `${over} each` : over;
}

function hasInterval({ over, alone }: Estimate): boolean {
  return over !== 'exact' && over !== alone;
}

function describeOne(estimate: Estimate, unit?: string): string {
  const { low, high, over, alone } = estimate;
  if (!hasInterval(estimate)) return over;
  const ends = withUnit(`${formatBare(low, unit)} to ${formatBare(high, unit)}`, unit);
  return [ends, over, ...(alone === undefined ? [] : [alone])].join(', ');
}
