/** npm run data [-- --from URL|FOLDER|ZIP] [--to FOLDER] [--check] [--simulate --seed 0]: gets the telemetry. */
import { Command } from 'commander';
import fs from 'node:fs';
import path from 'node:path';
import { messageOf, REPOSITORY_ROOT, writeFileAtomic } from '../lib/base/index';
import { installDataSet, shortened } from '../lib/data/download';
import { isAddress, SMAP_MSL_SOURCES, sourceFrom } from '../lib/data/download-sources';
import { isPresent, loadManifest, type Manifest, makeManifest } from '../lib/data/manifest';
import { DOWNLOADED_DATA } from '../lib/data/smap-msl-location';
import { simulateSmapMsl } from '../lib/data/simulator';
import { fromInvocation, runCommand } from './support/command';
import { wholeNumber } from './support/numbers';

const MANIFEST = path.join(REPOSITORY_ROOT, 'data', 'manifest.json');

/** How many missing files the message names. */
const NAMES_SHOWN = 10;

interface Options {
  from?: string;
  to: string;
  check?: boolean;
  simulate?: boolean;
  seed: number;
  makeManifest?: string;
}

const command = new Command('npm run data --')
  .description('Downloads the SMAP/MSL telemetry, verifies it against data/manifest.json and puts it in place.')
  .option('--from <url|folder|zip>', 'take it from here instead of the known mirrors')
  .option('--to <folder>', 'where it goes', DOWNLOADED_DATA)
  .option('--check', 'only say whether every file is there and correct')
  .option('--simulate', 'write simulated channels in the same layout instead')
  .option('--seed <number>', 'seed of the simulated channels', wholeNumber(0, 2 ** 31 - 1), 0)
  .option('--make-manifest <folder>', 'for maintainers: write data/manifest.json from a complete copy');

/** Prints which files of the data set a folder holds. */
function check(folder: string, { files }: Manifest): void {
  const missing = files.filter((entry) => !isPresent(entry, folder)).map((entry) => entry.path);
  if (missing.length > 0) process.exitCode = 1;
  if (!files.some((entry) => fs.existsSync(path.join(folder, entry.path)))) {
    return console.log(`${folder}: the data set is not here yet; get it with npm run data.`);
  }
  console.log(`${folder}: ${files.length - missing.length} of ${files.length} files are correct.`);
  if (missing.length > 0) console.log(`Missing or different:\n  ${shortened(missing, NAMES_SHOWN).join('\n  ')}`);
}

async function install(folder: string, from: string | undefined, manifest: Manifest): Promise<void> {
  const { present, installed } = await installDataSet({
    target: folder,
    manifest,
    sources: from === undefined ? SMAP_MSL_SOURCES : [sourceFrom(isAddress(from) ? from : fromInvocation(from))],
    downloads: path.join(REPOSITORY_ROOT, 'data', 'downloads'),
    onNote: (line) => console.log(line),
  }).catch((error: unknown) => {
    if (from !== undefined) throw error;
    throw new Error(
      `${messageOf(error)}\nHave the data already? npm run data -- --from FOLDER, ZIP or URL. Without the data, ` +
        'everything runs on simulated channels and says so.',
    );
  });
  console.log(`${folder}: complete; ${present} files were there, ${installed} were added.`);
}

runCommand(command, async () => {
  const { from, to, seed, makeManifest: complete, ...options } = command.opts<Options>();
  const folder = fromInvocation(to);
  if (complete !== undefined) {
    const manifest = makeManifest(fromInvocation(complete), 'smap-msl');
    writeFileAtomic(MANIFEST, JSON.stringify(manifest, null, 1) + '\n');
    console.log(`${MANIFEST}: ${manifest.files.length} files`);
  } else if (options.simulate) {
    simulateSmapMsl(folder, { seed });
    console.log(`Simulated channels are in ${folder}.`);
  } else if (options.check) check(folder, loadManifest(MANIFEST));
  else await install(folder, from, loadManifest(MANIFEST));
});
