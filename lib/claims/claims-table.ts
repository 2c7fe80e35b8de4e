/** The ledger judged and printed: the part of a notebook, or all of it. */
import { type DisplayBundle, emit } from '../plots/notebook';
import { tableBundle } from '../plots/show-table';
import type { Verdict } from './claims';
import { reportNames, type LedgerClaim, type ReportName } from './claim';
import { ledger } from './ledger';
import { judge, type Judgement, type Measured } from './judge';
import { ReportError } from '../tables/table-error';
import type { SeedInterval } from '../tables/seed-interval';
import type { Table } from '../tables/table';

/** A judged claim as it is printed. A type, not an interface: only so can a table take it for a record. */
export type JudgedClaim = {
  readonly id: string;
  readonly claim: string;
  /** Empty where nothing was measured. */
  readonly measured: string;
  /** The 95 % interval over seeds; empty for exact values. */
  readonly interval: string;
  readonly verdict: Verdict;
};

/** The judged claims in a cell's output as data, from which the report gathers the ledger. */
export const claimsMimeType = 'application/vnd.telltale.claims+json';

/** More cases than this are summed up instead of listed. */
const LISTED_CASES = 4;

/**
 * Judges the claims that were measured.
 *
 * @param measured  By the claims' ids; the order of the rows is the ledger's.
 * @param obstacle  Why nothing can be said, e.g. `simulated data`; every verdict but an opinion's then says so.
 * @throws {ReportError} For an id that the ledger does not have, or values that its rule cannot take.
 */
export function judgeLedger(measured: Readonly<Record<string, Measured>>, obstacle?: string): JudgedClaim[] {
  const unknown = Object.keys(measured).find((id) => !ledger.some((claim) => claim.id === id));
  if (unknown !== undefined) throw new ReportError(`The ledger has no claim "${unknown}"; see lib/claims.`);
  return ledger
    .filter(({ id }) => Object.hasOwn(measured, id))
    .map((claim) => judgedClaim(claim, judge(claim, measured[claim.id]), obstacle));
}

/** The claims of a report that nothing can decide, each with its reason. */
export function opinionsOf(report: ReportName): JudgedClaim[] {
  const opinions = ledger.filter((claim) => claim.report === report && claim.rule.kind === 'opinion');
  return opinions.map((claim) => judgedClaim(claim, judge(claim)));
}

/**
 * Every claim of the ledger: with the verdict that a notebook gave, or as not checkable with the reason.
 *
 * @param judged  Of all notebooks; where two judged a claim, the last one counts.
 */
export function completeLedger(judged: readonly JudgedClaim[]): (LedgerClaim & JudgedClaim)[] {
  const found = new Map(judged.map((row) => [row.id, row]));
  return ledger.map((claim) => ({ ...claim, ...(found.get(claim.id) ?? judgedClaim(claim, judge(claim))) }));
}

/** How many claims have each verdict, reasons left out; all four verdicts are there. */
export function countVerdicts(judged: readonly JudgedClaim[]): Record<string, number> {
  const counts = { reproduced: 0, partly: 0, 'not reproduced': 0, 'not checkable': 0 };
  for (const { verdict } of judged) counts[verdict.replace(/ \(.*$/s, '') as keyof typeof counts]++;
  return counts;
}

/** Judged claims as a table for Markdown, CSV and LaTeX. */
export function claimsTable(judged: readonly JudgedClaim[], caption?: string): Table {
  return {
    caption,
    columns: ['Claim', 'Measured', '95 % interval', 'Verdict'].map((heading) => ({ heading, align: 'left' })),
    rows: judged.map(({ claim, measured, interval, verdict }) => [claim, measured || null, interval || null, verdict]),
  };
}

/**
 * Shows judged claims in the running cell, as a table to read and as data for the report.
 *
 * @returns  Nothing in a notebook, elsewhere the bundle.
 */
export function showClaims(judged: readonly JudgedClaim[], options: { caption: string }): DisplayBundle | undefined {
  const rows = judged.map(({ claim, measured, interval, verdict }) => {
    return { claim, measured, '95 % interval': interval, verdict };
  });
  const bundle = { ...tableBundle(rows, options), [claimsMimeType]: { claims: judged } };
  return emit(bundle) ? undefined : bundle;
}

/** Whether a report of this name exists. */
export function isReportName(name: string): name is ReportName {
  return (reportNames as readonly string[]).includes(name);
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

/** Fractions with three digits as papers print them, whole numbers with thousands apart, others with three digits. */
export function formatFigure(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  if (Math.abs(value) < 0.001) return value.toExponential(1);
  if (Math.abs(value) < 1) return value.toFixed(3).replace(/^(-?)0\./, '$1.');
  return Math.abs(value) < 1000 ? String(Number(value.toPrecision(3))) : Math.round(value).toLocaleString('en-US');
}
