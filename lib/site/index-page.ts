/** The first page: the answers of the notebooks, the results, the claims ledger, the environment. */
import { reportNames, reportTitles } from '../claims/claim';
import { claimsTable, completeLedger, countVerdicts } from '../claims/claims-table';
import type { Table } from '../tables/table';
import { toCsv } from '../tables/table-csv';
import { escapeHtml } from '../tables/table-html';
import type { NotebookContents, SiteTable } from './contents';
import { tableHtml } from './notebook-page';

interface IndexParts {
  readonly contents: readonly NotebookContents[];
  /** The answers of the notebooks as HTML, in their order; empty if a notebook has none. */
  readonly answers: readonly string[];
  readonly environment: Table;
  /** Gives the address of a notebook: its page, or its chapter in print. */
  readonly hrefOf: (name: string) => string;
  /** Whether the page is printed: then tables do not scroll, and the notebooks follow in the same document. */
  readonly printed: boolean;
}

/** Whether a table holds results: its caption says that it averages over channels or seeds. */
const isResult = ({ caption }: SiteTable) => /macro average|over \d+ seeds|leaderboard/i.test(caption);

/** Makes the tables that no notebook prints: the ledger, one table a report, and the environment. */
export function indexTables({ contents, environment }: Pick<IndexParts, 'contents' | 'environment'>): SiteTable[] {
  const all = completeLedger(contents.flatMap(({ claims }) => claims));
  const ledgers = reportNames.map((report) => {
    const caption = `Claims: ${reportTitles[report]}`;
    return { ...claimsTable(all.filter((row) => row.report === report)), caption, id: `claims-${report}` };
  });
  return [...ledgers, { ...environment, caption: environment.caption ?? 'Environment', id: 'environment' }];
}

/** Writes the first page as HTML, without its frame. */
export function indexBody(parts: IndexParts): string {
  const { contents, answers, hrefOf, printed } = parts;
  const shown = (table: SiteTable) => tableHtml(table, { scrolls: !printed, anchor: !isResult(table) });
  const tables = indexTables(parts);
  const ledgers = tables.filter(({ id }) => id.startsWith('claims-'));
  const counts = countVerdicts(completeLedger(contents.flatMap(({ claims }) => claims)));
  // Two notebooks may have tables of the same caption.
  const results = contents.flatMap(({ notebook, tables }) =>
    [...tables.values()].filter(isResult).map((table) => ({ ...table, caption: `${notebook.name}: ${table.caption}` })),
  );
  const notebooks = contents.map(({ notebook, title }, i) => {
    const link = `<a href="${escapeHtml(hrefOf(notebook.name))}">${escapeHtml(notebook.name)}: ${escapeHtml(title)}</a>`;
    return `<h3>${link}</h3>\n${answers[i] || '<p>The notebook holds no answer; run it again.</p>'}`;
  });
  const intro =
    'Deep anomaly detectors on synthetic series, images and spacecraft telemetry, beside baselines that need no training. ' +
    'One of the notebooks printed every number below.';
  const counted = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
  const verdicts =
    `${counted.join(', ')}. ` +
    'A claim is reproduced where the whole 95 % interval over seeds, channels or incidents is as claimed; one seed has no ' +
    'interval, so that it reproduces none. What a generator was told, or what holds by definition, is true by ' +
    'construction and counts apart. <code>lib/claims</code> has each claim, its measure and its rule.';
  const noResults = '<p>No notebook holds a table of averages as data; run the notebooks again.</p>';
  return [
    '<h1>Telltale: deep anomaly detection, measured</h1>',
    `<p>${intro}</p>`,
    '<h2 id="notebooks">Notebooks and their answers</h2>',
    ...notebooks,
    '<h2 id="results">Results</h2>',
    ...(results.length > 0 ? results.map(shown) : [noResults]),
    '<h2 id="claims">What the reports claimed and what was measured</h2>',
    `<p>${verdicts}</p>`,
    ...ledgers.flatMap((table) => [`<h3>${escapeHtml(table.caption.replace(/^Claims: /, ''))}</h3>`, shown(table)]),
    '<h2 id="environment-versions">Environment and versions</h2>',
    ...tables.filter(({ id }) => id === 'environment').map(shown),
  ].join('\n');
}

/** Writes all claims as CSV for a spreadsheet. */
export function ledgerCsv(contents: readonly NotebookContents[]): string {
  const all = completeLedger(contents.flatMap(({ claims }) => claims));
  const columns = ['id', 'report', 'where', 'claim', 'measure', 'measured', 'interval', 'verdict'] as const;
  return toCsv({ columns, rows: all.map((row) => columns.map((column) => row[column])) });
}
