/** The rules that judge each case by itself: figures and bounds. */
import type { LedgerClaim, Rule } from './claim';
import { formatFigure } from './format-figure';
import { missingCases, type Finding, type JudgedCase } from './judgement';

type RangeRule = Extract<Rule, { kind: 'number' | 'bounds' }>;
type Range = readonly [low: number, high: number];

/**
 * Judges whether the whole interval of each case lies within the range of the rule, and whether a row that knows nothing
 * lies there too.
 *
 * @param all  The cases of the claim and, if it is about a model, rows that know nothing.
 * @throws {DataError} If the model is not among the cases.
 */
export function judgeEach(claim: LedgerClaim, rule: RangeRule, all: readonly JudgedCase[]): Finding {
  const { id, model, unit } = claim;
  const range = rangeOf(rule);
  const isOwn = ({ name }: JudgedCase) => !model || name === '' || name === model || name.startsWith(`${model},`);
  const [cases, trivial] = [all.filter(isOwn), all.filter((each) => !isOwn(each))];
  if (cases.length === 0) throw missingCases(id, `the case "${model}"`, all);
  const holding = cases.filter((each) => isInside(each, range)).length;
  const evidence = { cases, holding, ...(model === undefined ? {} : { trivial }) };
  const reaches = cases.some(({ estimate: { low, high } }) => high >= range[0] && low <= range[1]);
  if (!reaches) {
    const decided = cases.some(({ estimate }) => estimate.alone === undefined);
    return { ...evidence, holds: false, reasons: decided ? [] : aloneOf(cases) };
  }
  const level = trivial.filter((each) => isInside(each, range));
  const knowingNothing = level.map(({ name, estimate }) => `${name} has ${formatFigure(estimate.mean, unit)}`);
  const alone = model !== undefined && trivial.length === 0 ? ['no row that knows nothing beside it'] : [];
  return { ...evidence, holds: true, reasons: [...doubts(cases, holding, range), ...knowingNothing, ...alone] };
}

function rangeOf(rule: RangeRule): Range {
  const [low, high] =
    rule.kind === 'bounds'
      ? [rule.atLeast ?? -Infinity, rule.atMost ?? Infinity]
      : [rule.expected - rule.tolerance, rule.expected + rule.tolerance];
  // In binary the sum of a figure and its tolerance is not exact, and neither is a mean.
  const slack = (end: number) => (Number.isFinite(end) ? 1e-9 * Math.max(1, Math.abs(end)) : 0);
  return [low - slack(low), high + slack(high)];
}

function isInside({ estimate }: JudgedCase, [low, high]: Range): boolean {
  return estimate.mean >= low && estimate.mean <= high;
}

/** Why the cases are as claimed only partly; nothing if the whole interval of each is. */
function doubts(cases: readonly JudgedCase[], holding: number, [low, high]: Range): string[] {
  if (holding === 0) return ['only the interval reaches it'];
  if (holding < cases.length) return [`${holding} of ${cases.length} as claimed`];
  const alone = aloneOf(cases);
  if (alone.length > 0) return alone;
  return cases.every(({ estimate }) => estimate.low >= low && estimate.high <= high)
    ? []
    : ['the interval goes beyond'];
}

/** Finds why a case proves nothing: that it has one seed. */
function aloneOf(cases: readonly JudgedCase[]): string[] {
  return cases.flatMap(({ estimate: { alone } }) => alone ?? []).slice(0, 1);
}
