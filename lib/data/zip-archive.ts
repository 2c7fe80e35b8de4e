/** Reads wanted files of a zip archive into memory. Nothing that the archive says about itself is trusted. */
import * as yauzl from 'yauzl';
import { DataError, messageOf } from '../base/index';

/** An archive with more entries is refused; no data set here has as many. */
const MAX_ENTRIES = 20_000;

const FILE_TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;

interface ZipReader {
  /** Returns the most bytes that an entry may have unpacked, or undefined to skip it. */
  readonly wanted: (name: string) => number | undefined;
  /** Called with the name and the unpacked content of an entry. A DataError that it throws goes to `fail`. */
  readonly receive: (name: string, content: Uint8Array) => void;
  /**
   * Called for a wanted entry that is encrypted, a symbolic link, damaged or too large. The other entries still follow.
   */
  readonly fail: (error: DataError) => void;
}

/**
 * Unpacks the wanted entries of an archive. Names in the archive never become paths: the caller decides from the name
 * whether an entry is wanted and where it is stored.
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
      throw new DataError(`${archive}: expected at most ${MAX_ENTRIES} entries, found ${zip.entryCount}`);
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
    throw new DataError(`${where}: expected at most ${limit} bytes unpacked, found ${entry.uncompressedSize}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // The stated size may be false, so the unpacked bytes are counted.
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > limit) throw new DataError(`${where}: expected at most ${limit} bytes unpacked, found more`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof DataError ? error : new DataError(`${where} is damaged (${messageOf(error)})`);
  }
  return Buffer.concat(chunks);
}
