/** Where the SMAP/MSL data set can be had. */
import fs from 'node:fs';
import { DataError } from '../base/index';

/** Where data can be had: an archive, one file, or a folder whose files have the manifest's paths. */
export interface Source {
  readonly kind: 'zip' | 'file' | 'folder';
  /** An address (http or https) or a local path. */
  readonly from: string;
  /** For a single file: its path in the manifest. */
  readonly path?: string;
}

/**
 * Where SMAP/MSL has been published. None could be tried from the network on which this was written. The second is the
 * publisher's own bucket, reported to answer 403 since November 2024 (telemanom issues 85 and 86), which point to the
 * first. Neither archive need hold the label file, which the publisher keeps with its code.
 */
export const SMAP_MSL_SOURCES: readonly Source[] = [
  {
    kind: 'zip',
    from: 'https://www.kaggle.com/api/v1/datasets/download/patrickfleith/nasa-anomaly-detection-dataset-smap-msl',
  },
  { kind: 'zip', from: 'https://s3-us-west-2.amazonaws.com/telemanom/data.zip' },
  {
    kind: 'file',
    from: 'https://raw.githubusercontent.com/khundman/telemanom/master/labeled_anomalies.csv',
    path: 'labeled_anomalies.csv',
  },
];

/** What `--from` names: a folder, an archive, or the address of either. */
export function sourceFrom(from: string): Source {
  if (isAddress(from)) return { kind: /\.zip(\?|$)/.test(from) ? 'zip' : 'folder', from };
  const status = fs.statSync(from, { throwIfNoEntry: false });
  if (!status) throw new DataError(`${from}: no such folder or archive`);
  return { kind: status.isDirectory() ? 'folder' : 'zip', from };
}

/** Whether a source is on the network and not on this machine. */
export function isAddress(from: string): boolean {
  return /^https?:\/\//.test(from);
}
