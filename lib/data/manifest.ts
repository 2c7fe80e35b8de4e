/** Manifests: lists of a data set's files with sizes and checksums, to verify a copy against. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { counted, DataError, messageOf, readRegularFile, zodFault } from '../base/index';

/** The longest manifest here lists 500 files in 100 KB. */
const MOST_BYTES = 4 * 2 ** 20;

/** Relative, with slashes, inside the folder. */
const pathSchema = z.string().regex(/^(?:[A-Za-z0-9_][A-Za-z0-9_-]*\/)*[A-Za-z0-9_][A-Za-z0-9_-]*\.[a-z]+$/);

const Entry = z.union([
  z.strictObject({
    path: pathSchema,
    bytes: z.int().nonnegative(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Whether bytes and checksum are those after {@link normalizeText}: copies of text differ in their line breaks. */
    text: z.boolean().optional(),
  }),
  /** A file that whoever wrote the manifest has not seen whole: what is known of it. */
  z.strictObject({
    path: pathSchema,
    unseen: z.strictObject({
      /** Texts that it holds. */
      holds: z.array(z.string().min(1)).min(1),
      /** At least so many lines, of at most so many bytes together. */
      lines: z.int().positive(),
      mostBytes: z.int().positive(),
    }),
  }),
]);

const ManifestSchema = z.object({ version: z.literal(1), name: z.string(), files: z.array(Entry) });

export type ManifestEntry = z.infer<typeof Entry>;
export type Manifest = z.infer<typeof ManifestSchema>;

/**
 * Reads a manifest.
 *
 * @throws {DataError} If the file is not a manifest.
 */
export function loadManifest(file: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(readRegularFile(file, MOST_BYTES).toString('utf8'));
  } catch (error) {
    throw new DataError(`${file}: not a readable manifest (${messageOf(error)})`);
  }
  const manifest = ManifestSchema.safeParse(json);
  if (manifest.success) return manifest.data;
  throw new DataError(`${file}: not a manifest (${zodFault(manifest.error, 'manifest')})`);
}

/** Makes a manifest of a folder's .npy and .csv files. */
export function makeManifest(folder: string, name: string): Manifest {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(npy|csv)$/.test(file))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
  return {
    version: 1,
    name,
    files: files.map((file): ManifestEntry => {
      const text = file.endsWith('.csv');
      const content = fs.readFileSync(path.join(folder, file));
      const bytes = text ? normalizeText(content) : content;
      return { path: file, bytes: bytes.length, sha256: sha256(bytes), ...(text && { text }) };
    }),
  };
}

/** Normalizes text: line breaks as LF, exactly one at the end, no byte order mark. */
function normalizeText(content: Uint8Array): Uint8Array {
  const text = Buffer.from(content).toString('utf8');
  return Buffer.from(
    text
      .replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n')
      .trimEnd() + '\n',
  );
}

/** Returns the most bytes that a file may have before it is verified: normalizing text may make it smaller. */
export function sizeLimit(entry: ManifestEntry): number {
  if ('unseen' in entry) return entry.unseen.mostBytes;
  return entry.text ? 2 * entry.bytes + 1024 : entry.bytes;
}

/**
 * Verifies a file's content.
 *
 * @param origin  The place that it comes from, for messages.
 * @returns       The content to store, normalized if it is text.
 * @throws {DataError} If size or checksum differ; of a file that was not seen, if it has too few lines or lacks what it should hold.
 */
export function verify(entry: ManifestEntry, content: Uint8Array, origin: string): Uint8Array {
  if ('unseen' in entry) return verifyUnseen(entry, content, origin);
  const bytes = entry.text ? normalizeText(content) : content;
  if (bytes.length !== entry.bytes) {
    throw new DataError(
      `${origin}: ${entry.path} has ${counted(bytes.length, 'byte')}, the manifest says ${entry.bytes}`,
    );
  }
  const found = sha256(bytes);
  if (found !== entry.sha256) {
    throw new DataError(
      `${origin}: ${entry.path} has the SHA-256 checksum ${found.slice(0, 12)}..., the manifest says ${entry.sha256.slice(0, 12)}...`,
    );
  }
  return bytes;
}

type UnseenEntry = Extract<ManifestEntry, { unseen: object }>;

/** What is stored is what came, as nothing says what it should be. */
function verifyUnseen({ path: name, unseen }: UnseenEntry, content: Uint8Array, origin: string): Uint8Array {
  const text = Buffer.from(normalizeText(content)).toString('utf8');
  const missing = unseen.holds.find((each) => !text.includes(each));
  if (missing !== undefined) {
    throw new DataError(`${origin}: ${name} lacks '${missing.slice(0, 60)}', which the manifest says it holds`);
  }
  const lines = text.split('\n').length - 1;
  if (lines < unseen.lines) {
    throw new DataError(`${origin}: ${name} has ${counted(lines, 'line')}, the manifest says at least ${unseen.lines}`);
  }
  return content;
}

/** Whether a folder holds a file of the manifest with the right content. */
export function isPresent(entry: ManifestEntry, folder: string): boolean {
  const file = path.join(folder, entry.path);
  const status = fs.statSync(file, { throwIfNoEntry: false });
  if (!status?.isFile() || status.size > sizeLimit(entry)) return false;
  try {
    verify(entry, fs.readFileSync(file), folder);
    return true;
  } catch {
    return false;
  }
}

/** Computes the SHA-256 checksum of bytes, 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
