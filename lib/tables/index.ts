/** Tables of results as plain data, and how they are written as Markdown, CSV and LaTeX. */
export { ReportError } from './table-error';
export { seedInterval, type SeedInterval } from './seed-interval';
export { channelTable, kindTable, suiteTable } from './suite-table';
export { formatMeasure, type Cell, type Column, type Table } from './table';
export { toCsv } from './table-csv';
export { toLatex } from './table-latex';
export { fromMarkdown, toMarkdown } from './table-markdown';
