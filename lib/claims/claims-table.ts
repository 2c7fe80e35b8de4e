/** The ledger judged and printed: the claims of one notebook, or all. */
import { DataError } from '../base/index';
import { type DisplayBundle, emit } from '../plots/notebook';
import { tableBundle } from '../plots/show-table';
import { formatFixed } from '../tables/number-format';
import type { SeedInterval } from '../tables/seed-interval';
import type { Table } from '../tables/table';
import type { LedgerClaim, ReportName, Verdict } from './claim';
import { judge, type Judgement, type MeasuredClaim } from './judge';
import { ledger } from './ledger';

/** A judged claim as it is printed. */
export interface JudgedClaim {
  readonly id: string;
  readonly claim: string;
  /** Empty where nothing was measured. */
  readonly measured: string;
  /** The 95 % interval over seeds; empty for exact values. */
  readonly interval: string;
  readonly verdict: Verdict;
}

/** Judged claims in a cell's output as data: `{ claims }`. The site gathers the ledger from them. */
export const claimsMimeType = 'application/vnd.telltale.claims+json';

/** If a claim has more cases, their range is printed instead of each. */
const LISTED_CASES = 4;

/**
 * Judges the claims that were measured, in the order of the ledger.
 *
 * @param measured  By the ids of the claims.
 * @param obstacle  Why nothing can be judged, e.g. `simulated data`. Every verdict then says so, except those on opinions.
 * @throws {DataError} If the ledger does not have an id, or a rule cannot take its values.
 */
export function judgeLedger(measured: Readonly<Record<string, MeasuredClaim>>, obstacle?: string): JudgedClaim[] {
  const unknown = Object.keys(measured).find((id) => !ledger.some((claim) => claim.id === id));
  if (unknown !== undefined) throw new DataError(`The ledger has no claim "${unknown}"; see lib/claims.`);
  return ledger
    .filter(({ id }) => Object.hasOwn(measured, id))
    .map((claim) => judgedClaim(claim, judge(claim, measured[claim.id]), obstacle));
}

/** Lists the claims of a report that no measurement can decide, each with its reason. */
export function opinionsOf(report: ReportName): JudgedClaim[] {
  const opinions = ledger.filter((claim) => claim.report === report && claim.rule.kind === 'opinion');
  return opinions.map((claim) => judgedClaim(claim, judge(claim)));
}

/**
 * Lists every claim of the ledger: with the verdict of a notebook, or as not checkable with the reason.
 *
 * @param judged  The claims of all notebooks; if two judged the same claim, the last verdict counts.
 */
export function completeLedger(judged: readonly JudgedClaim[]): (LedgerClaim & JudgedClaim)[] {
  const found = new Map(judged.map((row) => [row.id, row]));
  return ledger.map((claim) => ({ ...claim, ...(found.get(claim.id) ?? judgedClaim(claim, judge(claim))) }));
}

/** Counts the claims by verdict, without its reason; each of the four verdicts has a count. */
export function countVerdicts(judged: readonly JudgedClaim[]): Record<string, number> {
  const counts = { reproduced: 0, partly: 0, 'not reproduced': 0, 'not checkable': 0 };
  for (const { verdict } of judged) counts[verdict.replace(/ \(.*$/s, '') as keyof typeof counts]++;
  return counts;
}

/** Makes a table of judged claims. */
export function claimsTable(judged: readonly JudgedClaim[], caption?: string): Table {
  return {
    caption,
    columns: ['Claim', 'Measured', '95 % interval', 'Verdict'].map((heading) => ({ heading, align: 'left' })),
    rows: judged.map(({ claim, measured, interval, verdict }) => [claim, measured || null, interval || null, verdict]),
  };
}

/**
 * Shows judged claims in the running cell, as a table to read and as data for the site.
 *
 * @returns  Nothing in a notebook, elsewhere the bundle.
 */
export function showClaims(judged: readonly JudgedClaim[], options: { caption: string }): DisplayBundle | undefined {
  const bundle = { ...tableBundle(claimsTable(judged, options.caption)), [claimsMimeType]: { claims: judged } };
  return emit(bundle) ? undefined : bundle;
}

function judgedClaim(claim: LedgerClaim, judgement: Judgement, obstacle?: string): JudgedClaim {
  const blocked = obstacle !== undefined && claim.rule.kind !== 'opinion';
  return {
    id: claim.id,
    claim: claim.claim,
    measured: describeCases(judgement),
    interval: describeInterval(judgement),
    verdict: blocked ? `not checkable (${obstacle})` : judgement.verdict,
  };
}

function describeCases({ cases, holding }: Judgement): string {
  if (cases.length <= LISTED_CASES) {
    return cases.map(({ name, interval }) => `${name && `${name} `}${formatFigure(interval.mean)}`).join(', ');
  }
  const means = cases.map(({ interval }) => interval.mean);
  const range = `${formatFigure(Math.min(...means))} to ${formatFigure(Math.max(...means))}`;
  return holding === undefined ? range : `${range}; ${holding} of ${cases.length} as claimed`;
}

function describeInterval({ cases, difference }: Judgement): string {
  const interval = difference ?? (cases.length === 1 ? cases[0].interval : undefined);
  const seeds = Math.max(0, ...cases.map((each) => each.interval.seeds));
  if (seeds <= 1) return '';
  const text = interval ? `${difference ? 'difference ' : ''}${formatEnds(interval)}, ` : '';
  return `${text}${seeds} seeds`;
}

function formatEnds({ low, high }: SeedInterval): string {
  return `${formatFigure(low)} to ${formatFigure(high)}`;
}

/** Formats a figure of any magnitude: three digits after the point below 1, three significant digits from there on. */
function formatFigure(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  if (Math.abs(value) < 0.001) return value.toExponential(1);
  if (Math.abs(value) < 1) return formatFixed(value, 3);
  return Math.abs(value) < 1000 ? String(Number(value.toPrecision(3))) : Math.round(value).toLocaleString('en-US');
}
