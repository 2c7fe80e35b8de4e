/**
 * The files of a saved pipeline: written whole or not at all, read as one save left them.
 *
 * A save writes all files into a new folder, with the manifest last, flushes them, and gives the folder its name. No
 * system call swaps two folders everywhere, so an earlier pipeline is set aside first. A process that is killed in
 * between leaves both beside the name, whole: a reader takes the newer one, and the next save removes what is left.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  findFile,
  flushFolder,
  makeFolder,
  messageOf,
  readRegularFile,
  removeLeftovers,
  temporariesOf,
  temporaryBeside,
  zodFault,
} from '../base/index';
import { verify } from '../data/manifest';
import { PipelineError } from './pipeline-error';
import { MANIFEST, requirePipelinePlace } from './pipeline-place';

/**
 * In version 1, a threshold's rule has its name under `rule`; in version 2 under `kind`. From version 3 on there may be
 * scorer.json in place of detector.safetensors.
 */
const VERSIONS = [1, 2, 3] as const;
const VERSION = 3;

/** The names of the files, by what they hold. */
export const FILES = {
  pipeline: 'pipeline.json',
  detector: 'detector.safetensors',
  scorer: 'scorer.json',
  scores: 'reference-scores.npy',
  inputs: 'reference-inputs.npy',
} as const;

/** A manifest of five files has some 800 bytes. */
const MANIFEST_BYTES = 64 * 1024;

/** The description grows with the features: names and statistics of 100,000 have some 20 MB. */
const DESCRIPTION_BYTES = 64 * 2 ** 20;

/** How often a pipeline is read while others are saved over it. */
const ATTEMPTS = 100;

const Format = z.object({ format: z.literal('telltale-pipeline'), version: z.number() });

const Manifest = z.strictObject({
  format: z.literal('telltale-pipeline'),
  version: z.literal(VERSIONS),
  created: z.iso.datetime(),
  files: z
    .array(z.strictObject({ path: z.enum(FILES), bytes: z.int().nonnegative(), sha256: z.string().length(64) }))
    .max(Object.keys(FILES).length),
  /** SHA-256 of the manifest without this line. */
  sha256: z.string().length(64),
});

type FileName = (typeof FILES)[keyof typeof FILES];
type ModelFile = typeof FILES.detector | typeof FILES.scorer;

/** One of the two files of a model; all others. */
export type PipelineFiles = Readonly<Record<Exclude<FileName, ModelFile>, Buffer> & Partial<Record<ModelFile, Buffer>>>;

/**
 * Writes the files of a pipeline to a folder, in place of the pipeline there.
 *
 * @throws {PipelineError} If the folder holds something other than a pipeline, or cannot be written.
 */
export function writeFiles(folder: string, contents: Readonly<Partial<Record<FileName, Uint8Array>>>): void {
  requirePipelinePlace(folder);
  makeFolder(path.dirname(path.resolve(folder)));
  // A link stays one: the folder that it names is replaced.
  const target = fs.existsSync(folder) ? fs.realpathSync(folder) : path.resolve(folder);
  const temporary = temporaryBeside(target);
  const write = (file: string, content: string | Uint8Array) =>
    fs.writeFileSync(path.join(temporary, file), content, { flush: true });
  try {
    fs.mkdirSync(temporary);
    const files = Object.entries(contents).map(([file, content]) => {
      write(file, content);
      return { path: file, bytes: content.length, sha256: sha256(content) };
    });
    const manifest = { format: 'telltale-pipeline', version: VERSION, created: new Date().toISOString(), files };
    write(MANIFEST, toText({ ...manifest, sha256: sha256(toText(manifest)) }));
    flushFolder(temporary);
    replaceFolder(target, temporary);
    flushFolder(path.dirname(target));
    removeLeftovers(target);
  } catch (error) {
    fs.rmSync(temporary, { recursive: true, force: true });
    throw new PipelineError(`${folder}: the pipeline cannot be saved (${messageOf(error)}).`);
  }
}

/** Gives a folder another's name. If that fails, what had the name keeps it. */
function replaceFolder(target: string, source: string): void {
  for (let attempt = 1; ; attempt++) {
    const old = temporaryBeside(target);
    const occupied = fs.existsSync(target);
    if (occupied) fs.renameSync(target, old);
    try {
      fs.renameSync(source, target);
      fs.rmSync(old, { recursive: true, force: true });
      return;
    } catch (error) {
      // Another process may have saved a pipeline of that name in between: it is replaced like the first.
      const again = fs.existsSync(target);
      if (occupied && !again) fs.renameSync(old, target);
      if (!again || attempt === ATTEMPTS) throw error;
      fs.rmSync(old, { recursive: true, force: true });
    }
  }
}

