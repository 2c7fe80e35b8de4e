/** Reads one array of NumPy's .npz files: zip archives of .npy files, packed or not. adm-zip checks each CRC-32. */
import AdmZip from 'adm-zip';
import { counted, DataError, messageOf } from '../base/index';
import { type NpyArray, parseNpy } from './npy';

/** Arrays that a message names. */
const MOST_NAMES = 12;

/** The most bytes of an unpacked array: as many as .npy files may have. */
const MAX_BYTES = 2 ** 32;

/**
 * Parses the bytes of an .npz file.
 *
 * @param name   The file's name, for messages.
 * @param array  The name of the array to read, as in `numpy.savez(file, NAME=values)`. Needed if there are several.
 * @throws {DataError} If the bytes are not a whole .npz file, the array is not there or not of real numbers, or there
 *                    are several and none is named.
 */
export function parseNpz(bytes: Uint8Array, name: string, array?: string): NpyArray {
  const entries = reading(name, () => {
    const archive = new AdmZip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return archive.getEntries().filter(({ entryName }) => entryName.endsWith('.npy'));
  });
  const names = entries.map(({ entryName }) => entryName.slice(0, -'.npy'.length));
  const place = array === undefined && names.length === 1 ? 0 : names.indexOf(array ?? '');
  if (names.length === 0) throw new DataError(`${name}: expected arrays in the .npz file, found none`);
  if (array === undefined && names.length > 1) {
    throw new DataError(`${name}: expected one array, or the name of one of several; found ${listed(names)}`);
  }
  if (place < 0) throw new DataError(`${name}: expected an array '${array}', found ${listed(names)}`);
  if (names.indexOf(names[place], place + 1) >= 0) {
    throw new DataError(`${name}: expected different names of arrays, found '${names[place]}' twice`);
  }
  const entry = entries[place];
  if (entry.header.size > MAX_BYTES) {
    throw new DataError(
      `${name}: expected at most ${MAX_BYTES} bytes of array '${names[place]}', found ${entry.header.size}`,
    );
  }
  const content = reading(name, () => entry.getData());
  if (content.length !== entry.header.size) {
    throw new DataError(
      `${name}: expected ${counted(entry.header.size, 'byte')} of array '${names[place]}', found ${content.length}`,
    );
  }
  return parseNpy(content, `${name}: array '${names[place]}'`);
}

function reading<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new DataError(`${name}: not a whole .npz file (${messageOf(error)})`);
  }
}

function listed(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ', ...' : '');
}
