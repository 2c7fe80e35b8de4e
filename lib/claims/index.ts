/**
 * The ledger: what the reports claim, and what was measured for each claim.
 *
 * @module
 */
export { reportNames, reportTitles, type LedgerClaim, type ReportName, type Rule, type Verdict } from './claim';
export { ledger } from './ledger';
export { reportedResults, type ReportedResult } from './report-3-results';
export { exerciseClaims, type ExerciseFindings } from './exercise-claims';
export { practiceClaims, timeClaims, type PracticeFindings } from './practice-claims';
export { telemetryClaims } from './telemetry-claims';
export { claimsTable, completeLedger, countVerdicts, judgeLedger, opinionsOf, showClaims } from './claims-table';
export type { JudgedClaim } from './claims-table';
export type { MeasuredClaim, Values } from './judge';
