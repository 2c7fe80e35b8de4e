/** Channels of a folder of SMAP/MSL telemetry, or of a folder that is laid out like one. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { evaluationChannels, findSmapMsl, loadChannel, type Channel } from '../../data/index';
import { channels, fingerprintOfSeries, requireLabels, type SourceKind } from './source-kind';

const schema = z.strictObject({ kind: z.literal('smap-msl'), root: z.string(), channels });

export type TelemetrySource = Readonly<z.infer<typeof schema>>;

export const telemetry: SourceKind<z.infer<typeof schema>> = {
  schema,
  targets: 'first',
  describe: ({ root }) => root,
  load: ({ root }, { channel }) => loadLabelled(root, channel),
  fingerprint: ({ root }, { channel }) => fingerprintOfSeries(loadLabelled(root, channel)),
  resolve: (source, folder) => ({ ...source, root: path.resolve(folder, source.root) }),
  /** Points a job to this machine's telemetry if the folder of the machine that planned it does not exist here. */
  onThisMachine: (source) => (fs.existsSync(source.root) ? source : { ...source, root: findSmapMsl().root }),
};

/**
 * Chooses channels of a folder of telemetry.
 *
 * @param wanted  `all`: those with at least 100 anomalous windows, of which at most `limit`, evenly spread; else names.
 * @throws        If the folder holds no such data, a channel is unknown or its files are bad, or it is not labelled.
 */
export function smapMslSource(root: string, wanted: 'all' | readonly string[], limit = Infinity): TelemetrySource {
  if (wanted !== 'all') {
    const twice = wanted.find((channel, i) => wanted.indexOf(channel) !== i);
    if (twice !== undefined) throw new Error(`${twice}: this channel is named twice.`);
    for (const channel of wanted) loadLabelled(root, channel);
    return { kind: 'smap-msl', root, channels: [...wanted] };
  }
  const found = evaluationChannels(root);
  if (found.length === 0) {
    const elsewhere = 'reports run on such channels alone, a model (--model) on any that are named';
    throw new Error(`${root}: expected channels with at least 100 anomalous windows, found none; ${elsewhere}.`);
  }
  const size = Math.min(found.length, limit);
  const spread = Array.from({ length: size }, (_, i) => found[Math.floor((i * found.length) / size)]);
  return { kind: 'smap-msl', root, channels: spread };
}

/** @throws {DataError} If the channel is unknown, its files are bad, or it is not labelled. */
function loadLabelled(root: string, name: string): Channel {
  const channel = loadChannel(root, name);
  requireLabels(name, channel);
  return channel;
}
