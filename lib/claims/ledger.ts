/** The ledger: the checkable claims of all four reports. */
import { chapterClaims } from './chapter';
import type { LedgerClaim } from './claim';
import { reportOneClaims } from './report-1';
import { reportTwoClaims } from './report-2';
import { reportThreeClaims } from './report-3';

/** In the order of the reports. */
export const ledger: readonly LedgerClaim[] = [
  ...reportOneClaims,
  ...reportTwoClaims,
  ...reportThreeClaims,
  ...chapterClaims,
];
