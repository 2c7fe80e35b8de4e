/** Finds the data sets beside the telemetry on this machine: NAB, SKAB, OPS-SAT-AD and TSB-AD's published results. */
import fs from 'node:fs';
import path from 'node:path';
import { DataError, REPOSITORY_ROOT } from '../base/index';

export const dataSetNames = ['nab', 'skab', 'opssat', 'tsb-ad'] as const;

export type DataSetName = (typeof dataSetNames)[number];

/** Gives the folder in which `npm run data -- --set NAME` installs a data set. */
export function downloadedDataSet(name: DataSetName): string {
  return path.join(REPOSITORY_ROOT, 'data', name);
}

/**
 * Finds a data set's folder: the one given, else the one in the environment's TELLTALE_NAME (TELLTALE_TSB_AD for
 * `tsb-ad`), else the download.
 *
 * @param folder  As the user named it, with --data for example.
 * @returns       An absolute path. What lies in the folder is checked by whoever reads it.
 * @throws {DataError} If there is no such folder; the message says where it was looked for, and how to get the data.
 */
export function findDataSet(name: DataSetName, folder?: string): string {
  const variable = `TELLTALE_${name.toUpperCase().replace(/-/g, '_')}`;
  const named = folder ?? (process.env[variable] || undefined);
  const found = named ?? downloadedDataSet(name);
  if (fs.statSync(found, { throwIfNoEntry: false })?.isDirectory()) return path.resolve(found);
  const get = `get it with npm run data -- --set ${name}`;
  if (named === undefined) {
    throw new DataError(`${name}: no data; looked in ${found}, and ${variable} names no folder; ${get}.`);
  }
  const origin = folder === undefined ? ` (from ${variable})` : '';
  throw new DataError(`${named}${origin}: expected a folder with the data set ${name}, found none; ${get}.`);
}
