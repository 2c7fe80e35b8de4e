/**
 * Decodes the bytes of a text file as a stream: unpacks gzip, takes off a byte order mark, and turns UTF-16 into UTF-8.
 * What leaves here is valid UTF-8, in pieces of about a megabyte that end between characters. A file that is not text
 * is refused by what it is.
 */
import { isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import { DataError, openRegularFile, readFully } from '../base/index';
import { gunzipChunks, isGzip } from './gunzip';

const PIECE_BYTES = 1 << 20;

/** Bytes at the start that tell what a file is. */
const LOOKED_AT = 256;

/**
 * Reads a text file, packed with gzip or not.
 *
 * @returns  Pieces of UTF-8 without a byte order mark; none if the file is empty.
 * @throws {DataError} If the file is not a readable regular file, its gzip data is damaged, or it is not text in UTF-8
 *                    or UTF-16; the message gives the byte.
 */
export function* textChunks(file: string): Generator<Buffer> {
  const handle = openRegularFile(file);
  try {
    yield* decodeChunks(filePieces(handle), file);
  } finally {
    fs.closeSync(handle);
  }
}

/**
 * Decodes bytes as {@link textChunks} decodes a file.
 *
 * @param name  The file's name, for messages.
 */
export function textChunksOf(bytes: Uint8Array, name: string): Generator<Buffer> {
  return decodeChunks(bytePieces(bytes), name);
}

function* filePieces(handle: number): Generator<Buffer> {
  for (;;) {
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    const length = readFully(handle, piece);
    if (length > 0) yield piece.subarray(0, length);
    if (length < piece.length) return;
  }
}

function* bytePieces(bytes: Uint8Array): Generator<Buffer> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < all.length; start += PIECE_BYTES) yield all.subarray(start, start + PIECE_BYTES);
}

function* decodeChunks(pieces: Iterable<Buffer>, name: string): Generator<Buffer> {
  const { first, all } = withFirst(pieces);
  yield* isGzip(first) ? decodeText(gunzipChunks(all, name), name) : decodeText(all, name);
}

function* decodeText(pieces: Iterable<Buffer>, name: string): Generator<Buffer> {
  const { first, all } = withFirst(pieces);
  const other = otherKind(first);
  if (other !== undefined) throw new DataError(`${name}: expected text, found ${other}`);
  const { encoding, mark } = encodingOf(first);
  const body = withoutStart(all, mark);
  yield* encoding === 'utf-8' ? checkUtf8(body, { name, mark }) : decodeUtf16(body, { name, mark, encoding });
}

/** Looks at the first piece without taking it away; an empty piece if there is none. */
function withFirst(pieces: Iterable<Buffer>): { first: Buffer; all: Iterable<Buffer> } {
  const iterator = pieces[Symbol.iterator]();
  let result = iterator.next();
  while (!result.done && result.value.length === 0) result = iterator.next();
  const first = result.done ? Buffer.alloc(0) : result.value;
  function* all() {
    if (result.done) return;
    yield first;
    yield* { [Symbol.iterator]: () => iterator };
  }
  return { first, all: all() };
}

function* withoutStart(pieces: Iterable<Buffer>, bytes: number): Generator<Buffer> {
  let left = bytes;
  for (const piece of pieces) {
    yield piece.subarray(Math.min(left, piece.length));
    left = Math.max(0, left - piece.length);
  }
}

type Utf16 = 'utf-16le' | 'utf-16be';

const MARKS: readonly (readonly ['utf-8' | Utf16, Buffer])[] = [
  ['utf-8', Buffer.of(0xef, 0xbb, 0xbf)],
  ['utf-16le', Buffer.of(0xff, 0xfe)],
  ['utf-16be', Buffer.of(0xfe, 0xff)],
];

/** Tells the encoding, and the bytes of its byte order mark; a mark that was written twice counts as one. */
export function encodingOf(first: Buffer): { encoding: 'utf-8' | Utf16; mark: number } {
  for (const [encoding, mark] of MARKS) {
    let end = 0;
    while (first.subarray(end, end + mark.length).equals(mark)) end += mark.length;
    if (end > 0) return { encoding, mark: end };
  }
  // Text holds no zero byte in UTF-8. In UTF-16, one of the two bytes of each digit and separator is zero.
  const start = first.subarray(0, LOOKED_AT);
  const zeros = [0, 1].map((parity) => start.filter((byte, i) => i % 2 === parity && byte === 0).length);
  const most = Math.max(zeros[0], zeros[1]);
  if (8 * most > start.length && most > 4 * Math.min(zeros[0], zeros[1])) {
    return { encoding: zeros[1] === most ? 'utf-16le' : 'utf-16be', mark: 0 };
  }
  return { encoding: 'utf-8', mark: 0 };
}

