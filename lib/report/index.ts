export { judgeClaims, type Claim, type ClaimRow, type Verdict } from './claims';
export { reportNames, reportTitles, type LedgerClaim, type ReportName, type Rule } from './claims/claim';
export { ledger } from './claims/ledger';
export { reportedResults } from './claims/report-3-results';
export { claimsTable, completeLedger, countVerdicts, judgeLedger, opinionsOf, showClaims } from './claims-table';
export type { JudgedClaim } from './claims-table';
export { channelTable, macroTable, seedsTable } from './experiment-table';
export type { Measured } from './judge';
export { ReportError } from './report-error';
export { seedInterval, type SeedInterval } from './seed-interval';
export { kindTable, suiteTable } from './suite-table';
export { formatMeasure, type Cell, type Column, type Table } from './table';
export { toCsv } from './table-csv';
export { toLatex } from './table-latex';
export { fromMarkdown, toMarkdown } from './table-markdown';
export { leaderboardNotes, ownSeriesNotes } from './leaderboard-notes';
export {
  leaderboardTables,
  runWholeLeaderboard,
  type LeaderboardReportOptions,
  type LeaderboardResult,
} from './leaderboard-report';
export { readLeaderboard, writeLeaderboard, type LeaderboardFile } from './leaderboard-file';
export { leaderboardEventTable } from './leaderboard-events';
export { keepChannels } from './leaderboard-rows';
export { leaderboardSequenceTable } from './leaderboard-sequences';
export { leaderboardStepTable } from './leaderboard-steps';
export { leaderboardWindowTable } from './leaderboard-windows';
