/** The first page: what was asked and found, the results, the claims ledger, the environment. */
import { claimsTable, completeLedger, countVerdicts } from '../claims/claims-table';
import { reportNames, reportTitles } from '../claims/claim';
import { toCsv } from '../tables/table-csv';
import type { Table } from '../tables/table';
import type { NotebookContents, ReportTable } from './contents';
import { escapeHtml } from './html';
import { tableHtml } from './notebook-page';

export interface IndexParts {
  readonly contents: readonly NotebookContents[];
  /** The answers of the notebooks as HTML, in their order; empty where a notebook has none. */
  readonly answers: readonly string[];
  readonly environment: Table;
  /** Where a notebook is: its page, or its chapter in the printed report. */
  readonly hrefOf: (name: string) => string;
  /** On paper tables do not scroll, and the notebooks with the same tables follow in the same document. */
  readonly printed: boolean;
}

/** Tables of results are those that average over channels or seeds and say so. */
const isResult = ({ caption }: ReportTable) => /macro average|over \d+ seeds|leaderboard/i.test(caption);

/** The ledger's tables, one a report, and the environment: the tables that no notebook prints. */
export function reportTables({ contents, environment }: Pick<IndexParts, 'contents' | 'environment'>): ReportTable[] {
  const all = completeLedger(contents.flatMap(({ claims }) => claims));
  const ledgers = reportNames.map((report) => {
    const caption = `Claims: ${reportTitles[report]}`;
    return { ...claimsTable(all.filter((row) => row.report === report)), caption, id: `claims-${report}` };
  });
  return [...ledgers, { ...environment, caption: environment.caption ?? 'Environment', id: 'environment' }];
}

export function indexBody(parts: IndexParts): string {
  const { contents, answers, hrefOf, printed } = parts;
  const shown = (table: ReportTable) => tableHtml(table, { scrolls: !printed, anchor: !isResult(table) });
  const tables = reportTables(parts);
  const ledgers = tables.filter(({ id }) => id.startsWith('claims-'));
  const counts = countVerdicts(completeLedger(contents.flatMap(({ claims }) => claims)));
  // Two notebooks may have tables of one caption; here they must be told apart.
  const results = contents.flatMap(({ notebook, tables }) =>
    [...tables.values()].filter(isResult).map((table) => ({ ...table, caption: `${notebook.name}: ${table.caption}` })),
  );
  const notebooks = contents.map(({ notebook, title }, i) => {
    const link = `<a href="${hrefOf(notebook.name)}">${escapeHtml(notebook.name)}: ${escapeHtml(title)}</a>`;
    return `<h3>${link}</h3>\n${answers[i] || '<p>The notebook has not been run.</p>'}`;
  });
  return [
    '<h1>Telltale: deep anomaly detection, measured</h1>',
    '<p>Deep anomaly detectors on synthetic series, images and spacecraft telemetry, beside baselines that need no training. '
      + 'Every number below was printed by one of the notebooks.</p>',
    '<h2 id="notebooks">Notebooks and their answers</h2>',
    ...notebooks,
    '<h2 id="results">Results</h2>',
    ...(results.length > 0 ? results.map(shown) : ['<p>No notebook prints a table of averages yet.</p>']),
    '<h2 id="claims">What the reports claimed and what was measured</h2>',
    `<p>${Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`).join(', ')}. `
      + 'A verdict rests on the mean over seeds and its 95 % interval; <code>lib/claims</code> has each claim, its measure and its rule.</p>',
    ...ledgers.flatMap((table) => [`<h3>${escapeHtml(table.caption.replace(/^Claims: /, ''))}</h3>`, shown(table)]),
    '<h2 id="environment-versions">Environment and versions</h2>',
    ...tables.filter(({ id }) => id === 'environment').map(shown),
  ].join('\n'); // prettier-ignore
}

/** All claims in one file for a spreadsheet. */
export function ledgerCsv(contents: readonly NotebookContents[]): string {
  const all = completeLedger(contents.flatMap(({ claims }) => claims));
  return toCsv({
    columns: ['id', 'report', 'where', 'claim', 'measure', 'measured', 'interval', 'verdict'],
    rows: all.map((row) => [row.id, row.report, row.where, row.claim, row.measure, row.measured, row.interval, row.verdict]), // prettier-ignore
  });
}
