/** Brings a data set to a folder from a mirror, an address, an archive or another folder, verified file by file. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeFileAtomic } from './atomic-file';
import { DataError, messageOf } from './data-error';
import { downloadFile, type DownloadOptions } from './http-download';
import { isPresent, type Manifest, type ManifestEntry, sizeLimit, verify } from './manifest';
import { readZip } from './zip-archive';

/** Larger archives are refused. */
const MAX_ARCHIVE_BYTES = 1024 ** 3;

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

export interface InstallOptions {
  /** The folder that is to hold the data set. */
  target: string;
  manifest: Manifest;
  /** Tried in this order until nothing is missing. */
  sources: readonly Source[];
  /** Where broken-off downloads wait to be resumed. */
  downloads: string;
  /** Called with each thing worth telling. */
  report?: (line: string) => void;
  http?: Omit<DownloadOptions, 'maxBytes'>;
}

/**
 * Completes a data set. Every file is verified before it takes its place, in one rename; files that are already there
 * and right are left alone, so that a run that broke off goes on where it was.
 *
 * @returns  How many files were there and how many came.
 * @throws DataError  If files are still missing after the last source; the message says how each source failed.
 */
export async function installDataSet(options: InstallOptions): Promise<{ present: number; installed: number }> {
  const { target, manifest, sources, report = () => undefined } = options;
  refuseLinks(target, manifest);
  const missing = new Map(
    manifest.files.filter((entry) => !isPresent(entry, target)).map((entry) => [entry.path, entry]),
  );
  const wanted = missing.size;
  const failures: string[] = [];
  for (const source of sources) {
    if (missing.size === 0) break;
    report(`${missing.size} of ${manifest.files.length} files missing; trying ${source.from}`);
    try {
      await takeFrom(source, missing, options);
    } catch (error) {
      failures.push(messageOf(error));
      report(messageOf(error));
    }
  }
  removeEmptyFolders(target);
  removeEmptyFolders(options.downloads);
  if (missing.size > 0) {
    const names = [...missing.keys()].slice(0, 3).join(', ') + (missing.size > 3 ? ', ...' : '');
    throw new DataError(
      `${target}: ${missing.size} of ${manifest.files.length} files are missing (${names}): ` +
        (failures.join('; ') || 'the sources do not hold them'),
    );
  }
  return { present: manifest.files.length - wanted, installed: wanted };
}

/** What `--from` names: a folder, an archive, or the address of either. */
export function sourceFrom(from: string): Source {
  if (/^https?:\/\//.test(from)) return { kind: /\.zip(\?|$)/.test(from) ? 'zip' : 'folder', from };
  const status = fs.statSync(from, { throwIfNoEntry: false });
  if (!status) throw new DataError(`${from}: no such folder or archive`);
  return { kind: status.isDirectory() ? 'folder' : 'zip', from };
}

type Missing = Map<string, ManifestEntry>;

async function takeFrom(source: Source, missing: Missing, options: InstallOptions): Promise<void> {
  const remote = /^https?:\/\//.test(source.from);
  if (source.kind === 'zip') {
    if (!remote) return takeFromZip(source.from, missing, { ...options, origin: source.from });
    return withDownload(source.from, MAX_ARCHIVE_BYTES, options, (archive) =>
      takeFromZip(archive, missing, { ...options, origin: source.from }),
    );
  }
  const entries = [...missing.values()].filter(({ path: name }) => source.kind === 'folder' || name === source.path);
  for (const entry of entries) {
    const from = source.kind === 'folder' && remote ? `${source.from.replace(/\/$/, '')}/${entry.path}` : source.from;
    if (remote) {
      await withDownload(from, sizeLimit(entry), options, async (file) => {
        place(entry, fs.readFileSync(file), { missing, target: options.target, origin: from });
      });
    } else {
      takeFromFolder(source.from, entry, { missing, target: options.target });
    }
  }
}

/** Downloads to the waiting room, uses the file there and removes it: a damaged one must not be found again. */
async function withDownload(
  url: string,
  maxBytes: number,
  options: InstallOptions,
  use: (file: string) => Promise<void>,
): Promise<void> {
  const file = path.join(options.downloads, encodeURIComponent(url).slice(-120));
  await downloadFile(url, file, { ...options.http, maxBytes });
  try {
    await use(file);
  } finally {
    fs.rmSync(file, { force: true });
  }
}

async function takeFromZip(
  archive: string,
  missing: Missing,
  { target, origin }: { target: string; origin: string },
): Promise<void> {
  // Archives put everything into a folder or two: data/train/P-1.npy.
  const find = (name: string) => [...missing.values()].find((entry) => `/${name}`.endsWith(`/${entry.path}`));
  await readZip(
    archive,
    (name) => {
      const entry = find(name);
      return entry && sizeLimit(entry);
    },
    (name, content) => place(find(name)!, content, { missing, target, origin }),
  );
}

function takeFromFolder(folder: string, entry: ManifestEntry, options: { missing: Missing; target: string }): void {
  const file = ['', 'data', path.join('data', 'data')]
    .map((inner) => path.join(folder, inner, entry.path))
    .find((candidate) => fs.existsSync(candidate));
  if (file === undefined) throw new DataError(`${folder}: ${entry.path} is not there`);
  if (fs.statSync(file).size > sizeLimit(entry)) {
    throw new DataError(`${file}: larger than the ${entry.bytes} bytes that the manifest says`);
  }
  place(entry, fs.readFileSync(file), { ...options, origin: folder });
}

function place(
  entry: ManifestEntry,
  content: Uint8Array,
  { missing, target, origin }: { missing: Missing; target: string; origin: string },
): void {
  writeFileAtomic(path.join(target, entry.path), verify(entry, content, origin));
  missing.delete(entry.path);
}

/** A link in the target's place, or in that of one of its folders, would lead the files elsewhere. */
function refuseLinks(target: string, manifest: Manifest): void {
  const folders = new Set(manifest.files.map((entry) => path.dirname(path.join(target, entry.path))));
  for (const folder of [target, ...folders]) {
    if (fs.lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new DataError(`${folder} is a symbolic link; name the folder it leads to`);
    }
  }
}

function removeEmptyFolders(target: string): void {
  if (!fs.existsSync(target)) return;
  for (const entry of fs.readdirSync(target, { withFileTypes: true })) {
    const folder = path.join(target, entry.name);
    if (entry.isDirectory() && fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
  }
  if (fs.readdirSync(target).length === 0) fs.rmdirSync(target);
}
