/** Decides a claim of the ledger by what was measured for it. */
import type { LedgerClaim } from './claim';
import { estimateOf } from './estimate';
import { judgeOrder, judgeTrend } from './judge-differences';
import { judgeEach } from './judge-each';
import type { Finding, JudgedCase, Judgement } from './judgement';
import { casesOf, type MeasuredClaim } from './sample';

export type { MeasuredClaim } from './sample';

/**
 * Decides one claim.
 *
 * @param claim     From the ledger; an opinion takes no measurement.
 * @param measured  Values over seeds, by case where the claim names cases.
 * @throws {DataError} If a case that the rule needs is missing, a value is not finite, or values cannot be compared.
 */
export function judge(claim: LedgerClaim, measured?: MeasuredClaim): Judgement {
  const { id, rule } = claim;
  if (rule.kind === 'opinion') return { verdict: `not checkable (${rule.reason})`, cases: [] };
  if (measured === undefined) return { verdict: 'not checkable (no notebook measures it)', cases: [] };
  const cases = casesOf(claim, measured).map((each): JudgedCase => {
    return { ...each, estimate: estimateOf(each.sample, `Claim ${id}${each.name && `, ${each.name}`}`) };
  });
  if (cases.length === 0) return { verdict: 'not checkable (no such case)', cases };
  if (rule.kind === 'order') return concluded(claim, judgeOrder(id, rule, cases));
  if (rule.kind === 'trend') return concluded(claim, judgeTrend(id, rule, cases));
  return concluded(claim, judgeEach(claim, rule, cases));
}

function concluded({ basis, open }: LedgerClaim, { holds, reasons, ...evidence }: Finding): Judgement {
  if (!holds) {
    return { verdict: reasons.length > 0 ? `not reproduced (${reasons.join('; ')})` : 'not reproduced', ...evidence };
  }
  const all = [...reasons, ...(open === undefined ? [] : [open])];
  if (all.length > 0) return { verdict: `partly (${all.join('; ')})`, ...evidence };
  return { verdict: basis === 'construction' ? 'by construction' : 'reproduced', ...evidence };
}
