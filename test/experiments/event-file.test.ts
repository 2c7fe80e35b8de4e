import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { crc32c, tfRecord, writeEventFile } from '../../lib/experiments/event-file';

describe('event files', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-events-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  // RFC 3720, appendix B.4.
  for (const [what, data, crc] of [
    ['32 bytes of zeros', Buffer.alloc(32), 0x8a9136aa],
    ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['32 incrementing bytes', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
  ] as const) {
    it(`has the CRC of ${what}`, () => assert.equal(crc32c(data), crc));
  }

  // Written by TensorFlow 2.21 through tf.node.summaryFileWriter(...).scalar('loss', 0.5, 1): its second record, without the
  // time (9 bytes) and the checksum of the data, in which the time counts. The header holds no time.
  const written = Buffer.from('1a000000000000' + '00129bd82d', 'hex');

  it('frames a record of 26 bytes as TensorFlow does', () => {
    assert.deepEqual(tfRecord(Buffer.alloc(26)).subarray(0, 12), written);
  });

  it('writes a scalar with the bytes that TensorFlow writes', () => {
    const file = writeEventFile(path.join(folder, 'run'), [{ tag: 'loss', step: 1, value: 0.5 }], 1.5);
    const content = fs.readFileSync(file);
    const first = Number(content.readBigUInt64LE(0)) + 16;
    const scalar = content.subarray(first);
    assert.deepEqual(scalar.subarray(0, 12), written);
    assert.equal(scalar.subarray(12 + 9, -4).toString('hex'), '1001' + '2a0d0a0b0a046c6f7373150000003f');
    assert.equal(scalar.readDoubleLE(13), 1.5);
    assert.match(content.subarray(0, first).toString(), /brain\.Event:2/);
  });
});
