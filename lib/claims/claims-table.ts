/** The ledger judged and printed: the claims of one notebook, or all. */
import { counted, DataError } from '../base/index';
import { type DisplayBundle, emit } from '../plots/notebook';
import { tableBundle } from '../plots/show-table';
import type { Table } from '../tables/table';
import type { LedgerClaim, ReportName, Verdict } from './claim';
import { describeInterval, describeValues } from './describe';
import { judge } from './judge';
import type { Judgement } from './judgement';
import { ledger } from './ledger';
import type { MeasuredClaim } from './sample';

/** A judged claim as it is printed. */
export interface JudgedClaim {
  readonly id: string;
  readonly claim: string;
  /** What was measured; outputs of before this column lack it. */
  readonly measure?: string;
  /** The values with their unit; empty where nothing was measured. */
  readonly measured: string;
  /** The 95 % interval that decides, and what it is over; empty where nothing was measured. */
  readonly interval: string;
  readonly verdict: Verdict;
}

/** Judged claims in a cell's output as data: `{ claims }`. The site gathers the ledger from them. */
export const claimsMimeType = 'application/vnd.telltale.claims+json';

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
 * @param judged  The claims of all notebooks; if two have the same claim, the last one that could judge it counts.
 */
export function completeLedger(judged: readonly JudgedClaim[]): (LedgerClaim & JudgedClaim)[] {
  const isBlocked = ({ verdict }: JudgedClaim) => verdict.startsWith('not checkable');
  const blockedFirst = [...judged.filter(isBlocked), ...judged.filter((row) => !isBlocked(row))];
  const found = new Map(blockedFirst.map((row) => [row.id, row]));
  return ledger.map((claim) => ({ ...claim, ...(found.get(claim.id) ?? judgedClaim(claim, judge(claim))) }));
}

/** Counts the claims by verdict, without its reason; each of the five verdicts has a count. */
export function countVerdicts(judged: readonly JudgedClaim[]): Record<string, number> {
  const counts = { reproduced: 0, partly: 0, 'not reproduced': 0, 'by construction': 0, 'not checkable': 0 };
  for (const { verdict } of judged) counts[verdict.replace(/ \(.*$/s, '') as keyof typeof counts]++;
  return counts;
}

/** Makes a table of judged claims. */
export function claimsTable(judged: readonly JudgedClaim[], caption?: string): Table {
  const headings = ['Claim', 'What was measured', 'Value', '95 % interval, over', 'Verdict'];
  return {
    caption,
    columns: headings.map((heading) => ({ heading, align: 'left' })),
    rows: judged.map(({ claim, measure, measured, interval, verdict }) => {
      return [claim, measure || null, measured || null, interval || null, verdict];
    }),
  };
}

/** Says how many claims have which verdict, and names those that are not reproduced. */
export function verdictsSentence(judged: readonly JudgedClaim[]): string {
  const counts = Object.entries(countVerdicts(judged)).filter(([, count]) => count > 0);
  const listed = counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  const against = judged.filter(({ verdict }) => verdict.startsWith('not reproduced')).map(({ claim }) => `"${claim}"`);
  return (
    `Of ${counted(judged.length, 'claim')}: ${listed}.` +
    (against.length > 0 ? ` Not reproduced: ${against.join('; ')}.` : '')
  );
}

/**
 * Shows judged claims in the running cell, as a table to read and as data for the site, and under it a sentence that counts
 * the verdicts.
 *
 * @returns  Nothing in a notebook, elsewhere the bundle of the table.
 */
export function showClaims(judged: readonly JudgedClaim[], options: { caption: string }): DisplayBundle | undefined {
  const bundle = { ...tableBundle(claimsTable(judged, options.caption)), [claimsMimeType]: { claims: judged } };
  if (!emit(bundle)) return bundle;
  const seen = verdictsSentence(judged);
  emit({ 'text/markdown': seen, 'text/plain': seen });
  return undefined;
}

function judgedClaim(claim: LedgerClaim, judgement: Judgement, obstacle?: string): JudgedClaim {
  const { id, rule } = claim;
  const blocked = obstacle !== undefined && rule.kind !== 'opinion';
  return {
    id,
    claim: claim.claim,
    measure: rule.kind === 'opinion' ? '' : claim.measure,
    measured: describeValues(claim, judgement),
    interval: describeInterval(claim, judgement),
    verdict: blocked ? `not checkable (${obstacle})` : judgement.verdict,
  };
}
