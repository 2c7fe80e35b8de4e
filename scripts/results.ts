/**
 * npm run results -- list [detector=lstm-vae] [seed=0|1]
 * npm run results -- show 3fa9
 * npm run results -- compare --by config.latentDim [--measure rocAuc]     or     compare --with OTHER_STORE
 * npm run results -- export --format csv --output results.csv
 */
import { Command, Option } from 'commander';
import path from 'node:path';
import { counted, REPOSITORY_ROOT, writeFileAtomic } from '../lib/base';
import { changedSettings, compareBy, executor, filterRecords, flattenRecord } from '../lib/experiments';
import { compareStores, figuresHash, ResultStore, type JobRecord } from '../lib/runs';
import { toCsv, toMarkdown, type Table } from '../lib/tables';
import { groupTable, shortened } from './support/group-table';
import { fromInvocation, requireWritable, runCommand } from './support/command';

const filterHelp = 'only results whose fields have these values: field=value, field=value|value';

const command = new Command('npm run results --')
  .description('Lists, shows, compares and exports stored results.')
  .option('--store <folder>', 'the result store', path.join('results', 'store'));

command
  .command('list')
  .description('one line for each result, the latest last')
  .argument('[filters...]', filterHelp)
  .addHelpText(
    'after',
    `
Figures is a digest of all figures of a result: where it is equal, so is every figure, to the last bit.
Sources is 'earlier' where lib/ has changed since, so that an experiment runs the job again.
Settings are those of config and training that were given, and those of the protocol that are not report 3's for the detector.`,
  )
  .action((filters: string[]) => list(openStore(), filters));

command
  .command('show')
  .description('everything that is stored of one result')
  .argument('<hash>', 'the first digits of its name')
  .action((hash: string) => console.log(JSON.stringify(openStore().find(hash), null, 2)));

command
  .command('compare')
  .description('groups results by a field, or compares two stores figure by figure')
  .argument('[filters...]', filterHelp)
  .option('--by <field>', 'average over the jobs that agree in it')
  .option('--measure <name>', 'what is averaged', 'rocAuc')
  .option('--with <folder>', 'the other store')
  .action((filters: string[], options: CompareOptions) => compare(openStore(), filters, options));

command
  .command('export')
  .description('one row for each result')
  .argument('[filters...]', filterHelp)
  .addOption(new Option('--format <name>', 'of the rows').choices(['csv', 'json']).default('csv'))
  .option('--output <file>', 'default: standard output')
  .action((filters: string[], options: ExportOptions) => exportRows(openStore(), filters, options));

interface CompareOptions {
  by?: string;
  measure: string;
  with?: string;
}

interface ExportOptions {
  format: 'csv' | 'json';
  output?: string;
}

function openStore(): ResultStore {
  const { store } = command.opts<{ store: string }>();
  const given = command.getOptionValueSource('store') === 'cli';
  return open(given ? fromInvocation(store) : path.resolve(REPOSITORY_ROOT, store));
}

function open(folder: string): ResultStore {
  return ResultStore.open(folder, { create: false, onNote: (note) => console.error(`Note: ${note}`) });
}

function list(store: ResultStore, filters: readonly string[]): void {
  const records = filterRecords(store.list(), filters);
  const row = (record: JobRecord) => {
    const { detector, channel, profile, seed, f1, rocAuc, prAuc, seconds, finishedAt } = flattenRecord(record);
    const code = record.versions.code === executor.code() ? '' : 'earlier';
    const job = [record.hash.slice(0, 8), detector, channel, profile ?? '', String(seed ?? '')];
    const run = [(seconds as number).toFixed(1), figuresHash(record).slice(0, 8), code, finishedAt];
    const settings = changedSettings(record).map(([field, value]) => `${field}=${shortened(value)}`);
    return [...job, f1, rocAuc, prAuc, ...run, settings.join(', ')];
  };
  const measures = ['F1', 'ROC-AUC', 'PR-AUC'];
  const job = ['Result', 'Detector', 'Channel', 'Profile', 'Seed'];
  // Last, as they may be long.
  const settings = { heading: 'Settings', align: 'left' };
  const columns = [...job, ...measures, 'Seconds', 'Figures', 'Sources', 'Finished', settings];
  const inTime = [...records].sort((a, b) => a.run.finishedAt.localeCompare(b.run.finishedAt));
  console.log(toMarkdown({ columns, rows: inTime.map(row) } as Table));
  console.log(`\n${records.length} of ${counted(store.hashes().length, 'result')} in ${store.folder}`);
}

function compare(store: ResultStore, filters: readonly string[], options: CompareOptions): void {
  const records = filterRecords(store.list(), filters);
  if (options.with !== undefined)
    return compareWith(records, filterRecords(open(fromInvocation(options.with)).list(), filters));
  if (options.by === undefined) throw new Error('compare needs --by FIELD or --with FOLDER.');
  const groups = compareBy(records, options.by, options.measure);
  if (groups.length === 0)
    throw new Error(`${options.measure} is defined in none of these ${counted(records.length, 'result')}.`);
  console.log(toMarkdown(groupTable(options.by, [{ heading: options.measure, groups }])));
}

/** @throws If a figure differs, so that a script can tell. */
function compareWith(a: readonly JobRecord[], b: readonly JobRecord[]): void {
  const { identical, different, onlyA, onlyB } = compareStores(a, b);
  console.log(
    `${identical} identical, ${different.length} different, ${onlyA.length} only here, ${onlyB.length} only there`,
  );
  for (const { a: here, largest } of different) {
    console.log(`${here.hash.slice(0, 8)} ${here.name}: ${largest}`);
  }
  if (different.length > 0)
    throw new Error(`${counted(different.length, 'result')} ${different.length === 1 ? 'differs' : 'differ'}.`);
}

function exportRows(store: ResultStore, filters: readonly string[], { format, output }: ExportOptions): void {
  const rows = filterRecords(store.list(), filters).map(flattenRecord);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  // Every digit, where a table for people would round.
  const text = (cell: unknown) => (cell === undefined || cell === null ? '' : String(cell));
  const table = { columns, rows: rows.map((row) => columns.map((column) => text(row[column]))) };
  const content = format === 'json' ? `${JSON.stringify(rows, null, 2)}\n` : toCsv(table);
  if (output === undefined) return void process.stdout.write(content);
  const file = fromInvocation(output);
  requireWritable('--output', file);
  writeFileAtomic(file, content);
  console.log(`${counted(rows.length, 'result')} written to ${file}`);
}

runCommand(command, async () => undefined);
