import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError } from '../../lib/base';
import { encodeNpy, parseNpy, readNpy, readNpyShape, writeNpy } from '../../lib/data';
import reference from '../fixtures/npy.json';

/** Makes an .npy file with any header text, valid or not. */
function npy(header: string, options: { body?: Uint8Array; version?: number[]; announced?: number } = {}): Uint8Array {
  const { body = new Uint8Array(0), version = [1, 0], announced = header.length } = options;
  const length = version[0] === 1 ? Buffer.alloc(2) : Buffer.alloc(4);
  if (version[0] === 1) length.writeUInt16LE(announced);
  else length.writeUInt32LE(announced);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from(version), length, Buffer.from(header), body]);
}

function header(shape: string, descr = "'<f8'", order = 'False'): string {
  return `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;
}

function refuses(bytes: Uint8Array, expected: RegExp | string): void {
  assert.throws(
    () => parseNpy(bytes, 'some.npy'),
    (error) => {
      assert.ok(error instanceof DataError, String(error));
      assert.ok(error.message.startsWith('some.npy: '), error.message);
      if (typeof expected === 'string') assert.ok(error.message.includes(expected), error.message);
      else assert.match(error.message, expected);
      return true;
    },
  );
}

describe('npy', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-npy-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const { name, base64, dtype, shape, values } of reference.cases) {
    it(`reads what NumPy wrote: ${name}`, () => {
      const array = parseNpy(Buffer.from(base64, 'base64'), name);
      assert.equal(array.dtype, dtype);
      assert.deepEqual(array.shape, shape);
      assert.deepEqual([...array.data], values);
    });
  }

  for (const { name, base64, match } of reference.refused) {
    it(`refuses ${name}`, () => refuses(Buffer.from(base64, 'base64'), match));
  }

  it('reads headers as Python 2 and other writers spell them', () => {
    const body = Buffer.alloc(48);
    for (const text of [
      header('(2L, 3L)'),
      '{"shape":(2,3),"fortran_order":False,"descr":"<f8"}',
      `${header('(2, 3)')}   \n`,
      header('(2, 3,)', "'f8'"),
      header('(2, 3)', "'=f8'"),
    ]) {
      assert.deepEqual(parseNpy(npy(text, { body }), 'some.npy').shape, [2, 3], text);
    }
  });

  it('reads from any offset of a larger buffer', () => {
    const bytes = encodeNpy({ shape: [2], data: Float64Array.of(1.5, -2) });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    assert.deepEqual([...parseNpy(shifted.subarray(3), 'some.npy').data], [1.5, -2]);
  });

  it('reads every float16 as NumPy does', () => {
    const body = Buffer.from(Uint16Array.from({ length: 65536 }, (_, bits) => bits).buffer);
    const { data } = parseNpy(npy(header('(65536,)', "'<f2'"), { body }), 'some.npy');
    assert.equal(data.filter(Number.isNaN).length, 2046);
    assert.deepEqual(
      [0x7c00, 0xfc00, 0x0001, 0x8000].map((bits) => data[bits]),
      [Infinity, -Infinity, 2 ** -24, -0],
    );
    // np.arange(65536, dtype='<u2').view('<f2').astype('<f8'), with zeros for NaN
    const digest = createHash('sha256')
      .update(data.map((value) => (Number.isNaN(value) ? 0 : value)))
      .digest('hex');
    assert.equal(digest, '62dd074b90fef6531d8f6d66a4bb7b109b3e67f4c35521b7d520918eddd6cd97');
  });

  it('reads many pieces of every dtype and order as one', () => {
    const length = 300_001;
    const numbers = Float64Array.from({ length }, (_, i) => i % 100);
    const types = {
      '<i4': Int32Array,
      '|u1': Uint8Array,
      '<f4': Float32Array,
      '<f8': Float64Array,
      '<u2': Uint16Array,
    };
    const file = path.join(folder, 'pieces.npy');
    for (const [dtype, type] of Object.entries(types)) {
      fs.writeFileSync(
        file,
        npy(header(`(${length},)`, `'${dtype}'`), { body: Buffer.from(type.from(numbers).buffer) }),
      );
      assert.deepEqual(readNpy(file).data, numbers, dtype);
    }
    const body = Buffer.from(BigInt64Array.from(numbers, BigInt).buffer).swap64();
    assert.deepEqual(parseNpy(npy(header(`(${length},)`, "'>i8'"), { body }), 'some.npy').data, numbers);
  });

  it('refuses more values than it can hold before it takes memory for them, also of one byte each', () => {
    const file = path.join(folder, 'sparse.npy');
    fs.writeFileSync(file, npy(header('(600000000,)', "'|b1'")));
    fs.truncateSync(file, fs.statSync(file).size + 600_000_000);
    const before = process.memoryUsage().rss;
    assert.throws(
      () => readNpy(file),
      /sparse\.npy: expected at most 536870912 values in one file, found shape \(600000000\)/,
    );
    assert.ok(process.memoryUsage().rss - before < 100e6);
    assert.deepEqual(readNpyShape(file), [600_000_000]);
  });

  it('refuses malformed headers and names the fault', () => {
    refuses(Buffer.from('PK\x03\x04 not an array'), 'not an .npy file');
    refuses(new Uint8Array(0), 'not an .npy file');
    refuses(Buffer.from('\x93NUMPY\x01', 'latin1'), 'truncated .npy header');
    refuses(npy(header('(2,)'), { version: [4, 0] }), 'version 4.0 is unknown');
    refuses(npy(header('(2,)'), { announced: 500 }), 'truncated .npy header (500 bytes announced');
    refuses(npy(' '.repeat(20_000)), 'header of 20000 bytes, more than the 10000 allowed');
    refuses(npy(header('(2,)'), { version: [2, 0], announced: 0xffffffff }), 'header of 4294967295 bytes');
    refuses(npy(''), "expected '{'");
    refuses(npy('{}'), "key 'descr' is missing");
    refuses(npy("{'descr': '<f8', 'descr': '<f8'}"), "key 'descr' appears twice");
    refuses(npy("{'other': 1}"), "unexpected key 'other'");
    refuses(npy(header('(2,)') + 'x'), 'text after the closing brace');
    refuses(npy(header('(2,)', "'<f8'", 'Maybe')), 'expected True or False');
    refuses(npy("{'shape': (2,)"), "expected '}'");
    refuses(npy(header('(2,)', "'|f8'")), "dtype '|f8' is not supported");
    refuses(npy(header('(2,)', "'constructor'")), 'is not supported');
  });

  it('refuses impossible shapes', () => {
    refuses(npy(header('(-2, 3)')), 'shape holds -2, expected non-negative whole numbers');
    refuses(npy(header('(1.5,)')), 'shape holds 1.5');
    refuses(npy(header('(99999999999999999999,)')), 'below 2^53');
    refuses(npy(header('(2)')), 'shape is not a tuple');
    refuses(npy(header(`(${'1, '.repeat(65)})`)), 'more than 64 dimensions');
    refuses(npy(header('(9007199254740991, 9007199254740991)')), 'truncated');
  });

  it('refuses too few and too many bytes', () => {
    refuses(npy(header('(2,)'), { body: Buffer.alloc(15) }), 'truncated: shape (2) of <f8 needs 16 bytes, found 15');
    refuses(npy(header('(2,)'), { body: Buffer.alloc(17) }), 'trailing bytes after the array');
  });

  it('writes float64 and float32 that it reads back, and no other files', () => {
    const file = path.join(folder, 'sub', 'array.npy');
    for (const data of [Float64Array.of(1, NaN, -Infinity, 0.1, 5, 6), Float32Array.of(1, NaN, -Infinity, 0.5, 5, 6)]) {
      writeNpy(file, { shape: [2, 3], data });
      const back = readNpy(file);
      assert.deepEqual([...back.data], [...data]);
      assert.deepEqual(readNpyShape(file), [2, 3]);
    }
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['array.npy']);
  });

  it('writes the same bytes as NumPy', () => {
    const wanted = reference.cases.find(({ name }) => name === 'float64, format 1.0')!;
    const bytes = encodeNpy({ shape: wanted.shape, data: Float64Array.from(wanted.values) });
    assert.equal(Buffer.from(bytes).toString('base64'), wanted.base64);
    const labels = encodeNpy({ shape: [3], data: Uint8Array.of(0, 1, 1) }); // np.save of np.array([0, 1, 1], np.uint8)
    const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }`.padEnd(117) + '\n';
    assert.equal(Buffer.from(labels).subarray(10, 128).toString('latin1'), header);
    assert.deepEqual(
      [...labels.subarray(0, 10), ...labels.subarray(128)],
      [147, 78, 85, 77, 80, 89, 1, 0, 118, 0, 0, 1, 1],
    );
  });

  it('names a file that it cannot read or a shape that it cannot write', () => {
    assert.throws(() => readNpy(path.join(folder, 'absent.npy')), /absent\.npy: cannot be read/);
    assert.throws(() => readNpy(folder), DataError);
    assert.throws(() => readNpyShape(path.join(folder, 'absent.npy')), /absent\.npy: cannot be read/);
    assert.throws(() => encodeNpy({ shape: [2, 2], data: new Float64Array(3) }), /needs 4 elements, found 3/);
  });
});
