/** Command line: brings the SMAP/MSL data set to data/smap-msl, or checks what is there. */
import * as path from 'node:path';
import { Command } from 'commander';
import { writeFileAtomic } from '../lib/data/atomic-file';
import { messageOf } from '../lib/data/data-error';
import { installDataSet, SMAP_MSL_SOURCES, sourceFrom } from '../lib/data/download';
import { isPresent, loadManifest, makeManifest } from '../lib/data/manifest';
import { DOWNLOADED_DATA, REPOSITORY_ROOT } from '../lib/data/smap-msl-location';
import { simulateSmapMsl } from '../lib/data/simulator';

const MANIFEST = path.join(REPOSITORY_ROOT, 'data', 'manifest.json');

interface Options {
  from?: string;
  to: string;
  check?: boolean;
  simulate?: boolean;
  seed: string;
  makeManifest?: string;
}

const program = new Command('data')
  .description('Downloads the SMAP/MSL telemetry, verifies it against data/manifest.json and puts it in place.')
  .option('--from <url|folder|zip>', 'take it from here instead of the known mirrors')
  .option('--to <folder>', 'where it goes', DOWNLOADED_DATA)
  .option('--check', 'only say whether everything is there and right')
  .option('--simulate', 'write simulated channels in the same layout instead')
  .option('--seed <number>', 'seed of the simulated channels', '0')
  .option('--make-manifest <folder>', 'for maintainers: write data/manifest.json from a complete copy');

async function main(options: Options): Promise<void> {
  if (options.makeManifest !== undefined) {
    const manifest = makeManifest(options.makeManifest, 'smap-msl');
    writeFileAtomic(MANIFEST, JSON.stringify(manifest, null, 1) + '\n');
    console.log(`${MANIFEST}: ${manifest.files.length} files`);
    return;
  }
  if (options.simulate) {
    simulateSmapMsl(options.to, { seed: Number(options.seed) });
    console.log(`Simulated channels are in ${options.to}.`);
    return;
  }
  const manifest = loadManifest(MANIFEST);
  if (options.check) {
    const missing = manifest.files.filter((entry) => !isPresent(entry, options.to));
    console.log(
      `${options.to}: ${manifest.files.length - missing.length} of ${manifest.files.length} files are right.`,
    );
    for (const entry of missing.slice(0, 10)) console.log(`  missing or different: ${entry.path}`);
    process.exitCode = missing.length === 0 ? 0 : 1;
    return;
  }
  const { present, installed } = await installDataSet({
    target: options.to,
    manifest,
    sources: options.from === undefined ? SMAP_MSL_SOURCES : [sourceFrom(options.from)],
    downloads: path.join(REPOSITORY_ROOT, 'data', 'downloads'),
    report: (line) => console.log(line),
  });
  console.log(`${options.to}: complete, ${present} files were there, ${installed} came.`);
}

main(program.parse().opts<Options>()).catch((error: unknown) => {
  console.error(`data: ${messageOf(error)}`);
  if (program.opts<Options>().from === undefined) {
    console.error('Have the data already? npm run data -- --from FOLDER, ZIP or URL. Without it, everything runs on');
    console.error('simulated channels and says so.');
  }
  process.exitCode = 1;
});
