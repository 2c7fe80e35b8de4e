/**
 * All channels of a spacecraft joined to one array, as most papers since OmniAnomaly (Su et al. 2019) use SMAP and MSL. The
 * channels are single signals with commands of their own, so that the array is not one machine's record; it is here because
 * published figures are of it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { DataError } from '../../base/index';
import { appendSeries, findSmapMsl, listChannels, loadChannel, type Spacecraft } from '../../data/index';
import { channels, fingerprintOfSeries, type SourceKind, type SourceSeries } from './source-kind';

const spacecraft: readonly Spacecraft[] = ['SMAP', 'MSL'];

const schema = z.strictObject({ kind: z.literal('merged-telemetry'), root: z.string(), channels });

/**
 * OmniAnomaly's `data_preprocess.py` leaves it out: the label file has two rows of it that differ. With it SMAP would have
 * 138,004 training and 435,826 test steps instead of the 135,183 and 427,617 that papers state.
 */
const LEFT_OUT = 'P-2';

export const merged: SourceKind<z.infer<typeof schema>> = {
  schema,
  targets: 'all',
  describe: ({ root }) => `${root}, channels joined`,
  load: ({ root }, { channel }) => loadMerged(root, channel),
  fingerprint: ({ root }, { channel }) => fingerprintOfSeries(loadMerged(root, channel)),
  resolve: (source, folder) => ({ ...source, root: path.resolve(folder, source.root) }),
  onThisMachine: (source) => (fs.existsSync(source.root) ? source : { ...source, root: findSmapMsl().root }),
};

/** Lists the spacecraft of which a folder of telemetry has channels to join. */
export function mergedSpacecraft(root: string): readonly Spacecraft[] {
  return spacecraft.filter((craft) => joinedChannels(root, craft).length > 0);
}

/** Names the channels that are joined, in their order: labelled ones, by name, without P-2. */
function joinedChannels(root: string, craft: string): readonly string[] {
  return listChannels(root)
    .filter((info) => info.labelled && info.spacecraft === craft && info.channel !== LEFT_OUT)
    .map(({ channel }) => channel)
    .sort();
}

/** @throws {DataError} If the folder has no channel of the spacecraft, or a file of one is bad. */
function loadMerged(root: string, craft: string): SourceSeries {
  const names = joinedChannels(root, craft);
  if (names.length === 0) {
    const found = mergedSpacecraft(root).join(', ') || 'none';
    throw new DataError(`${root}: expected labelled channels of ${craft} to join; it has channels of ${found}.`);
  }
  const loaded = names.map((name) => loadChannel(root, name));
  return {
    train: appendSeries(
      `${craft} train`,
      loaded.map(({ train }) => train),
    ),
    test: appendSeries(
      `${craft} test`,
      loaded.map(({ test }) => test),
    ),
    warnings: loaded.flatMap(({ warnings }) => warnings),
  };
}
