/** npm run new -- NAME [--data FILE] [--labels FILE]: writes a notebook of one's own that runs, in my-notebooks/. */
import { Command } from 'commander';
import fs from 'node:fs';
import path from 'node:path';
import { counted, makeFolder, REPOSITORY_ROOT } from '../lib/base/index';
import {
  column,
  normalWindows,
  readLabels,
  readSeries,
  sliceSeries,
  slidingWindows,
  type Series,
} from '../lib/data/index';
import { fromInvocation, runCommand } from './support/command';
import { newNotebook } from './support/new-notebook';
import type { NewNotebook } from './support/new-notebook-cells';
import { linkLibrary } from './support/notebook-text';
import { printReadings, readingOptions, readOptionsOf, type ReadingOptions } from './support/read-options';

/** Apart from notebooks/, whose notebooks are tested and committed; git ignores it, so that a clone stays clean. */
const FOLDER = 'my-notebooks';

/** The fewest steps of which one half gives windows to train on. */
const FEWEST_STEPS = 40;

/** The fewest normal windows to train on. */
const FEWEST_WINDOWS = 5;

/** About so many windows are trained on, so that a long file takes minutes. */
const MOST_WINDOWS = 10_000;

interface Options extends ReadingOptions {
  readonly data?: string;
  readonly labels?: string;
}

const command = new Command('npm run new --')
  .description(`Writes a notebook of your own in ${FOLDER}/ that runs: from a series to figures, a table and files.`)
  .argument('<name>', 'name of the notebook')
  .option('--data <file>', 'your series: .npy, .npz, .csv, .tsv, .jsonl or .parquet (default: a generated one)')
  .option('--labels <file>', 'with --data: a file of its labels');
command.optionsGroup('Reading of --data:');
readingOptions(command);

runCommand(command, async () => {
  const name = command.args[0].replace(/\.ipynb$/, '');
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u.test(name)) {
    throw new Error(`${name}: expected a name of letters, digits, blanks, points, hyphens and underscores.`);
  }
  const { data, labels, ...reading } = command.opts<Options>();
  if (data === undefined && labels !== undefined) throw new Error('--labels: expected --data with it, found none.');
  const folder = path.join(REPOSITORY_ROOT, FOLDER);
  const file = path.join(folder, `${name}.ipynb`);
  const shown = `${FOLDER}/${name}.ipynb`;
  if (fs.existsSync(file)) throw new Error(`${shown}: expected a new name; there is such a notebook already.`);
  const options = readOptionsOf(reading);
  const choice: NewNotebook =
    data === undefined
      ? { name, measurable: true, windowSize: 20, stride: 5 }
      : { name, ...describeData(fromInvocation(data), fromInvocation(labels), options) };
  makeFolder(folder);
  linkLibrary(folder);
  // 'wx' refuses a notebook that was made in between.
  fs.writeFileSync(file, newNotebook(choice), { flag: 'wx' });
  console.log(`Written: ${shown}`);
  console.log(`To run it: npm run lab, open ${shown}, Run > Run All Cells, and save it.`);
  console.log(
    `Then, as a page and a PDF: npm run report -- --notebook ${quotedIf(shown)} --title "..." --author "..."`,
  );
});

/**
 * Reads the data once, to say what was found and to choose sizes that suit it.
 *
 * @throws If a file cannot be read, or is too short for a notebook.
 */
function describeData(
  file: string,
  labels: string | undefined,
  options: ReturnType<typeof readOptionsOf>,
): Omit<NewNotebook, 'name'> {
  const reading = readSeries(file, options);
  const labelling = labels === undefined ? undefined : readLabels(labels, reading, options);
  printReadings([reading.description, ...(labelling ? [labelling.description] : [])]);
  const series: Series = labelling ? { ...reading.series, labels: labelling.labels } : reading.series;
  if (series.length < FEWEST_STEPS) {
    throw new Error(`${file}: expected at least ${FEWEST_STEPS} time steps, found ${series.length}.`);
  }
  const cut = Math.floor(series.length / 2);
  const windowSize = Math.min(20, Math.floor(series.length / 20));
  const stride = Math.max(1, Math.ceil(cut / MOST_WINDOWS));
  const train = sliceSeries(series, 0, cut);
  requireValues(file, train);
  requireNormal(file, train, { windowSize, stride });
  const kinds = new Set(series.labels?.subarray(cut));
  const data = { file: fromNotebook(file), ...(labels !== undefined && { labels: fromNotebook(labels) }), options };
  return { data, measurable: kinds.size > 1, windowSize, stride };
}

/** @throws If a feature has no value in the first half, so that nothing can be learned of it. */
function requireValues(file: string, train: Series): void {
  const empty = train.names.filter((_, feature) => !column(train, feature).some(Number.isFinite));
  if (empty.length === 0) return;
  const names = empty.join(',');
  throw new Error(
    `${file}: expected values in the first half of every column, found none of ${names}; leave out with --ignore ${quotedIf(names)}.`,
  );
}

/** @throws If the first half has too few windows without a labelled anomaly. */
function requireNormal(file: string, train: Series, size: { windowSize: number; stride: number }): void {
  const blank = { ...train, values: new Float64Array(train.length), features: 1 };
  const { count } = normalWindows(slidingWindows(blank, size));
  if (count >= FEWEST_WINDOWS) return;
  throw new Error(
    `${file}: expected at least ${FEWEST_WINDOWS} windows of ${counted(size.windowSize, 'step')} without a labelled anomaly in its first half, found ${count}.`,
  );
}

/** Names a file of the clone from its root, as the notebook finds it wherever the clone lies; another one in full. */
function fromNotebook(file: string): string {
  const inside = path.relative(REPOSITORY_ROOT, file);
  return inside.startsWith('..') || path.isAbsolute(inside) ? file : inside.split(path.sep).join('/');
}

function quotedIf(text: string): string {
  return /\s/.test(text) ? `"${text}"` : text;
}
