/**
 * Tables of results as plain data, and their writers: Markdown, HTML, LaTeX and CSV.
 *
 * @module
 */
export { formatFixed, formatMeasure, formatSigned } from './number-format';
export { recordsTable, type TableOptions, type TableRecord } from './records-table';
export { seedInterval, type SeedInterval } from './seed-interval';
export { channelTable, kindTable, measureColumn, seedValues, suiteTable } from './suite-table';
export type { Cell, Column, IntervalCell, Table } from './table';
export { toCsv } from './table-csv';
export { toHtml } from './table-html';
export { toLatex } from './table-latex';
export { toMarkdown } from './table-markdown';
