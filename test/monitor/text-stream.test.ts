import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Batch } from '../../lib/monitor/batches';
import { fileBatches, pipeBatches } from '../../lib/monitor/file-input';
import { temporaryFolder } from '../support/monitor';

const options = { format: 'csv', features: 1, names: ['größe'] } as const;

async function valuesOf(batches: AsyncIterable<Batch>): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { records } of batches) {
    for (const record of records) values.push('rejected' in record ? record.rejected : record.values[0]);
  }
  return values;
}

/** Cuts bytes into pieces of a length that parts characters. */
const pieces = (bytes: Buffer, length = 7) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, i) => bytes.subarray(i * length, (i + 1) * length)),
  );

describe('text that is packed or not in UTF-8', () => {
  const folder = temporaryFolder();
  const text = `größe,ort\n${Array.from({ length: 300 }, (_, i) => `${i},Köln\n`).join('')}`;
  const expected = Array.from({ length: 300 }, (_, i) => i);
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  for (const [what, bytes] of [
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little endian', utf16],
    ['UTF-16, big endian', Buffer.from(utf16).swap16()],
    ['gzip', gzipSync(text)],
    ['UTF-16 in gzip', gzipSync(utf16)],
  ] as const) {
    it(`is read from a file and from a pipe: ${what}`, async () => {
      const file = path.join(folder, what);
      fs.writeFileSync(file, bytes);
      assert.deepEqual(await valuesOf(fileBatches(file, options)), expected);
      assert.deepEqual(await valuesOf(pipeBatches(pieces(bytes), options)), expected);
    });
  }

  it('is refused where it cannot be followed, is damaged or is no text', async () => {
    const file = path.join(folder, 'refused.csv');
    const refuses = async (bytes: Buffer, message: RegExp, follow = false) => {
      fs.writeFileSync(file, bytes);
      await assert.rejects(valuesOf(fileBatches(file, { ...options, follow })), { name: 'DataError', message });
      if (!follow) await assert.rejects(valuesOf(pipeBatches(pieces(bytes), options)), { name: 'DataError' });
    };
    await refuses(
      gzipSync(text),
      /refused\.csv: cannot be read \(a file that is packed or not in UTF-8 cannot be followed\)/,
      true,
    );
    await refuses(gzipSync(text).subarray(0, 300), /refused\.csv: damaged gzip data/);
    await refuses(Buffer.from('PAR1\x15'), /refused\.csv: expected text, found a Parquet file/);
  });

  it('is rejected line by line where bytes are not UTF-8', async () => {
    const bytes = Buffer.from('größe,ort\n1,a\n2,Köln\n3,b\n', 'latin1');
    assert.deepEqual(
      await valuesOf(pipeBatches(Readable.from([Buffer.from('größe\n'), bytes.subarray(10)]), { ...options })),
      ['wrongWidth', 'brokenLine', 'wrongWidth'],
    );
  });
});
