/** Finds the SMAP/MSL data on this machine. */
import fs from 'node:fs';
import path from 'node:path';
import { DataError, REPOSITORY_ROOT } from '../base/index';
import { isSimulated, simulateSmapMsl } from './simulator';
import { LABEL_FILE } from './smap-msl';

/** The folder in which `npm run data` installs the real data set. */
export const DOWNLOADED_DATA = path.join(REPOSITORY_ROOT, 'data', 'smap-msl');

const SIMULATED_DATA = path.join(REPOSITORY_ROOT, 'data', 'simulated');

/**
 * Finds the SMAP/MSL data: `options.data`, else the folder in TELLTALE_DATA, else the download, else simulated
 * channels, which are written if they are missing. A caller that shows results must say so if `simulated` is true.
 *
 * @param options.data  A folder with train, test and labeled_anomalies.csv.
 * @throws {DataError} If `options.data` or TELLTALE_DATA is given and holds no such data.
 */
export function findSmapMsl(options: { data?: string } = {}): { root: string; simulated: boolean } {
  const named = options.data ?? (process.env['TELLTALE_DATA'] || undefined);
  if (named !== undefined) {
    if (!isDataSet(named)) {
      const origin = options.data === undefined ? ' (from TELLTALE_DATA)' : '';
      throw new DataError(`${named}${origin}: expected SMAP/MSL data (train, test and ${LABEL_FILE}), found none`);
    }
    return { root: path.resolve(named), simulated: isSimulated(named) };
  }
  if (isDataSet(DOWNLOADED_DATA)) return { root: DOWNLOADED_DATA, simulated: isSimulated(DOWNLOADED_DATA) };
  simulateSmapMsl(SIMULATED_DATA);
  return { root: SIMULATED_DATA, simulated: true };
}

function isDataSet(root: string): boolean {
  return ['train', 'test', LABEL_FILE].every((part) => fs.existsSync(path.join(root, part)));
}
