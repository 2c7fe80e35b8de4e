/**
 * TensorBoard's event files, written by hand so that they need no TensorFlow: with WASM there is none, and the process that
 * keeps the results loads none. TFRecord framing and the Event message as in TensorFlow's tfrecord documentation and
 * core/util/event.proto, core/framework/summary.proto.
 */
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../base/index';
import { Message } from '../runtime/protobuf';

export interface ScalarPoint {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
}

/**
 * Writes the curves of one run.
 *
 * @param folder      The run's folder: TensorBoard shows its path as the run's name.
 * @param wallTime    Seconds since 1970, of all points.
 * @returns           The file, which replaces one of the same run.
 */
export function writeEventFile(folder: string, points: readonly ScalarPoint[], wallTime: number): string {
  makeFolder(folder);
  const file = path.join(folder, 'events.out.tfevents.1.telltale');
  const events = [
    event(wallTime, new Message().bytes(3, 'brain.Event:2')),
    ...points.map(({ tag, step, value }) => {
      const summary = new Message().message(1, new Message().bytes(1, tag).float(2, value));
      return event(wallTime, new Message().integer(2, step).message(5, summary));
    }),
  ];
  fs.writeFileSync(file, Buffer.concat(events.map(tfRecord)));
  return file;
}

/** Encodes an Event: its time, a double in field 1, and what it says. */
function event(wallTime: number, body: Message): Buffer {
  const time = Buffer.alloc(9);
  time.writeUInt8((1 << 3) | 1);
  time.writeDoubleLE(wallTime, 1);
  return Buffer.concat([time, body.encode()]);
}

/** Encodes a TFRecord: length (uint64), masked CRC of the length, data, masked CRC of the data. */
export function tfRecord(data: Buffer): Buffer {
  const [length, lengthCrc, dataCrc] = [Buffer.alloc(8), Buffer.alloc(4), Buffer.alloc(4)];
  length.writeBigUInt64LE(BigInt(data.length));
  lengthCrc.writeUInt32LE(maskedCrc(length));
  dataCrc.writeUInt32LE(maskedCrc(data));
  return Buffer.concat([length, lengthCrc, data, dataCrc]);
}

/** Computes TFRecord's masked CRC: a plain CRC of data that itself holds CRCs would be weak. */
function maskedCrc(data: Buffer): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** Computes the CRC-32C (Castagnoli), as in RFC 3720, appendix B.4. */
export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
