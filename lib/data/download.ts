/** Installs a data set in a folder from a mirror, an address, an archive or another folder, and verifies every file. */
import fs from 'node:fs';
import path from 'node:path';
import { counted, DataError, isOrAre, messageOf, missingFolders, requireProxies, writeFileAtomic } from '../base/index';
import { isAddress, type DownloadSource } from './download-sources';
import { downloadFile, type DownloadOptions, UnreachableError } from './http-download';
import { isPresent, type Manifest, type ManifestEntry, sha256, sizeLimit, verify } from './manifest';
import { readZip } from './zip-archive';

/** Larger archives are refused. */
const MAX_ARCHIVE_BYTES = 1024 ** 3;

/** How many failures of one source are listed. A wrong folder fails once per file. */
const FAILURES_LISTED = 3;

interface InstallOptions {
  /** The folder to install the data set in. */
  readonly target: string;
  readonly manifest: Manifest;
  /** Tried in this order until no file is missing. */
  readonly sources: readonly DownloadSource[];
  /** The folder for unfinished downloads, to be resumed later. */
  readonly downloads: string;
  /** Called with one sentence about each source and each failure. */
  readonly onNote?: (line: string) => void;
  readonly http?: Omit<DownloadOptions, 'maxBytes'>;
}

/**
 * Installs the missing files of a data set. Every file is verified before it is put in place, by one rename. Files that
 * are present and correct are left alone, so that an interrupted run can continue. If a source lacks a file, or has it
 * with other content, its other files are still used.
 *
 * @returns  How many files were present and how many were installed.
 * @throws {DataError} If files are missing after the last source; the message says how the sources failed.
 */
export async function installDataSet(options: InstallOptions): Promise<{ present: number; installed: number }> {
  const { target, manifest, sources, onNote = () => undefined } = options;
  requireProxies();
  refuseLinks(options);
  const missing = new Map(
    manifest.files.filter((entry) => !isPresent(entry, target)).map((entry) => [entry.path, entry]),
  );
  const wanted = missing.size;
  const absentFolders = foldersOf(options).flatMap(missingFolders);
  const failures: string[] = [];
  for (const source of sources) {
    if (missing.size === 0) break;
    onNote(`${missing.size} of ${counted(manifest.files.length, 'file')} missing; trying ${source.from}`);
    const failed = shortened(await failuresOf(source, missing, options), FAILURES_LISTED);
    failures.push(...failed);
    failed.forEach((line) => onNote(line));
  }
  removeEmpty(absentFolders);
  if (missing.size > 0) {
    const names = shortened([...missing.keys()], 3).join(', ');
    throw new DataError(
      `${target}: ${missing.size} of ${counted(manifest.files.length, 'file')} ${isOrAre(missing.size)} missing (${names}): ` +
        (failures.join('; ') || 'no source has them'),
    );
  }
  return { present: manifest.files.length - wanted, installed: wanted };
}

/** Keeps the first `limit` lines and says how many more there are. */
export function shortened(lines: readonly string[], limit: number): string[] {
  return lines.length <= limit ? [...lines] : [...lines.slice(0, limit), `and ${lines.length - limit} more`];
}

type Missing = Map<string, ManifestEntry>;

/** Installs what a source has. Returns what failed: the source as a whole first, then single files. */
async function failuresOf(source: DownloadSource, missing: Missing, options: InstallOptions): Promise<string[]> {
  const failures: string[] = [];
  try {
    await takeFrom(source, { ...options, missing, fail: (error) => failures.push(messageOf(error)) });
  } catch (error) {
    failures.unshift(messageOf(error));
  }
  return failures;
}

interface Run extends InstallOptions {
  readonly missing: Missing;
  /** Called with the failure of a single file. */
  readonly fail: (error: DataError) => void;
}

async function takeFrom(source: DownloadSource, run: Run): Promise<void> {
  const remote = isAddress(source.from);
  if (source.kind === 'zip') {
    if (!remote) return takeFromZip(source.from, { ...run, origin: source.from });
    return withDownload(source.from, MAX_ARCHIVE_BYTES, run, (archive) =>
      takeFromZip(archive, { ...run, origin: source.from }),
    );
  }
  const entries = [...run.missing.values()].filter(
    ({ path: name }) => source.kind === 'folder' || name === source.path,
  );
  for (const entry of entries) {
    try {
      if (remote) await takeFromAddress(source, entry, run);
      else takeFromFolder(source.from, entry, run);
    } catch (error) {
      if (!(error instanceof DataError) || error instanceof UnreachableError) throw error;
      run.fail(error);
    }
  }
}

async function takeFromAddress(source: DownloadSource, entry: ManifestEntry, run: Run): Promise<void> {
  const from = source.kind === 'folder' ? `${source.from.replace(/\/$/, '')}/${entry.path}` : source.from;
  await withDownload(from, sizeLimit(entry), run, async (file) => {
    place(entry, fs.readFileSync(file), { ...run, origin: from });
  });
}

/** Downloads a file to the folder `downloads`, uses it and removes it, so that a damaged one is not used again. */
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

async function takeFromZip(archive: string, run: Run & { origin: string }): Promise<void> {
  // Archives hold the files in a folder or two: data/train/P-1.npy.
  const find = (name: string) => [...run.missing.values()].find((entry) => `/${name}`.endsWith(`/${entry.path}`));
  await readZip(archive, {
    wanted: (name) => {
      const entry = find(name);
      return entry && sizeLimit(entry);
    },
    receive: (name, content) => place(find(name)!, content, run),
    fail: run.fail,
  });
}

function takeFromFolder(folder: string, entry: ManifestEntry, run: Run): void {
  const file = ['', 'data', path.join('data', 'data'), 'labels']
    .map((inner) => path.join(folder, inner, entry.path))
    .find((candidate) => fs.existsSync(candidate));
  if (file === undefined) throw new DataError(`${folder}: ${entry.path} is missing`);
  if (fs.statSync(file).size > sizeLimit(entry)) {
    throw new DataError(`${file}: larger than the ${sizeLimit(entry)} bytes that the manifest allows`);
  }
  place(entry, fs.readFileSync(file), { ...run, origin: folder });
}

function place(
  entry: ManifestEntry,
  content: Uint8Array,
  { missing, target, origin, onNote }: Pick<Run, 'missing' | 'target' | 'onNote'> & { readonly origin: string },
): void {
  const verified = verify(entry, content, origin);
  writeFileAtomic(path.join(target, entry.path), verified);
  if ('unseen' in entry) onNote?.(`${entry.path}: no checksum of it is known; its SHA-256 is ${sha256(verified)}`);
  missing.delete(entry.path);
}

/** Lists every folder that files are written to. */
function foldersOf({ target, manifest, downloads }: InstallOptions): string[] {
  const folders = manifest.files.map((entry) => path.dirname(path.join(target, entry.path)));
  return [...new Set([target, downloads, ...folders])];
}

/** Refuses symbolic links in place of the target or its folders: the files would be written elsewhere. */
function refuseLinks(options: InstallOptions): void {
  for (const folder of foldersOf(options)) {
    if (folder !== options.downloads && fs.lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new DataError(`${folder} is a symbolic link; give the folder that it points to`);
    }
  }
}

/** Removes those folders that exist and are empty, the innermost first. */
function removeEmpty(folders: readonly string[]): void {
  for (const folder of [...new Set(folders)].sort((a, b) => b.length - a.length)) {
    if (fs.existsSync(folder) && fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
  }
}
