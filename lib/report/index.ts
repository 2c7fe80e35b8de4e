export { channelTable, macroTable } from './experiment-table';
export { formatMeasure, toMarkdown, type Table } from './table';
