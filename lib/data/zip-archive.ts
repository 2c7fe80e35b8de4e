/** Reads wanted files out of a zip archive into memory, trusting nothing that the archive says of itself. */
import * as yauzl from 'yauzl';
import { DataError, messageOf } from '../base/index';

/** More entries than any data set here has: an archive beyond it is refused. */
const MAX_ENTRIES = 20_000;

const FILE_TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;

export interface ZipReader {
  /** For an entry's name, the most bytes it may have unpacked, or undefined to skip it. */
  readonly wanted: (name: string) => number | undefined;
  /** Gets the name and the unpacked content; a DataError that it throws goes to `fail`. */
  readonly receive: (name: string, content: Uint8Array) => void;
  /** Told of a wanted entry that is encrypted, a symbolic link, damaged or larger than allowed; the others still come. */
  readonly fail: (error: DataError) => void;
}

/**
 * Goes through an archive and hands over the entries that are wanted. Names in the archive never become paths: the
 * caller decides from the name whether an entry is wanted, and where it goes.
 *
 * @param archive  Path of the zip file.
 * @throws {DataError} If it is not a zip file, or holds a name that leaves its folder.
 */
export async function readZip(archive: string, reader: ZipReader): Promise<void> {
  const zip = await yauzl.openPromise(archive, { autoClose: false, lazyEntries: true }).catch((error: unknown) => {
    throw new DataError(`${archive}: not a readable zip archive (${messageOf(error)})`);
  });
  try {
    if (zip.entryCount > MAX_ENTRIES) {
      throw new DataError(`${archive}: ${zip.entryCount} entries, more than the ${MAX_ENTRIES} allowed`);
    }
    for await (const entry of zip.eachEntry()) {
      const limit = reader.wanted(entry.fileName);
      if (limit === undefined) continue;
      try {
        reader.receive(entry.fileName, await unpack(zip, entry, { archive, limit }));
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        reader.fail(error);
      }
    }
  } catch (error) {
    // yauzl itself refuses absolute names and names with '..'.
    throw error instanceof DataError ? error : new DataError(`${archive}: damaged archive (${messageOf(error)})`);
  } finally {
    zip.close();
  }
}

async function unpack(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  { archive, limit }: { archive: string; limit: number },
): Promise<Uint8Array> {
  const where = `${archive}: ${entry.fileName}`;
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK) === SYMBOLIC_LINK) {
    throw new DataError(`${where} is a symbolic link`);
  }
  if (!entry.canDecodeFileData()) throw new DataError(`${where} is encrypted or compressed in an unknown way`);
  if (entry.uncompressedSize > limit) {
    throw new DataError(`${where} unpacks to ${entry.uncompressedSize} bytes, at most ${limit} expected`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // The stated size may lie; what counts is what comes out.
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > limit) throw new DataError(`${where} unpacks to more than ${limit} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof DataError ? error : new DataError(`${where} is damaged (${messageOf(error)})`);
  }
  return Buffer.concat(chunks);
}
