/** Series of data sets that `npm run data -- --set NAME` gets: NAB, SKAB and OPSSAT-AD. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { findDataSet, listNab, listSkab, loadNab, loadOpssat, loadSkab, type Series } from '../../data/index';
import { channels, fingerprintOfSeries, type SourceKind } from './source-kind';

/** @public tslab names it in the types of what is made of it. */
export interface FolderSource<Kind extends string> {
  readonly kind: Kind;
  readonly root: string;
  readonly channels: string[];
}

type Load = (root: string, channel: string) => { readonly train: Series; readonly test: Series };

/** Makes the kind of a data set in a folder; its name is the data set's. */
function kindOf<const Kind extends 'nab' | 'skab' | 'opssat'>(kind: Kind, load: Load): SourceKind<FolderSource<Kind>> {
  const schema = z.strictObject({ kind: z.literal(kind), root: z.string(), channels });
  return {
    schema: schema,
    targets: 'all',
    describe: ({ root }) => root,
    load: ({ root }, { channel }) => ({ ...load(root, channel), warnings: [] }),
    fingerprint: ({ root }, { channel }) => fingerprintOfSeries(load(root, channel)),
    resolve: (source, folder) => ({ ...source, root: path.resolve(folder, source.root) }),
    /** Points a job to this machine's copy if the folder of the machine that planned it does not exist here. */
    onThisMachine: (source) => (fs.existsSync(source.root) ? source : { ...source, root: findDataSet(kind) }),
  };
}

/** Training is the probationary period that NAB does not score. */
export const nab = kindOf('nab', loadNab);

/** Training is an experiment's first 400 rows. */
export const skab = kindOf('skab', loadSkab);

/** Training is the normal part of the publisher's training split; a segment is a step, so that windows are of one. */
export const opssat = kindOf('opssat', loadOpssat);

export type DataSetSource = Readonly<FolderSource<'nab'> | FolderSource<'skab'>>;

/**
 * Chooses series of NAB or experiments of SKAB.
 *
 * @param limit  At most so many, evenly spread.
 * @throws {DataError} If the folder holds none.
 */
export function dataSetSource(kind: DataSetSource['kind'], root: string, limit = Infinity): DataSetSource {
  const found = kind === 'nab' ? listNab(root) : listSkab(root);
  const size = Math.min(found.length, limit);
  const spread = Array.from({ length: size }, (_, i) => found[Math.floor((i * found.length) / size)]);
  return { kind, root, channels: spread };
}
