/** The places that offer the SMAP/MSL data set, and the others. */
import fs from 'node:fs';
import { DataError } from '../base/index';
import type { DataSetName } from './data-sets';

/** A place that offers data: an archive, one file, or a folder whose files have the manifest's paths. */
export interface DownloadSource {
  readonly kind: 'zip' | 'file' | 'folder';
  /** An address (http or https) or a local path. */
  readonly from: string;
  /** The path in the manifest, for a single file. */
  readonly path?: string;
}

/**
 * The places where SMAP/MSL was published. None has been tried: the network on which this was written does not reach
 * them. The second is the publisher's own bucket. It is reported to answer 403 since November 2024 (telemanom issues 85
 * and 86); those issues point to the first. The archives may lack the label file, which the publisher keeps with its
 * code.
 */
export const SMAP_MSL_SOURCES: readonly DownloadSource[] = [
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

const NAB = 'https://raw.githubusercontent.com/numenta/NAB/ea702d75cc2258d9d7dd35ca8e5e2539d71f3140';
const SKAB = 'https://raw.githubusercontent.com/waico/SKAB/b2c0d46c2971dcbfe71e26087b6d231998bb91c2';
const TSB_AD = 'https://raw.githubusercontent.com/TheDatumOrg/TSB-AD/6beac72e11d1155ade40870492c00d0d1cfdcaaf';
const TSB_AD_TABLES = `${TSB_AD}/benchmark_exp/benchmark_eval_results`;

/**
 * Where the other data sets are published, at fixed commits. None has been tried: the network on which this was written does
 * not reach them. The commits are those that other public projects name for these files.
 */
export const DATA_SET_SOURCES: Readonly<Record<DataSetName, readonly DownloadSource[]>> = {
  nab: [
    { kind: 'file', from: `${NAB}/labels/combined_windows.json`, path: 'combined_windows.json' },
    { kind: 'folder', from: `${NAB}/data` },
  ],
  skab: [{ kind: 'folder', from: `${SKAB}/data` }],
  opssat: [
    { kind: 'file', from: 'https://zenodo.org/records/12588359/files/dataset.csv?download=1', path: 'dataset.csv' },
  ],
  'tsb-ad': [
    { kind: 'file', from: `${TSB_AD_TABLES}/multi_mergedTable_VUS-PR.csv`, path: 'published-multi-vus-pr.csv' },
    { kind: 'file', from: `${TSB_AD_TABLES}/uni_mergedTable_VUS-PR.csv`, path: 'published-uni-vus-pr.csv' },
  ],
};

/**
 * Reads the value of `--from`: a folder, an archive, or the address of either.
 *
 * @throws {DataError} If it is neither an address nor an existing path.
 */
export function sourceFrom(from: string): DownloadSource {
  if (isAddress(from)) return { kind: /\.zip(\?|$)/.test(from) ? 'zip' : 'folder', from };
  const status = fs.statSync(from, { throwIfNoEntry: false });
  if (!status) throw new DataError(`${from}: expected a folder or an archive, found nothing`);
  return { kind: status.isDirectory() ? 'folder' : 'zip', from };
}

/** Whether a source is an address on the network rather than a path on this machine. */
export function isAddress(from: string): boolean {
  return /^https?:\/\//.test(from);
}
