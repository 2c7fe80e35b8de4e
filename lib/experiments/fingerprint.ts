/** What a unit is run on, in sixteen digits. */
import { createHash } from 'node:crypto';
import { loadSource } from './source';
import type { Unit } from './unit';
import { contentHash } from '../base/index';

/**
 * A fingerprint of a unit's series. Of files: their values, names and labels, so that a result is found again where the data lies
 * in another folder, and not where it changed. Of what is generated: the generator's options; the seed is the unit's.
 *
 * @throws If the series cannot be loaded; the message names the file.
 */
export function fingerprintOf({ source, channel, seed }: Unit): string {
  if (source.kind !== 'smap-msl' && source.kind !== 'files') {
    const { channels: _, ...options } = source;
    return contentHash(options, 'source').slice(0, 16);
  }
  const { train, test } = loadSource(source, channel, seed);
  const digest = createHash('sha256');
  for (const { values, names, labels, length } of [train, test]) {
    digest.update(JSON.stringify([length, names]));
    digest.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    if (labels) digest.update(Uint8Array.from(labels));
  }
  return digest.digest('hex').slice(0, 16);
}