/** Passes UTF-8 on, cut between characters. */
function* checkUtf8(pieces: Iterable<Buffer>, { name, mark }: { name: string; mark: number }): Generator<Buffer> {
  let offset = mark;
  let rest: Buffer = Buffer.alloc(0);
  const check = (bytes: Buffer) => {
    if (isUtf8(bytes)) return bytes;
    const at = invalidByte(bytes);
    const found = bytes[at].toString(16).toUpperCase().padStart(2, '0');
    throw new DataError(
      `${name}: expected text in UTF-8 or UTF-16, found the byte 0x${found} at byte ${offset + at}; ` +
        'if it is in Latin-1 or Windows-1252, save it as UTF-8 (iconv -f cp1252 -t utf-8)',
    );
  };
  for (const piece of pieces) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const end = lastBoundary(bytes);
    if (end > 0) yield check(bytes.subarray(0, end));
    offset += end;
    rest = bytes.subarray(end);
  }
  if (rest.length > 0) yield check(rest);
}

/** Finds where the last character begins if it may be incomplete; otherwise the end. */
function lastBoundary(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) !== 0x80) return byte >= 0xc0 && back < widthOf(byte) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Counts the bytes of the character that begins with a byte; 1 where none begins so. */
function widthOf(byte: number): number {
  if (byte >= 0xf0) return 4;
  if (byte >= 0xe0) return 3;
  return byte >= 0xc0 ? 2 : 1;
}

function invalidByte(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const width = widthOf(bytes[at]);
    if (at + width > bytes.length || !isUtf8(bytes.subarray(at, at + width))) return at;
    at += width;
  }
  return 0;
}

function* decodeUtf16(
  pieces: Iterable<Buffer>,
  { name, mark, encoding }: { name: string; mark: number; encoding: Utf16 },
): Generator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let offset = mark;
  const decode = (piece: Buffer, stream: boolean) => {
    try {
      return Buffer.from(decoder.decode(piece, { stream }));
    } catch {
      const where = `between byte ${Math.max(mark, offset - 2)} and byte ${offset + piece.length}`;
      throw new DataError(`${name}: expected text in UTF-16, found half a character ${where}`);
    }
  };
  for (const piece of pieces) {
    const text = decode(piece, true);
    if (text.length > 0) yield text;
    offset += piece.length;
  }
  const last = decode(Buffer.alloc(0), false);
  if (last.length > 0) yield last;
}

/** First bytes of files that are given as text by mistake, and what they are. */
const BINARY: readonly (readonly [bytes: string, what: string])[] = [
  ['PK\x03\x04', 'a zip archive, such as an .xlsx workbook or an .npz file'],
  ['PK\x05\x06', 'an empty zip archive'],
  ['PAR1\x15', 'a Parquet file (its name should end in .parquet)'],
  ['\x93NUMPY', 'a NumPy array (its name should end in .npy)'],
  ['\x89HDF\r\n', 'an HDF5 file'],
  ['MATLAB 5.0 MAT-file', 'a MATLAB file'],
  ['ARROW1\x00\x00', 'an Arrow file'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook'],
  ['%PDF-', 'a PDF file'],
  ['\x1f\x8b', 'gzip within gzip; unpack it once'],
  ['\xfd7zXZ', 'a file packed with xz; unpack it first, or pack it with gzip'],
  ['\x28\xb5\x2f\xfd', 'a file packed with zstd; unpack it first, or pack it with gzip'],
  ['\xff\xfe\x00\x00', 'text in UTF-32; save it as UTF-8'],
  ['\x00\x00\xfe\xff', 'text in UTF-32; save it as UTF-8'],
  ['version https://git-lfs', 'a pointer of Git LFS; git lfs pull gets the file itself'],
];

/** Says what a file is that is not a table of text; undefined if it may be one. */
export function otherKind(first: Buffer): string | undefined {
  const start = first.toString('latin1', 0, LOOKED_AT);
  const known = BINARY.find(([bytes]) => start.startsWith(bytes));
  if (known) return known[1];
  if (/^BZh[1-9]1AY&SY/.test(start)) return 'a file packed with bzip2; unpack it first, or pack it with gzip';
  // Protocols 2 to 5. No UTF-8 begins with such a byte.
  if (first[0] === 0x80 && first[1] >= 2 && first[1] <= 5) return 'a pickle of Python';
  if (/^(\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|body)\b/i.test(start)) {
    return 'a page of HTML, such as the log-in page of a site';
  }
  return undefined;
}
