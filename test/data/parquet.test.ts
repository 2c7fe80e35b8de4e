import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError } from '../../lib/base';
import { parseParquet, type ParquetTable, withParquetFile } from '../../lib/data/parquet';
import fixture from '../fixtures/parquet.json';

const parse = (base64: string) => parseParquet(Buffer.from(base64, 'base64'), 'some.parquet');

const names = ({ columns }: ParquetTable) => columns.map(({ name }) => name);

/** The cells of a column as text. */
function texts(table: ParquetTable, name: string): string[] {
  const place = names(table).indexOf(name);
  return [...table.groups()].flatMap(({ rows, columns }) =>
    Array.from({ length: rows }, (_, row) => columns[place].text(row)),
  );
}

function numbers(table: ParquetTable, name: string): number[] {
  const place = names(table).indexOf(name);
  return [...table.groups()].flatMap(({ rows, columns }) =>
    Array.from({ length: rows }, (_, row) => columns[place].number(row)),
  );
}

function refuses(read: () => unknown, message: RegExp): void {
  assert.throws(read, (error) => {
    assert.ok(error instanceof DataError, String(error));
    assert.match(error.message, message);
    return true;
  });
}

describe('Parquet', () => {
  const written = fixture.cases.find(({ name }) => name === 'snappy')!;

  for (const { name, base64 } of fixture.cases) {
    it(`reads what pyarrow wrote: ${name}`, () => {
      const table = parse(base64);
      assert.deepEqual(names(table), ['timestamp', 'x', 'f', 'i', 'b', 's']);
      assert.deepEqual(
        table.columns.map(({ kind }) => kind),
        ['time', 'number', 'number', 'number', 'truth', 'text'],
      );
      assert.equal(table.rows, 9);
      const times = Array.from({ length: 8 }, (_, i) => `2024-05-01T00:00:0${i + 1}.00000000${i + 1}`);
      assert.deepEqual(texts(table, 'timestamp'), ['2024-05-01T00:00:00', ...times]);
      assert.deepEqual(numbers(table, 'x'), [0.1, NaN, NaN, -2.5e-300, 5, 6, 7, 8, 9.75]);
      assert.deepEqual(numbers(table, 'f'), [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]);
      assert.deepEqual(
        texts(table, 'i'),
        Array.from({ length: 9 }, (_, i) => String(9007199254740993n + 2n * BigInt(i))),
      );
      assert.deepEqual(numbers(table, 'b'), [1, 0, NaN, 1, 0, NaN, 1, 0, NaN]);
      assert.deepEqual(texts(table, 's').slice(0, 3), ['a', 'bö', '']);
    });
  }

  it('reads its types: times of every unit, decimals, half and unsigned numbers, categories', () => {
    const table = parse(fixture.types);
    assert.deepEqual(texts(table, 'ms'), ['1970-01-01T00:00:00.001', '', '1969-12-31T23:59:59.999']);
    assert.deepEqual(texts(table, 'us'), [
      '1970-01-01T00:00:00.000001Z',
      '1970-01-01T00:00:00.000002Z',
      '1969-12-31T23:59:59.999997Z',
    ]);
    assert.deepEqual(texts(table, 's')[0], '2024-05-01T00:00:00');
    assert.deepEqual(texts(table, 'd'), ['2024-05-01', '', '1969-12-31']);
    assert.deepEqual(numbers(table, 'dec'), [1.25, 2.5, NaN]);
    assert.deepEqual(numbers(table, 'h'), [1.5, -0.25, 65504]);
    assert.deepEqual(numbers(table, 'i32'), [1, NaN, 3]);
    assert.deepEqual(numbers(table, 'u32'), [2 ** 32 - 1, NaN, 3]);
    assert.deepEqual(texts(table, 'u64'), ['18446744073709551615', '0', '1']);
    assert.deepEqual(numbers(table, 'nulls'), [NaN, NaN, NaN]);
    assert.deepEqual(texts(table, 'cat'), ['x', 'y', 'x']);
    assert.deepEqual(table.leftOut, [
      { column: 'l', reason: 'lists or structures, not plain values' },
      { column: 'raw', reason: 'bytes, not numbers' },
    ]);
    const old = parse(fixture.int96);
    assert.deepEqual(texts(old, 'us')[2], '1969-12-31T23:59:59.999997');
    const index = parse(fixture.index);
    assert.deepEqual(names(index), ['x', 'index']);
    assert.deepEqual(texts(index, 'index'), ['2024-05-01T00:00:00', '2024-05-02T00:00:00']);
  });

  it('reads from a file', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-parquet-'));
    try {
      const file = path.join(folder, 'some.parquet');
      fs.writeFileSync(file, Buffer.from(written.base64, 'base64'));
      assert.deepEqual(
        withParquetFile(file, (table) => numbers(table, 'f')),
        [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1],
      );
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('refuses what is not a whole Parquet file of plain columns', () => {
    const whole = Buffer.from(written.base64, 'base64');
    const parseBytes = (bytes: Uint8Array) => [...parseParquet(bytes, 'some.parquet').groups()];
    refuses(
      () => parseBytes(Buffer.from('1,2\n3,4\n1,2\n3,4\n')),
      /^some\.parquet: not a whole Parquet file \(it does not end/,
    );
    refuses(() => parseBytes(new Uint8Array(0)), /^some\.parquet: not a whole Parquet file/);
    refuses(() => parseBytes(whole.subarray(0, 2000)), /^some\.parquet: not a whole Parquet file/);
    refuses(() => parseBytes(whole.subarray(1500)), /^some\.parquet: /);
    refuses(() => parseBytes(Buffer.concat([whole.subarray(0, -4), Buffer.from('PARE')])), /found an encrypted one/);
    refuses(() => parse(fixture.nested), /expected columns of plain values, found none/);
  });

  it('finds a damaged page by its checksum, where the writer gave one', () => {
    const whole = Buffer.from(fixture.checksums, 'base64');
    const at = whole.indexOf(Buffer.from(Float64Array.of(9.75).buffer));
    const damaged = Buffer.from(whole);
    damaged[at] ^= 1;
    refuses(
      () => [...parseParquet(damaged, 'some.parquet').groups()],
      /^some\.parquet: column 'x' has a damaged page \(its CRC-32 is not the one in its header\)$/,
    );
  });

  it('refuses or reads whatever byte of the metadata is damaged, in no other way', () => {
    const whole = Buffer.from(written.base64, 'base64');
    const start = whole.length - 8 - whole.readUInt32LE(whole.length - 8);
    for (let i = start; i < whole.length; i += 7) {
      const damaged = Buffer.from(whole);
      damaged[i] ^= 0x21;
      try {
        for (const { rows, columns } of parseParquet(damaged, 'some.parquet').groups()) {
          for (const column of columns) assert.equal(typeof column.text(rows - 1), 'string');
        }
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
      }
    }
  });
});
