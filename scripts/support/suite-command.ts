/** `--suite` of a report: what its options mean, and how its tables are printed. */
import { findSmapMsl } from '../../lib/data';
import { writeFileAtomic } from '../../lib/base';
import { findSuite, runSuite, type SuiteResult } from '../../lib/experiments';
import { kindTable, suiteTable, toMarkdown } from '../../lib/tables';
import { fromInvocation, requireWritable } from './command';
import { refuse, SIMULATED, type Options } from './experiment-options';
import { describeWorkers, placeOf, requireAll } from './experiment-place';
import { progressBar } from './progress';

/** What a suite decides by itself; its seeds too, of which `--seed` has a default and says nothing. */
const decidedBySuite = ['model', 'sweep', 'units', 'windowSize', 'stride', 'percentile', 'seeds', 'figure', 'config'] as const; // prettier-ignore

/** Which series, of which a suite has its own choice. */
const series = ['channels', 'train', 'test', 'labels', 'labelColumn', 'timestampColumn'] as const;

/** The tables of a report; `storeGiven` tells a folder that was named from the default. */
export async function suiteCommand(name: string, options: Options, storeGiven: boolean): Promise<void> {
  const tablesOf = findSuite(name);
  refuse(`--suite ${name}`, options, decidedBySuite);
  const why = "a report's suite runs on the telemetry's channels, --model on channels of one's own";
  refuse(`--suite ${name}`, options, series, why);
  const json = fromInvocation(options.json);
  if (json) requireWritable('--json', json);
  const { profile, workers } = options;
  const { root, simulated } = findSmapMsl({ data: fromInvocation(options.data) });
  console.log(await describeWorkers(options));
  console.log(`Telemetry: ${root}${simulated ? SIMULATED : ''}`);
  const bar = progressBar('runs');
  const tables = tablesOf({ profile, telemetry: root });
  const run = { profile, workers, onProgress: bar.update, ...placeOf(options, bar, storeGiven) };
  const result = await runSuite(tables, run).finally(bar.stop);
  printSuite(result);
  if (json) writeFileAtomic(json, `${JSON.stringify({ ...result, simulated }, null, 2)}\n`);
  requireAll(result);
}

/** Prints each table that has rows, the one by kinds of anomaly below it, and its notes. */
export function printSuite({ tables }: SuiteResult): void {
  for (const table of tables.filter(({ rows }) => rows.length > 0)) {
    const kinds = kindTable(table);
    console.log(`\n${toMarkdown(suiteTable(table))}${kinds ? `\n\n${toMarkdown(kinds)}` : ''}`);
    for (const note of table.table.notes) console.log(`Note: ${note}`);
  }
}
