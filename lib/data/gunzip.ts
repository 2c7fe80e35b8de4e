/**
 * Unpacks gzip as a stream, synchronously: zlib in Node unpacks either all at once or asynchronously. pako, a port of
 * zlib, checks the CRC-32 and the length of each member.
 */
import { Inflate } from 'pako';
import { DataError } from '../base/index';

/** Bytes of an unpacked piece. */
const PIECE_BYTES = 1 << 20;

/** zlib's window of 15 bits, with a gzip header. */
const GZIP_WINDOW = 31;

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks the pieces of a gzip file of one or more members. Zeros after the last member are padding.
 *
 * @param name  The file's name, for messages.
 * @throws {DataError} If the data is damaged or truncated, or other bytes follow it.
 */
export function* gunzipChunks(pieces: Iterable<Uint8Array>, name: string): Generator<Buffer> {
  let member = new Member();
  for (const piece of pieces) {
    if (member.inflate.ended) {
      const start = piece.findIndex((byte) => byte !== 0);
      if (start < 0) continue;
      member = new Member();
      member.inflate.push(piece.subarray(start), false);
    } else {
      member.inflate.push(piece, false);
    }
    for (const unpacked of member.take()) yield unpacked;
    const { err, msg } = member.inflate;
    if (err !== 0) throw new DataError(`${name}: damaged gzip data (${msg})`);
  }
  if (!member.inflate.ended) throw new DataError(`${name}: truncated gzip data`);
}

/** A stream of one or more members, and what it has unpacked. */
class Member {
  readonly inflate = new Inflate({ windowBits: GZIP_WINDOW, chunkSize: PIECE_BYTES });
  private unpacked: Buffer[] = [];

  constructor() {
    this.inflate.onData = ({ buffer, byteOffset, byteLength }) => {
      this.unpacked.push(Buffer.from(buffer, byteOffset, byteLength));
    };
    // Without this, pako would join all pieces.
    this.inflate.onEnd = () => undefined;
  }

  take(): Buffer[] {
    const taken = this.unpacked;
    this.unpacked = [];
    return taken;
  }
}
