/** Holding what a report claims against what was measured. */

export type Verdict = 'reproduced' | 'partly' | 'not reproduced' | `not checkable (${string})`;

export interface Claim {
  /** The report's sentence or figure. */
  readonly claim: string;
  readonly measured: string;
  /** Whether it came back: a truth value, or how many of how many cases hold. */
  readonly holds: boolean | readonly boolean[];
}

/** A type, not an interface: only so can a table take it for a record. */
export type ClaimRow = {
  readonly claim: string;
  readonly measured: string;
  readonly verdict: Verdict;
};

/**
 * The rows of a claims table. A claim about several cases is reproduced when all hold, partly when some do.
 *
 * @param obstacle  Why nothing can be said, e.g. `simulated data`; every verdict then says so.
 */
export function judgeClaims(claims: readonly Claim[], obstacle?: string): ClaimRow[] {
  return claims.map(({ claim, measured, holds }) => ({ claim, measured, verdict: judge(holds, obstacle) }));
}

function judge(holds: Claim['holds'], obstacle?: string): Verdict {
  if (obstacle) return `not checkable (${obstacle})`;
  const cases = typeof holds === 'boolean' ? [holds] : holds;
  if (cases.length === 0) return 'not checkable (no such case)';
  if (cases.every(Boolean)) return 'reproduced';
  return cases.some(Boolean) ? 'partly' : 'not reproduced';
}
