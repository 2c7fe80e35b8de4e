/**
 * npm run data [-- --from URL|FOLDER|ZIP] [--to FOLDER] [--check] [--simulate --seed 0]: gets the telemetry.
 * npm run data -- --describe FILE [--labels FILE] [--json FILE]: says what is read from a file of your own.
 * npm run data -- --set nab|skab|opssat|tsb-ad [--from URL|FOLDER|ZIP] [--to FOLDER] [--check]: gets another data set.
 */
import { Command, Option } from 'commander';
import fs from 'node:fs';
import path from 'node:path';
import { counted, isOrAre, messageOf, REPOSITORY_ROOT, wasOrWere, writeFileAtomic } from '../lib/base/index';
import { readLabels, readSeries } from '../lib/data';
import { installDataSet, shortened } from '../lib/data/download';
import { dataSetNames, downloadedDataSet, type DataSetName } from '../lib/data/data-sets';
import { DATA_SET_SOURCES, isAddress, SMAP_MSL_SOURCES, sourceFrom } from '../lib/data/download-sources';
import { isPresent, loadManifest, makeManifest } from '../lib/data/manifest';
import { DOWNLOADED_DATA } from '../lib/data/smap-msl-location';
import { simulateSmapMsl } from '../lib/data/simulator';
import { fromInvocation, requireWritable, runCommand } from './support/command';
import { wholeNumber } from './support/numbers';
import {
  printReadings,
  readingOptionNames,
  readingOptions,
  readOptionsOf,
  type ReadingOptions,
} from './support/read-options';

const TELEMETRY = 'smap-msl';

/** How many missing files the message names. */
const NAMES_SHOWN = 10;

interface Options extends ReadingOptions {
  set: DataSetName | typeof TELEMETRY;
  from?: string;
  to?: string;
  check?: boolean;
  simulate?: boolean;
  seed: number;
  makeManifest?: string;
  describe?: string;
  labels?: string;
  json?: string;
}

const command = new Command('npm run data --')
  .description('Downloads the SMAP/MSL telemetry or another data set, verifies its files and puts them in place.')
  .addOption(new Option('--set <name>', 'which data set').choices([TELEMETRY, ...dataSetNames]).default(TELEMETRY))
  .option('--from <url|folder|zip>', 'take it from here instead of the known mirrors')
  .option('--to <folder>', 'where it goes (default: the folder of its name in data)')
  .option('--check', 'only say whether every file is there and correct')
  .option('--simulate', 'write simulated channels in the layout of the telemetry instead')
  .option('--seed <number>', 'seed of the simulated channels', wholeNumber(0, 2 ** 31 - 1), 0)
  .option('--make-manifest <folder>', 'for maintainers: write the manifest of the telemetry from a complete copy')
  .option('--describe <file>', 'instead: say what is read from a file of your own')
  .option('--labels <file>', 'with --describe: a file of labels of that file')
  .option('--json <file>', 'with --describe: also write the description there');
command.optionsGroup('Reading of --describe:');
readingOptions(command);

type SetName = Options['set'];

/** Gives the list of a data set's files. */
function manifestFile(set: SetName): string {
  return path.join(REPOSITORY_ROOT, 'data', set === TELEMETRY ? 'manifest.json' : `manifest-${set}.json`);
}

function commandFor(set: SetName): string {
  return set === TELEMETRY ? 'npm run data' : `npm run data -- --set ${set}`;
}

/** Prints which files of the data set a folder holds. */
function check(folder: string, set: SetName): void {
  const { files } = loadManifest(manifestFile(set));
  const missing = files.filter((entry) => !isPresent(entry, folder)).map((entry) => entry.path);
  if (missing.length > 0) process.exitCode = 1;
  if (!files.some((entry) => fs.existsSync(path.join(folder, entry.path)))) {
    return console.log(`${folder}: the data set is not here yet; get it with ${commandFor(set)}.`);
  }
  console.log(
    `${folder}: ${files.length - missing.length} of ${counted(files.length, 'file')} ${isOrAre(files.length - missing.length)} correct.`,
  );
  if (missing.length > 0) console.log(`Missing or different:\n  ${shortened(missing, NAMES_SHOWN).join('\n  ')}`);
}