/**
 * Reads all files of one save, and checks every byte of them. If another pipeline is saved over it meanwhile, it is read
 * again.
 *
 * @throws {PipelineError} If a file is missing, truncated, changed or of an unknown version.
 */
export async function readFiles(folder: string): Promise<{ version: number; contents: PipelineFiles }> {
  let before: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const place = placeOf(folder);
    let text: string | undefined;
    try {
      text = manifestText(place);
      const { version, files } = parseManifest(text, place);
      return { version, contents: verifiedFiles(place, files) };
    } catch (error) {
      // Between two names of a save there is no manifest for a moment.
      const unchanged = text === before && attempt > (text === undefined ? 4 : 1);
      if (unchanged || attempt === ATTEMPTS) throw error;
      before = text;
      await sleep(1);
    }
  }
}

/** Gives the folder that holds the pipeline: another one where a save was ended before it could give the name. */
function placeOf(folder: string): string {
  const found = findFile(folder);
  if (found !== folder) return found;
  const target = path.resolve(folder);
  if (fs.existsSync(target) || !fs.existsSync(path.dirname(target))) return folder;
  const saved = temporariesOf(target).flatMap(({ place }) => {
    const status = fs.statSync(path.join(place, MANIFEST), { throwIfNoEntry: false });
    return status ? [{ place, time: status.mtimeMs }] : [];
  });
  return saved.sort((a, b) => b.time - a.time)[0]?.place ?? folder;
}

/** Reads the manifest; nothing where there is none. */
function manifestText(folder: string): string | undefined {
  const where = path.join(folder, MANIFEST);
  try {
    return readRegularFile(where, MANIFEST_BYTES).toString('utf8');
  } catch (error) {
    if (!fs.existsSync(where)) return undefined;
    throw new PipelineError(`${messageOf(error)}.`);
  }
}

function parseManifest(text: string | undefined, folder: string): z.output<typeof Manifest> {
  const where = path.join(folder, MANIFEST);
  if (text === undefined) throw new PipelineError(`${folder}: expected a saved pipeline; ${MANIFEST} is missing.`);
  const json = parseJson(text, where);
  const format = Format.safeParse(json);
  if (!format.success) {
    const fault = zodFault(format.error, 'content');
    throw new PipelineError(`${where}: expected the manifest of a pipeline; found another file (${fault}).`);
  }
  const { version } = format.data;
  if (!VERSIONS.some((known) => known === version)) {
    throw new PipelineError(`${where}: expected a pipeline of version 1 to ${VERSION}; found version ${version}.`);
  }
  const manifest = Manifest.safeParse(json);
  if (!manifest.success) {
    const fault = zodFault(manifest.error, 'content');
    throw new PipelineError(`${where}: expected the manifest of a pipeline; found a fault (${fault}).`);
  }
  const { sha256: checksum, ...rest } = manifest.data;
  if (sha256(toText(rest)) !== checksum) throw new PipelineError(`${where}: changed after it was written.`);
  return manifest.data;
}

function verifiedFiles(folder: string, entries: z.output<typeof Manifest>['files']): PipelineFiles {
  const contents: Partial<Record<string, Buffer>> = {};
  for (const name of Object.values(FILES)) {
    const entry = entries.find((one) => one.path === name);
    if (!entry && (name === FILES.detector || name === FILES.scorer)) continue;
    if (!entry) throw new PipelineError(`${folder}: expected ${name} in the manifest; it is not listed.`);
    try {
      const most = name === FILES.pipeline ? Math.min(entry.bytes, DESCRIPTION_BYTES) : entry.bytes;
      const bytes = readRegularFile(path.join(folder, name), most);
      verify(entry, bytes, folder);
      contents[name] = bytes;
    } catch (error) {
      throw new PipelineError(`${folder}: ${name} is truncated or changed (${messageOf(error)}).`);
    }
  }
  return contents as PipelineFiles;
}

/** Parses JSON of a pipeline. @throws {PipelineError} If it is none. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PipelineError(`${where}: this file is truncated or changed: it is not JSON (${messageOf(error)}).`);
  }
}

/** Writes JSON as it stands in a pipeline's files. */
export const toText = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
