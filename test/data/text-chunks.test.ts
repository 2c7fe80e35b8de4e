import assert from 'node:assert/strict';
import fc from 'fast-check';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError, Random } from '../../lib/base';
import { gunzipChunks } from '../../lib/data/gunzip';
import { textChunks, textChunksOf } from '../../lib/data/text-chunks';

const read = (bytes: Uint8Array) => Buffer.concat([...textChunksOf(bytes, 'some.csv')]).toString();

function refuses(bytes: Uint8Array, expected: RegExp): void {
  assert.throws(
    () => read(bytes),
    (error) => {
      assert.ok(error instanceof DataError, String(error));
      assert.ok(error.message.startsWith('some.csv: '), error.message);
      assert.match(error.message, expected);
      return true;
    },
  );
}

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('textChunks', () => {
  const table = 'heat °C,flow\n1.5,2\n';

  const encodings: Record<string, (text: string) => Buffer> = {
    'UTF-8': (text) => Buffer.from(text),
    'UTF-8 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
    'UTF-16LE with a byte order mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
    'UTF-16BE with a byte order mark': (text) => utf16be(`\ufeff${text}`),
    'UTF-16LE': (text) => Buffer.from(text, 'utf16le'),
    'UTF-16BE': utf16be,
  };
  for (const [name, encode] of Object.entries(encodings)) {
    it(`reads ${name}, packed with gzip or not`, () => {
      assert.equal(read(encode(table)), table);
      assert.equal(read(gzipSync(encode(table))), table);
    });
  }

  it('takes off a byte order mark that was written twice', () => {
    assert.equal(read(Buffer.from(`\ufeff\ufeff${table}`)), table);
    assert.equal(read(Buffer.from(`\ufeff\ufeff${table}`, 'utf16le')), table);
  });

  it('reads text of many pieces, whose characters lie across the cuts, as it was', () => {
    const words = ['1.25,', '°', '→', '😀', '\n'];
    const random = new Random(1);
    const text = `a,b\n${Array.from({ length: 700_000 }, () => words[random.integer(words.length)]).join('')}`;
    for (const [name, encode] of Object.entries(encodings)) {
      const bytes = encode(text);
      assert.ok(bytes.length > 2 << 20);
      const chunks = [...textChunksOf(bytes, 'some.csv')];
      assert.ok(Buffer.concat(chunks).toString() === text, name);
      for (const chunk of chunks) assert.ok(!chunk.toString().includes('\ufffd'), `${name}: cut within a character`);
    }
    assert.ok(read(gzipSync(text)) === text);
  });

  it('reads a file in pieces', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-text-'));
    try {
      const file = path.join(folder, 'some.csv.gz');
      const text = '1.5,2\n'.repeat(400_000);
      fs.writeFileSync(file, gzipSync(text));
      const chunks = [...textChunks(file)];
      assert.ok(chunks.length > 1 && Math.max(...chunks.map(({ length }) => length)) <= 1 << 20);
      assert.ok(Buffer.concat(chunks).toString() === text);
      fs.writeFileSync(file, '');
      assert.deepEqual([...textChunks(file)], []);
      assert.throws(() => [...textChunks(folder)], /expected a regular file, found a folder$/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('reads several members of gzip, and zeros after them', () => {
    const members = [gzipSync('1,2\n'), gzipSync('3,4\n'), gzipSync('5,6\n')];
    assert.equal(read(Buffer.concat([...members, Buffer.alloc(100)])), '1,2\n3,4\n5,6\n');
    const packed = Buffer.concat(members);
    for (let cut = 0; cut <= packed.length; cut++) {
      const pieces = [packed.subarray(0, cut), packed.subarray(cut), Buffer.alloc(3)];
      assert.equal(Buffer.concat([...gunzipChunks(pieces, 'some.gz')]).toString(), '1,2\n3,4\n5,6\n');
    }
  });

  it('refuses gzip that is damaged anywhere, cut, or followed by something else', () => {
    const packed = gzipSync(table);
    for (let i = 10; i < packed.length; i++) {
      const damaged = Buffer.from(packed);
      damaged[i] ^= 0x10;
      // The bits after the last symbol mean nothing.
      if (i === packed.length - 9) assert.equal(read(damaged), table);
      else refuses(damaged, /damaged gzip data|truncated gzip data/);
    }
    for (let length = 2; length < packed.length; length++) refuses(packed.subarray(0, length), /truncated gzip data$/);
    refuses(Buffer.concat([packed, Buffer.from('more')]), /damaged gzip data/);
    refuses(gzipSync(packed), /gzip within gzip/);
  });

  it('refuses bytes that are not UTF-8, with their place', () => {
    refuses(
      Buffer.from('heat °C\n1\n', 'latin1'),
      /expected text in UTF-8 or UTF-16, found the byte 0xB0 at byte 5; if it is in Latin-1 or Windows-1252, save it as UTF-8/,
    );
    refuses(Buffer.concat([Buffer.from('\ufeffab°'), Buffer.of(0xff)]), /the byte 0xFF at byte 7;/);
    refuses(Buffer.concat([Buffer.alloc(3 << 20, '1\n'), Buffer.of(0xe2, 0x82)]), /the byte 0xE2 at byte 3145728;/);
    refuses(gzipSync(Buffer.of(0x31, 0xc0, 0x80)), /the byte 0xC0 at byte 1;/);
  });

  it('refuses half characters of UTF-16', () => {
    refuses(Buffer.from('\ufeffab\ud83d', 'utf16le'), /half a character between byte/);
    refuses(Buffer.from('\ufeffab\ude00c', 'utf16le'), /half a character between byte/);
    refuses(Buffer.concat([Buffer.from('\ufeffabc', 'utf16le'), Buffer.of(0x31)]), /half a character between byte/);
  });

  it('refuses what is not a table of text by what it is', () => {
    const cases: [string, RegExp][] = [
      ['PK\x03\x04\x14\x00', /found a zip archive, such as an \.xlsx workbook/],
      ['<!DOCTYPE html>\n<html>', /found a page of HTML, such as the log-in page/],
      ['\n <html lang="en">', /found a page of HTML/],
      ['PAR1\x15\x04', /found a Parquet file/],
      ['\x93NUMPY\x01\x00', /found a NumPy array/],
      ['\x80\x04\x95\x10\x00', /found a pickle of Python/],
      ['\x28\xb5\x2f\xfd', /packed with zstd/],
      ['BZh91AY&SY', /packed with bzip2/],
      ['version https://git-lfs.github.com/spec/v1\n', /found a pointer of Git LFS/],
    ];
    for (const [start, message] of cases) refuses(Buffer.from(start, 'latin1'), message);
    // Columns may be named so.
    for (const text of ['PAR1,PAR2\n1,2\n', 'PK,BZh\n1,2\n']) assert.equal(read(Buffer.from(text)), text);
  });

  it('gives any text back that was encoded, and any bytes as they are where they are UTF-8', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 }).filter((value) => !/[\0\ufeff]/.test(value));
    fc.assert(
      fc.property(text, fc.constantFrom(...Object.keys(encodings).slice(0, 4)), (value, encoding) => {
        assert.equal(read(encodings[encoding](`1,2\n${value}`)), `1,2\n${value}`);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