/** Says what else may be done where no source has a data set. */
function advice(set: SetName): string {
  const own = `Have the data already? ${commandFor(set)}${set === TELEMETRY ? ' --' : ''} --from FOLDER, ZIP or URL.`;
  return set === TELEMETRY ? `${own} Without the data, everything runs on simulated channels and says so.` : own;
}

async function install(folder: string, from: string | undefined, set: SetName): Promise<void> {
  const published = set === TELEMETRY ? SMAP_MSL_SOURCES : DATA_SET_SOURCES[set];
  const { present, installed } = await installDataSet({
    target: folder,
    manifest: loadManifest(manifestFile(set)),
    sources: from === undefined ? published : [sourceFrom(isAddress(from) ? from : fromInvocation(from))],
    downloads: path.join(REPOSITORY_ROOT, 'data', 'downloads'),
    onNote: (line) => console.log(line),
  }).catch((error: unknown) => {
    if (from !== undefined) throw error;
    throw new Error(`${messageOf(error)}\n${advice(set)}`, { cause: error });
  });
  console.log(
    `${folder}: complete; ${counted(present, 'file')} ${wasOrWere(present)} there, ${installed} ${wasOrWere(installed)} added.`,
  );
}

/** Says in full what is read from a file, and from its file of labels. */
function describe(file: string, options: Options): void {
  const { labels, json } = options;
  const target = fromInvocation(json);
  if (target !== undefined) requireWritable('--json', target);
  const reading = readOptionsOf(options);
  // With a file of labels, the named label column is one of that file.
  const series = readSeries(
    fromInvocation(file),
    labels === undefined ? reading : { ...reading, labelColumn: undefined },
  );
  const ofLabels = labels === undefined ? [] : [readLabels(fromInvocation(labels), series, reading).description];
  const files = [series.description, ...ofLabels];
  printReadings(files, { full: true });
  if (target !== undefined) writeFileAtomic(target, `${JSON.stringify({ files }, null, 2)}\n`);
}

/** @throws If an option is given that the command has no use for as it is called. */
function refuseOthers(): void {
  const given = command.options
    .map((option) => ({ name: option.attributeName(), flag: option.long ?? '' }))
    .filter(({ name }) => command.getOptionValueSource(name) === 'cli');
  const ofReading: readonly string[] = ['describe', 'labels', 'json', ...readingOptionNames];
  const isDescribing = given.some(({ name }) => name === 'describe');
  const other = given.find(({ name }) => ofReading.includes(name) !== isDescribing);
  if (other)
    throw new Error(`${other.flag} ${isDescribing ? 'and --describe exclude each other' : 'needs --describe'}.`);
}

runCommand(command, async () => {
  const all = command.opts<Options>();
  const { set, from, to, seed, makeManifest: complete, ...options } = all;
  refuseOthers();
  if (all.describe !== undefined) return describe(all.describe, all);
  const folder = fromInvocation(to) ?? (set === TELEMETRY ? DOWNLOADED_DATA : downloadedDataSet(set));
  if (set !== TELEMETRY && (options.simulate || complete !== undefined)) {
    throw new Error(`--set ${set} and ${options.simulate ? '--simulate' : '--make-manifest'} exclude each other.`);
  }
  if (complete !== undefined) {
    const manifest = makeManifest(fromInvocation(complete), TELEMETRY);
    writeFileAtomic(manifestFile(TELEMETRY), JSON.stringify(manifest, null, 1) + '\n');
    console.log(`${manifestFile(TELEMETRY)}: ${counted(manifest.files.length, 'file')}`);
  } else if (options.simulate) {
    simulateSmapMsl(folder, { seed });
    console.log(`Simulated channels are in ${folder}.`);
  } else if (options.check) check(folder, set);
  else await install(folder, from, set);
});
