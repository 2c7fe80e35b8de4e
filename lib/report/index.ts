export { judgeClaims, type Claim, type ClaimRow, type Verdict } from './claims';
export { channelTable, macroTable } from './experiment-table';
export { formatMeasure, toMarkdown, type Table } from './table';
