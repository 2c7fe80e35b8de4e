/** The options of `npm run experiment`, and what they choose. */
import { findSmapMsl, type Described } from '../../lib/data';
import type { ExchangeForm, OnnxLayout, OnnxOutput } from '../../lib/detectors';
import { describeFiles, fileSource, smapMslSource, type MeasuredOn, type Source } from '../../lib/experiments';
import type { ProfileName } from '../../lib/models';
import { channelLimit } from '../../lib/suites';
import { fromInvocation } from './command';
import { printReadings, readingOptionNames, readOptionsOf, type ReadingOptions } from './read-options';

export const SIMULATED = ' (SIMULATED channels, not the real telemetry)';

export interface Options extends ReadingOptions {
  model?: string;
  detector?: string;
  detectorName?: string;
  detectorVersion?: string;
  detectorTimeout?: number;
  detectorMemory?: number;
  detectorLayout?: OnnxLayout;
  detectorOutput?: OnnxOutput;
  exchange?: ExchangeForm;
  suite?: string;
  experiment?: string;
  data?: string;
  channels?: string;
  train?: string;
  test?: string;
  labels?: string;
  windowSize?: number;
  stride?: number;
  percentile?: number;
  measuredOn?: readonly MeasuredOn[];
  profile: ProfileName;
  seed: number;
  seeds?: readonly number[];
  workers: number;
  json?: string;
  tables?: string;
  store: string | false;
  force?: boolean;
  reuseEarlier?: boolean;
  config?: string;
  queue?: string;
  maxMemory?: number;
  tensorboard?: string;
  sweep?: string;
  figure?: string;
  jobs?: string;
}

/** The options, and which of them were given and not left at their defaults. */
export type GivenOptions = Options & { readonly given: (option: keyof Options) => boolean };

/** What is said of a detector from outside. */
export const detectorOptions = [
  'detectorName',
  'detectorVersion',
  'detectorTimeout',
  'detectorMemory',
  'detectorLayout',
  'detectorOutput',
  'exchange',
] as const satisfies readonly (keyof Options)[];

/** What every suite decides by itself. */
export const decidedBySuite: readonly (keyof Options)[] = [
  'model',
  'detector',
  ...detectorOptions,
  'sweep',
  'jobs',
  'windowSize',
  'stride',
  'percentile',
  'measuredOn',
  'figure',
  'config',
];

/** The user's own series, of which a suite has its own choice. */
export const ownFiles: readonly (keyof Options)[] = ['train', 'test', 'labels', ...readingOptionNames];

/** What says how jobs are run, where results lie and what is made of them: nothing to `--jobs`, which runs none. */
const decidedByWorker: readonly (keyof Options)[] = [
  'json',
  'tables',
  'figure',
  'workers',
  'store',
  'force',
  'reuseEarlier',
  'queue',
  'maxMemory',
  'tensorboard',
];

/** The fields of a job that options set, which a sweep sets instead where it varies them. */
const fieldsSet: readonly (readonly [keyof Options, string])[] = [
  ['seed', 'seed'],
  ['seeds', 'seed'],
  ['profile', 'profile'],
  ['windowSize', 'protocol.windowSize'],
  ['stride', 'protocol.stride'],
  ['percentile', 'protocol.threshold.percentile'],
  ['measuredOn', 'protocol.measuredOn'],
];

/**
 * Refuses two options of which one would be dropped, whatever is run.
 *
 * @throws If two such options are given; the message names them.
 */
export function refuseClashes(options: GivenOptions): void {
  const { given, store, jobs, queue } = options;
  if (given('seeds')) refuse('--seeds', options, ['seed']);
  if (given('force')) refuse('--force', options, ['reuseEarlier']);
  if (store === false) refuse('--no-store', options, ['reuseEarlier']);
  if (jobs !== undefined) refuse('--jobs', options, decidedByWorker, 'it runs nothing, npm run worker -- --jobs does');
  if (queue !== undefined) refuse('--queue', options, ['workers', 'maxMemory'], 'give it to npm run worker');
}

/**
 * Refuses options for what a sweep sets itself.
 *
 * @param varied  The fields that the sweep sets.
 * @throws        If one of them has an option that is given.
 */
export function refuseVaried(options: GivenOptions, varied: readonly string[]): void {
  const unused = fieldsSet.flatMap(([option, field]) => (varied.includes(field) ? [option] : []));
  refuse('--sweep', options, unused, 'the sweep sets this itself');
}

/** Chooses the series to run on: the user's files, or channels of the telemetry. */
export function chooseSource(options: Options): { source: Source; simulated: boolean } {
  const { train, test, labels, data, channels, profile } = options;
  const [given] = ownFiles.filter((name) => options[name] !== undefined);
  if (given !== undefined) {
    if (!train || !test) {
      const missing = [train ? [] : ['--train'], test ? [] : ['--test']].flat();
      throw new Error(`${optionName(given)} needs ${missing.join(' and ')} too.`);
    }
    const telemetry = data !== undefined ? 'data' : channels !== undefined ? 'channels' : undefined;
    if (telemetry) throw new Error(`--${telemetry} and --train exclude each other.`);
    const paths = { train: fromInvocation(train), test: fromInvocation(test), labels: fromInvocation(labels) };
    return { source: fileSource({ ...paths, ...readOptionsOf(options) }), simulated: false };
  }
  const { root, simulated } = findSmapMsl({ data: fromInvocation(data) });
  return { source: smapMslSource(root, channelsOf(channels), channelLimit[profile]), simulated };
}

/** Prints what is taken from the user's own files, and returns it for the JSON file; undefined of any other source. */
export function printSource(source: Source | undefined): readonly Described[] | undefined {
  if (source?.kind !== 'files') return undefined;
  const described = describeFiles(source.files);
  printReadings(described);
  return described;
}

/** Reads the names given, or `all`. */
export function channelsOf(channels: string | undefined): 'all' | readonly string[] {
  const names = (channels ?? 'all').split(',').map((name) => name.trim());
  const given = names.filter(Boolean);
  return given.includes('all') || given.length === 0 ? 'all' : given;
}

/**
 * Refuses options that what is run has no use for.
 *
 * @param why  What else to say of the options in `unused`.
 * @throws     If one of them is given.
 */
export function refuse(what: string, options: GivenOptions, unused: readonly (keyof Options)[], why?: string): void {
  const clash = unused.find(options.given);
  const name = clash === 'store' && options.store === false ? '--no-store' : clash && optionName(clash);
  if (name) throw new Error(`${what} and ${name} exclude each other${why ? `: ${why}` : ''}.`);
}

const optionName = (option: string) => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
