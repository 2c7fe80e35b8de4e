import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { DataError } from '../../lib/base';
import { encodeNpy, parseLabels, parseNpy, parseSeries, readLabels, readSeries, slidingWindows } from '../../lib/data';

/** Inputs in total; TELLTALE_FUZZ_RUNS sets another number. */
const RUNS = Number(process.env['TELLTALE_FUZZ_RUNS'] ?? 10_000);

/** Inputs for each of the eight kinds, rounded up. */
const runs = { numRuns: Math.ceil(RUNS / 8), seed: 20_240_601 };

/**
 * The longest time for an input of a few hundred bytes, in milliseconds. Usually it is far below one, but a busy
 * machine may pause for a second.
 */
const SLOWEST = 30_000;

/** Runs a reader and checks its value. A DataError that names the file is right, any other error is a fault. */
function endsWell<T>(name: string, read: () => T, check: (value: T) => void): void {
  const started = performance.now();
  const outcome = outcomeOf(read);
  const took = performance.now() - started;
  if ('error' in outcome) {
    const { error } = outcome;
    assert.ok(error instanceof DataError, `not a DataError: ${error instanceof Error ? error.stack : String(error)}`);
    assert.ok(error.message.includes(name), `does not name ${name}: ${error.message}`);
    assert.doesNotMatch(error.message, /undefined|\[object|NaN bytes/, error.message);
  } else check(outcome.value);
  assert.ok(took < SLOWEST, `took ${took} ms`);
}

function outcomeOf<T>(read: () => T): { value: T } | { error: unknown } {
  try {
    return { value: read() };
  } catch (error) {
    return { error };
  }
}

/** Checks that a series is consistent, and that values that are infinite or NaN in float32 do not reach a model. */
function checkSeries(series: ReturnType<typeof parseSeries>): void {
  assert.ok(series.length >= 1 && series.features >= 1);
  assert.equal(series.values.length, series.length * series.features);
  assert.equal(series.names.length, series.features);
  assert.ok(series.labels === undefined || series.labels.every((label) => label === 0 || label === 1));
  if (Float32Array.from(series.values).every(Number.isFinite)) slidingWindows(series, { windowSize: 1, stride: 1 });
  else assert.throws(() => slidingWindows(series, { windowSize: 1, stride: 1 }), DataError);
}

function checkArray({ shape, data }: ReturnType<typeof parseNpy>): void {
  assert.equal(
    shape.reduce((product, dimension) => product * dimension, 1),
    data.length,
  );
}

/** Changes a valid input: bytes replaced, inserted or deleted, or the end cut off. */
function mutated(original: Uint8Array, within = original.length): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    kind: fc.constantFrom('replace', 'insert', 'delete', 'truncate'),
    position: fc.nat(within - 1),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from(`0123456789,;"'()[]{}:-+.eLTF\r\n\0`))),
  });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce((bytes: Uint8Array, { kind, position, byte }) => {
      const at = Math.min(position, bytes.length);
      if (kind === 'truncate') return at % 4 === 0 ? bytes.subarray(0, at) : bytes;
      const rest = bytes.subarray(kind === 'insert' ? at : at + 1);
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(kind === 'delete' ? [] : [byte]), rest]);
    }, original),
  );
}

const npy = encodeNpy({ shape: [4, 3], data: Float64Array.from({ length: 12 }, (_, i) => i / 7) });
const csv = Buffer.from('timestamp,a,"b, c",label\n2020-01-01,1,-2.5,0\n2020-01-02,,3e2,1\n2020-01-03,4,inf,0\n');
const lines = Buffer.from('{"time": 1, "a": 1.5, "label": 0}\n{"time": 2, "a": null, "label": 1}\n');
const labels = Buffer.from(
  'chan_id,spacecraft,anomaly_sequences,class,num_values\nP-1,SMAP,"[[1, 2], [5, 9]]","[point, contextual]",100\nM-6,MSL,"[[3, 4]]",[point],50\n',
);

