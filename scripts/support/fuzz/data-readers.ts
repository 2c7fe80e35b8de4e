/** What series and labels are read from: arrays, tables of text, Parquet, labels of data sets. */
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { REPOSITORY_ROOT } from '../../../lib/base';
import { loadNab, parseNpy, readLabels, readSeries } from '../../../lib/data';
import { parseJson } from '../../../lib/data/parse-json';
import { parseNpz } from '../../../lib/data/npz';
import { parseParquet } from '../../../lib/data/parquet';
import { parseLabels } from '../../../lib/data/smap-msl-labels';
import { textChunksOf } from '../../../lib/data/text-chunks';
import type { MakeReader } from './reader';

const REFUSALS = ['DataError'];

/** Files in the fixtures of the tests, as NumPy and pyarrow wrote them. */
function fixture<Content>(name: string): Content {
  return JSON.parse(fs.readFileSync(path.join(REPOSITORY_ROOT, 'test/fixtures', `${name}.json`), 'utf8')) as Content;
}

const decoded = (base64: string) => Buffer.from(base64, 'base64');

/** Reads an array in the plainest way: element by element, as the header says. */
function plainArray(file: Buffer): number[] {
  const bytes = file[6] === 1 ? 2 : 4;
  const length = bytes === 2 ? file.readUInt16LE(8) : file.readUInt32LE(8);
  const start = 8 + bytes;
  const header = file.toString('latin1', start, start + length);
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(header)?.[1] ?? '';
  const shape = (/['"]shape['"]\s*:\s*\(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => Number(part.replace('L', '')));
  const isFortran = /['"]fortran_order['"]\s*:\s*True/.test(header);
  const kind = descr.replace(/^[<>=|]/, '').replace('?', 'b1');
  const little = !descr.startsWith('>');
  const width = Number(kind.slice(1));
  const body = file.subarray(start + length);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const size = shape.reduce((product, part) => product * part, 1);
  const element = (i: number): number => {
    const at = i * width;
    if (kind === 'f8') return view.getFloat64(at, little);
    if (kind === 'f4') return view.getFloat32(at, little);
    if (kind === 'f2') return half(view.getUint16(at, little));
    if (kind === 'b1') return view.getUint8(at) === 0 ? 0 : 1;
    const digits = Array.from({ length: width }, (_, k) => BigInt(view.getUint8(little ? at + width - 1 - k : at + k)));
    const value = digits.reduce((sum, digit) => sum * 256n + digit, 0n);
    return Number(kind.startsWith('i') ? BigInt.asIntN(8 * width, value) : value);
  };
  const flat = Array.from({ length: size }, (_, i) => element(i));
  if (!isFortran || shape.length < 2) return flat;
  return flat.map((_, i) => {
    let rest = i;
    const index = [...shape].reverse().map((part) => {
      const place = rest % part;
      rest = Math.floor(rest / part);
      return place;
    });
    index.reverse();
    let stride = 1;
    const source = index.reduce((sum, place, axis) => {
      const next = sum + place * stride;
      stride *= shape[axis];
      return next;
    }, 0);
    return flat[source];
  });
}

function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const size =
    exponent === 31
      ? fraction
        ? NaN
        : Infinity
      : exponent
        ? 2 ** (exponent - 15) * (1 + fraction / 1024)
        : 2 ** -14 * (fraction / 1024);
  return bits & 0x8000 ? -size : size;
}

function firstDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): string | undefined {
  if (found.length !== wanted.length) return `${found.length} values, not ${wanted.length}`;
  for (let i = 0; i < found.length; i++) {
    if (!Object.is(found[i], wanted[i])) return `the value ${found[i]} at ${i}, not ${wanted[i]}`;
  }
  return undefined;
}

const npyReader: MakeReader = () => ({
  name: 'npy',
  kind: 'bytes',
  samples: fixture<{ cases: { base64: string }[] }>('npy').cases.map(({ base64 }) => decoded(base64)),
  refusals: REFUSALS,
  read: (file) => firstDifference(parseNpy(file, 'some.npy').data, plainArray(file)),
});

/** The archive's checksums leave no other array than those that were written. */
const npzReader: MakeReader = () => {
  const { one, two } = fixture<{ one: string; two: string }>('npz');
  const known = [
    parseNpz(decoded(one), 'one'),
    parseNpz(decoded(two), 'two', 'train'),
    parseNpz(decoded(two), 'two', 'test'),
  ];
  return {
    name: 'npz',
    kind: 'bytes',
    samples: [decoded(one), decoded(two)],
    refusals: REFUSALS,
    read: (file) => {
      const { data } = parseNpz(file, 'some.npz', file.includes('train') ? 'train' : undefined);
      return known.some((each) => firstDifference(data, each.data) === undefined)
        ? undefined
        : 'an array that was not written';
    },
  };
};

const parquetReader: MakeReader = () => {
  const { cases, types, int96, index } = fixture<{
    cases: { base64: string }[];
    types: string;
    int96: string;
    index: string;
  }>('parquet');
  return {
    name: 'parquet',
    kind: 'bytes',
    samples: [...cases.map(({ base64 }) => base64), types, int96, index].map(decoded),
    refusals: REFUSALS,
    read: (file) => {
      const table = parseParquet(file, 'some.parquet');
      let rows = 0;
      for (const group of table.groups()) {
        rows += group.rows;
        if (group.columns.length !== table.columns.length) return 'a group without all columns';
        for (const column of group.columns) {
          for (let row = 0; row < group.rows; row++) {
            if (typeof column.number(row) !== 'number' || typeof column.text(row) !== 'string')
              return 'a cell of another type';
          }
        }
      }
      return rows === table.rows ? undefined : `${rows} rows, not ${table.rows}`;
    },
  };
};

/** What is decoded is UTF-8 and, where the file was UTF-8, the file's own bytes. */
const textReader: MakeReader = () => {
  const text = 'heat °C,flow\n1.5,2\n→,😀\n';
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
  return {
    name: 'text',
    kind: 'bytes',
    samples: [Buffer.from(text), Buffer.from(`\ufeff${text}`), wide, Buffer.from(wide).swap16(), gzipSync(text)],
    refusals: REFUSALS,
    read: (file) => {
      const found = Buffer.concat([...textChunksOf(file, 'some.csv')]);
      if (!found.equals(Buffer.from(found.toString()))) return 'text that is not UTF-8';
      const isPlain = file.equals(Buffer.from(file.toString())) && !file.includes(0);
      const body = file.toString('latin1', 0, 3) === '\xef\xbb\xbf' ? file.subarray(3) : file;
      return isPlain && !found.equals(body) ? "text that is not the file's own" : undefined;
    },
  };
};

/** What JSON.parse takes comes out as it does, but for the digits of times. */
const jsonReader: MakeReader = () => ({
  name: 'json',
  kind: 'json',
  samples: [
    '{"timestamp": 1714521600, "a": [1, 2.5e3, null], "b": {"c": "x"}}',
    '[NaN, -Infinity, 1.5, "a\\n", true]',
  ].map((text) => Buffer.from(text)),
  refusals: REFUSALS,
  read: (file) => {
    const text = file.toString();
    const found = parseJson(text, 'some.jsonl: line 1');
    let wanted: unknown;
    try {
      wanted = JSON.parse(text);
    } catch {
      return /NaN|Infinity/.test(text) ? undefined : 'text that is not JSON';
    }
    const same = JSON.stringify(found, numbers) === JSON.stringify(wanted, numbers);
    return same ? undefined : 'another value than JSON.parse gives';
  },
});

const numbers = (_: string, value: unknown) =>
  typeof value === 'string' && /^-?\d{10,}(\.\d+)?$/.test(value) ? Number(value) : value;

const LABELS =
  'chan_id,spacecraft,anomaly_sequences,class,num_values\nP-1,SMAP,"[[1, 2], [5, 9]]","[point, contextual]",100\nM-6,MSL,"[[3, 4]]",[point],50\n';

const telemetryLabelReader: MakeReader = () => ({
  name: 'smap-msl-labels',
  kind: 'text',
  samples: [Buffer.from(LABELS)],
  refusals: REFUSALS,
  read: (file) => {
    const channels = parseLabels(file.toString(), 'labels.csv');
    const spans = channels.flatMap(({ segments, length }) =>
      segments.map(({ start, end }) => ({ start, end, length })),
    );
    const bad = spans.find(({ start, end }) => !(Number.isSafeInteger(start) && start >= 0 && end > start));
    return bad ? `a span from ${bad.start} to ${bad.end}` : undefined;
  },
});

const minute = (i: number) => `2014-04-01 00:${String(i).padStart(2, '0')}:00`;

/** Labels beside a series of 20 minutes: in rows with and without times, as words, as times and as spans. */
const labelReader =
  (name: string, file: string, kind: 'text' | 'json', samples: readonly string[]): MakeReader =>
  (folder) => {
    const rows = Array.from({ length: 20 }, (_, i) => `${minute(i)},${Math.sin(i).toFixed(4)}`);
    fs.writeFileSync(path.join(folder, 'some.csv'), ['time,value', ...rows].join('\n'));
    const series = readSeries(path.join(folder, 'some.csv'));
    return {
      name,
      kind,
      samples: samples.map((sample) => Buffer.from(sample)),
      refusals: REFUSALS,
      read: (bytes) => {
        fs.writeFileSync(path.join(folder, file), bytes);
        const { labels, description } = readLabels(path.join(folder, file), series);
        const anomalous = labels.filter((label) => label === 1).length;
        if (labels.length !== 20) return `${labels.length} labels, not 20`;
        if (!labels.every((label) => label === 0 || label === 1)) return 'another label';
        const { anomalous: told, normal } = description;
        return told === anomalous && normal === 20 - anomalous ? undefined : `${told} labels told for ${anomalous}`;
      },
    };
  };

const inRows = (row: (i: number) => string) => Array.from({ length: 20 }, (_, i) => row(i)).join('\n');

const LABEL_TABLES = [
  `label\n${inRows((i) => (i > 15 ? '1' : '0'))}\n`,
  `time,state\n${inRows((i) => `${minute(19 - i)},${i > 15 ? 'attack' : 'normal'}`)}\n`,
  `start,end\n${minute(2)},${minute(4)}\n${minute(8)},${minute(8)}\n`,
  `anomaly\n${minute(3)}\n${minute(5)}\n`,
];

const LABEL_JSON = [
  JSON.stringify({ 'real/some.csv': [[minute(2), minute(4)]], 'other.csv': [] }, null, 1),
  JSON.stringify([{ start: 2, end: 4 }]),
  JSON.stringify(Array.from({ length: 20 }, (_, i) => i % 5 === 0)),
];

const nabReader: MakeReader = (folder) => {
  const rows = Array.from({ length: 20 }, (_, i) => `${minute(i)},${i / 4}`);
  fs.writeFileSync(path.join(folder, 'some.csv'), ['timestamp,value', ...rows].join('\n'));
  const windows = { 'some.csv': [['2014-04-01 00:05:00.000000', '2014-04-01 00:07:00.000000']], 'other.csv': [] };
  return {
    name: 'nab',
    kind: 'json',
    samples: [Buffer.from(JSON.stringify(windows, null, 1))],
    refusals: REFUSALS,
    read: (file) => {
      fs.writeFileSync(path.join(folder, 'combined_windows.json'), file);
      const { train, test } = loadNab(folder, 'some');
      if (train.length + test.length !== 20) return `${train.length + test.length} steps, not 20`;
      return [...train.labels!, ...test.labels!].every((label) => label === 0 || label === 1)
        ? undefined
        : 'another label';
    },
  };
};

export const dataReaders: Readonly<Record<string, MakeReader>> = {
  npy: npyReader,
  npz: npzReader,
  parquet: parquetReader,
  text: textReader,
  json: jsonReader,
  'smap-msl-labels': telemetryLabelReader,
  labels: labelReader('labels', 'labels.csv', 'text', LABEL_TABLES),
  'labels-json': labelReader('labels-json', 'labels.json', 'json', LABEL_JSON),
  nab: nabReader,
};
