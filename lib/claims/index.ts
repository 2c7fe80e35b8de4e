/**
 * The ledger: what the reports claim, and what was measured for each claim.
 *
 * @module
 */
export { reportNames, reportTitles, type Basis, type LedgerClaim, type ReportName } from './claim';
export type { Repeat, Rule, Verdict } from './claim';
export { denseClaims, type DenseFindings } from './dense-claims';
export { ledger } from './ledger';
export {
  bestModelClaims,
  costClaims,
  falsePositiveRate,
  modelClaims,
  reportSizes,
  sizeClaims,
} from './report-3-measured';
export { reportedResults, reportedTolerances, type ReportedResult } from './report-3-results';
export { exerciseClaims, type ExerciseFindings } from './exercise-claims';
export { practiceClaims, timeClaims, type PracticeFindings } from './practice-claims';
export { telemetryClaims } from './telemetry-claims';
export { claimsTable, completeLedger, countVerdicts, judgeLedger, opinionsOf, showClaims } from './claims-table';
export type { JudgedClaim } from './claims-table';
export { besideTrivial, sampleOf, samplesBeside } from './from-results';
export type { MeasuredClaim, Sample, Values } from './sample';
export { generatorClaims, searchTimeClaims, type GeneratorFindings } from './generator-claims';
export { judgeLstmAutoencoder, judgeLstmVae } from './lstm-vae-claims';