describe(`malformed files (${RUNS} in total)`, function () {
  this.timeout(60_000 + RUNS * 10);

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-fuzz-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  const plain = path.join(folder, 'plain.csv');
  fs.writeFileSync(plain, 'a\n5\n8\n');
  const series = readSeries(plain);
  const readLabelBytes = (bytes: Uint8Array) => {
    const file = path.join(folder, 'x.jsonl');
    fs.writeFileSync(file, bytes);
    return readLabels(file, series).labels;
  };

  it('.npy with bytes changed anywhere', () => {
    fc.assert(
      fc.property(mutated(npy), (bytes) => endsWell('x.npy', () => parseNpy(bytes, 'x.npy'), checkArray)),
      runs,
    );
  });

  it('.npy with bytes changed in the header', () => {
    fc.assert(
      fc.property(mutated(npy, 128), (bytes) => endsWell('x.npy', () => parseSeries(bytes, 'x.npy'), checkSeries)),
      runs,
    );
  });

  it('.npy with any header and any content', () => {
    const words = fc.constantFrom(
      "'descr'",
      "'fortran_order'",
      "'shape'",
      "'<f8'",
      "'|O'",
      "'<i8'",
      'True',
      'False',
      '(',
      ')',
      ',',
      ':',
      '{',
      '}',
      '[',
      ' ',
      '-1',
      '3',
      '2L',
      '9'.repeat(30),
      '\u00e9',
    );
    const header = fc.oneof(
      fc.array(words, { maxLength: 20 }).map((parts) => parts.join('')),
      fc
        .tuple(
          fc.constantFrom('<f8', '>i8', '|b1', '<u2', '|O', '<c16', '', 'f'),
          fc.boolean(),
          fc.array(fc.integer({ min: -2, max: 6 }), { maxLength: 4 }),
        )
        .map(
          ([descr, order, shape]) =>
            `{'descr': '${descr}', 'fortran_order': ${order ? 'True' : 'False'}, 'shape': (${shape.map((size) => `${size},`).join('')})}`,
        ),
    );
    const file = fc.tuple(header, fc.constantFrom(1, 2, 3), fc.uint8Array({ maxLength: 200 }));
    fc.assert(
      fc.property(file, ([text, version, body]) => {
        const encoded = Buffer.from(text);
        const length = Buffer.alloc(version === 1 ? 2 : 4);
        length.writeUIntLE(encoded.length, 0, length.length);
        const bytes = Buffer.concat([
          Buffer.from('\x93NUMPY', 'latin1'),
          Buffer.from([version, 0]),
          length,
          encoded,
          body,
        ]);
        endsWell('x.npy', () => parseNpy(bytes, 'x.npy'), checkArray);
      }),
      runs,
    );
  });

  it('bytes of any kind under any name', () => {
    const name = fc.constantFrom('x.npy', 'x.csv', 'x.tsv', 'x.jsonl', 'x.bin');
    fc.assert(
      fc.property(name, fc.uint8Array({ maxLength: 300 }), (file, bytes) =>
        endsWell(file, () => parseSeries(bytes, file), checkSeries),
      ),
      runs,
    );
  });

  it('CSV with bytes changed', () => {
    fc.assert(
      fc.property(mutated(csv), (bytes) => endsWell('x.csv', () => parseSeries(bytes, 'x.csv'), checkSeries)),
      runs,
    );
  });

  it('CSV of any cells, ragged, quoted and not', () => {
    const cell = fc.oneof(
      fc.double().map(String),
      fc.constantFrom('', 'nan', 'inf', '-', '1,5', '"', '"a"', 'label', 'time', '0', '1', '\u0000', '1e999'),
      fc.string({ maxLength: 5 }),
    );
    const row = fc.array(cell, { minLength: 1, maxLength: 4 });
    const text = fc
      .tuple(fc.array(row, { maxLength: 5 }), fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n', '\r'))
      .map(([rows, delimiter, lineBreak]) => rows.map((cells) => cells.join(delimiter)).join(lineBreak));
    fc.assert(
      fc.property(text, (source) => endsWell('x.csv', () => parseSeries(Buffer.from(source), 'x.csv'), checkSeries)),
      runs,
    );
  });

  it('JSON lines and label columns with bytes changed', () => {
    fc.assert(
      fc.property(mutated(lines), (bytes) => {
        endsWell('x.jsonl', () => parseSeries(bytes, 'x.jsonl'), checkSeries);
        endsWell(
          'x.jsonl',
          () => readLabelBytes(bytes),
          (column) => assert.ok(column.length === 2 && column.every((label) => label === 0 || label === 1)),
        );
      }),
      runs,
    );
  });

  it('label files with bytes changed', () => {
    fc.assert(
      fc.property(mutated(labels), (bytes) =>
        endsWell(
          'x.csv',
          () => parseLabels(Buffer.from(bytes).toString(), 'x.csv'),
          (channels) => {
            for (const { channel, segments } of channels) {
              assert.match(channel, /^[A-Za-z0-9][A-Za-z0-9_-]*$/);
              segments.forEach(({ start, end }, i) => {
                assert.ok(Number.isSafeInteger(start) && start >= 0 && end > start);
                assert.ok(i === 0 || start >= segments[i - 1].end);
              });
            }
          },
        ),
      ),
      runs,
    );
  });
});
