/**
 * Tables of results as plain data, and their writers: Markdown, HTML, LaTeX and CSV.
 *
 * @module
 */
export { choiceTable, chooseRows, type ChoiceRule } from './choice-table';
export { classTable } from './class-table';
export { figureTable, type FigureColumn } from './figure-table';
export { extremes, type Extremes } from './extremes';
export { formatFixed, formatMeasure, formatShort, formatSigned, percent } from './number-format';
export { recordsTable, type TableOptions, type TableRecord } from './records-table';
export { seedInterval, type SeedInterval } from './seed-interval';
export { lineOverSeeds, seedLine, seedText, type SeedLine } from './seed-text';
export { sharedValues, sharedValueText } from './shared-value';
export {
  channelTable,
  kindTable,
  measureColumn,
  NATS,
  natsColumn,
  natsOf,
  seedValues,
  suiteTable,
} from './suite-table';
export type { Cell, Column, IntervalCell, Table } from './table';
export { parseCsv, toCsv } from './table-csv';
export { toHtml } from './table-html';
export { toLatex } from './table-latex';
export { toMarkdown } from './table-markdown';
