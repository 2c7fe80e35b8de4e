/** The options of `npm run experiment`, and what they choose. */
import { findSmapMsl } from '../../lib/data';
import { fileSource, smapMslSource, type MeasuredOn, type Source } from '../../lib/experiments';
import type { ProfileName } from '../../lib/models';
import { channelLimit } from '../../lib/suites';
import { fromInvocation } from './command';

export const SIMULATED = ' (SIMULATED channels, not the real telemetry)';

export interface Options {
  model?: string;
  suite?: string;
  experiment?: string;
  data?: string;
  channels?: string;
  train?: string;
  test?: string;
  labels?: string;
  labelColumn?: string;
  timestampColumn?: string;
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

/** What every suite decides by itself. */
export const decidedBySuite: readonly (keyof Options)[] = [
  'model',
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
export const ownFiles: readonly (keyof Options)[] = ['train', 'test', 'labels', 'labelColumn', 'timestampColumn'];

/** The series to run on: the user's files, or channels of the telemetry. */
export function chooseSource(options: Options): { source: Source; simulated: boolean } {
  const { train, test, labels, labelColumn, timestampColumn, data, channels, profile } = options;
  const files = { train, test, labels, 'label-column': labelColumn, 'timestamp-column': timestampColumn };
  const given = Object.entries(files).filter(([, value]) => value !== undefined);
  if (given.length > 0) {
    if (!train || !test) {
      const missing = [train ? [] : ['--train'], test ? [] : ['--test']].flat();
      throw new Error(`--${given[0][0]} needs ${missing.join(' and ')} too.`);
    }
    const telemetry = data !== undefined ? 'data' : channels !== undefined ? 'channels' : undefined;
    if (telemetry) throw new Error(`--${telemetry} and --train exclude each other.`);
    const paths = { train: fromInvocation(train), test: fromInvocation(test), labels: fromInvocation(labels) };
    return { source: fileSource({ ...paths, labelColumn, timestampColumn }), simulated: false };
  }
  const { root, simulated } = findSmapMsl({ data: fromInvocation(data) });
  return { source: smapMslSource(root, channelsOf(channels), channelLimit[profile]), simulated };
}

/** The names given, or `all`. */
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
export function refuse(what: string, { given }: GivenOptions, unused: readonly (keyof Options)[], why?: string): void {
  const clash = unused.find(given);
  if (clash) throw new Error(`${what} and ${optionName(clash)} exclude each other${why ? `: ${why}` : ''}.`);
}

const optionName = (option: string) => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
