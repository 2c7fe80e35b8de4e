/** Damages good files at random, by seed: bytes, lines and cells of text, values of JSON. */
import { gzipSync } from 'node:zlib';
import type { Random } from '../../../lib/base';

/** How a file is damaged. */
export type FileKind = 'bytes' | 'text' | 'json';

type Mutator = (content: Buffer, random: Random) => Buffer;

/** Damages a file once to four times; of bytes, once or twice, since most damage makes them another format. */
export function mutate(content: Buffer, kind: FileKind, random: Random): Buffer {
  const mutators = MUTATORS[kind];
  let mutant = content;
  for (let times = 1 + random.integer(kind === 'bytes' ? 2 : 4); times > 0; times--)
    mutant = pick(mutators, random)(mutant, random);
  return mutant;
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random.integer(items.length)];
}

/** A part of a length: start and end. */
function part(length: number, random: Random, most = 64): [number, number] {
  const start = random.integer(length + 1);
  return [start, Math.min(length, start + random.integer(most + 1))];
}

function splice(content: Buffer, [start, end]: [number, number], instead: Uint8Array): Buffer {
  return Buffer.concat([content.subarray(0, start), instead, content.subarray(end)]);
}

const INTEGERS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** In place: the length, which many formats know, stays. */
const ofValues: readonly Mutator[] = [
  (content, random) => {
    const mutant = Buffer.from(content);
    for (let count = 1 + random.integer(4); count > 0 && mutant.length > 0; count--) {
      mutant[random.integer(mutant.length)] ^= 1 << random.integer(8);
    }
    return mutant;
  },
  (content, random) => {
    const mutant = Buffer.from(content);
    if (mutant.length > 0) mutant[random.integer(mutant.length)] = pick([0, 1, 0x0a, 0x20, 0x7f, 0x80, 0xff], random);
    return mutant;
  },
  (content, random) => {
    const mutant = Buffer.from(content);
    if (mutant.length >= 4) mutant.writeUInt32LE(pick(INTEGERS, random), random.integer(mutant.length - 3));
    return mutant;
  },
  (content, random) => {
    const mutant = Buffer.from(content);
    const place = random.integer(Math.min(128, mutant.length) + 1);
    mutant.write(
      pick(['0', '1', '2', '4', '8', '9', '-', 'i', 'u', 'f', '>', '<', 'T', ',', "'", ' '], random),
      place,
      'latin1',
    );
    return mutant;
  },
];

const ofBytes: readonly Mutator[] = [
  ...ofValues,
  (content, random) => {
    const [start] = part(content.length, random);
    const noise = Buffer.from(Array.from({ length: 1 + random.integer(16) }, () => random.integer(256)));
    return splice(content, [start, start], noise);
  },
  (content, random) => splice(content, part(content.length, random), Buffer.alloc(0)),
  (content, random) => {
    const [start, end] = part(content.length, random);
    return splice(content, [start, start], content.subarray(start, end));
  },
  (content, random) => content.subarray(0, random.integer(content.length + 1)),
];

const CELLS = [
  '', ' ', '-', '-0', '+5', '.5', '5.', '1e999', '-1e999', '1e-999', '1e5', '1E+05', '1,5', '1.234,5', '1_000', '0x10', '1e', '--1',
  'NaN', 'nan', 'NA', 'null', 'None', 'inf', '-Infinity', 'TRUE', 'false', '0', '1', '9007199254740993', '1.7976931348623157e308',
  '5e-324', '0.1234567890123456789', '123456789012345678901234567890', '"', '""', '"1"', '"a,b"', '"1\n2"', '#', '=1+1', '\u0661', '\u00a05',
  '\ufeff', '\0', '1 2', 'x', '2024-05-01', '2024-05-01T00:00:00.123456789Z', '1714521600', '1714521600000000000', '31/12/2024',
]; // prettier-ignore

const NUMBER = /[+-]?\d+(\.\d+)?(e[+-]?\d+)?/gi;

/** Makes a mutator of text; what is not UTF-8 by now is damaged as Latin-1. */
function text(change: (text: string, random: Random) => string): Mutator {
  return (content, random) => Buffer.from(change(content.toString(), random));
}

function lines(change: (lines: string[], random: Random) => string[]): Mutator {
  return text((source, random) => change(source.split('\n'), random).join('\n'));
}

const ofText: readonly Mutator[] = [
  text((source, random) => {
    const numbers = [...source.matchAll(NUMBER)];
    if (numbers.length === 0) return source;
    const { index = 0, 0: number } = pick(numbers, random);
    return source.slice(0, index) + pick(CELLS, random) + source.slice(index + number.length);
  }),
  text((source, random) => {
    const start = random.integer(source.length + 1);
    return source.slice(0, start) + pick([...CELLS, ',', ';', '\t', '\n', '\r\n'], random) + source.slice(start);
  }),
  text((source, random) => source.replaceAll(',', pick([';', '\t', ' ', '|', ',,', ', '], random))),
  text((source, random) => source.replaceAll('.', pick([',', '', '..', ' '], random))),
  text((source, random) => source.replaceAll('\n', pick(['\r\n', '\r', '\n\n', ' \n', '\n ', ',\n'], random))),
  lines((all, random) => [...all.slice(0, 1), ...random.shuffle(all.slice(1))]),
  lines((all, random) => all.filter((_, i) => i !== random.integer(all.length))),
  lines((all, random) => {
    const place = random.integer(all.length);
    return [...all.slice(0, place), ...all.slice(place, place + 1 + random.integer(3)), ...all.slice(place)];
  }),
  lines((all) => all.slice(1)),
  lines((all, random) => [
    pick(['0,1', ',0,1', '0,1,2', '# comment', 'sep=;', '', 'a,a,b', 'time', '1,2,3', '"a\nb",c'], random),
    ...all,
  ]),
  lines((all, random) => {
    const place = random.integer(all.length);
    return all.map((line, i) =>
      i === place ? pick([`"${line}"`, `${line},`, `,${line}`, line.slice(1), line.repeat(2)], random) : line,
    );
  }),
  lines((all, random) => {
    const place = random.integer(6);
    return all.map((line) =>
      line
        .split(',')
        .filter((_, i) => i !== place)
        .join(','),
    );
  }),
  lines((all, random) => {
    const [one, other] = [random.integer(4), random.integer(4)];
    return all.map((line) => {
      const cells = line.split(',');
      if (Math.max(one, other) < cells.length) [cells[one], cells[other]] = [cells[other], cells[one]];
      return cells.join(',');
    });
  }),
  text((source) => `\ufeff${source}`),
  (content, random) => {
    const wide = Buffer.from(`${random.integer(2) === 0 ? '\ufeff' : ''}${content.toString()}`, 'utf16le');
    return random.integer(2) === 0 ? wide : wide.swap16();
  },
  (content) => Buffer.from(content.toString(), 'latin1'),
  (content) => gzipSync(content, { level: 1 }),
  text((source, random) => source + source.slice(random.integer(source.length + 1))),
  text(
    (source, random) =>
      pick(['[', '{"a":', '"', '(', '<a>'], random).repeat(pick([1, 100, 5000, 100_000], random)) + source,
  ),
];

/** Numbers that JSON cannot write stand as strings that are replaced after it is written. */
const WORDS = ['NaN', 'Infinity', '-Infinity', '1e999', '-0', '1714521600123456789', '0.1e1'];

const VALUES: readonly unknown[] = [
  null, true, false, 0, -1, 1.5, 1e308, 1e300, 2 ** 53, -(2 ** 31), '', 'x', 'x'.repeat(10_000), '__proto__', 'constructor', '../../x',
  [], {}, [[]], [null], { a: 1 }, Array.from({ length: 1000 }, (_, i) => i), ...WORDS.map((word) => `@${word}@`),
]; // prettier-ignore

/** Makes a mutator of lines of JSON, or of JSON as a whole; leaves other text as it is. */
function json(change: (value: unknown, random: Random) => unknown): Mutator {
  const mutateOne = (source: string, random: Random): string => {
    try {
      const changed = change(JSON.parse(source), random);
      return JSON.stringify(changed, null, source.includes('\n') ? 1 : 0).replace(/"@([^"@]*)@"/g, '$1');
    } catch {
      return source;
    }
  };
  return (content, random) => {
    const source = content.toString();
    if (isJson(source)) return Buffer.from(mutateOne(source.trimEnd(), random) + '\n');
    const all = source.split('\n');
    const place = random.integer(all.length);
    return Buffer.from(all.map((line, i) => (i === place ? mutateOne(line, random) : line)).join('\n'));
  };
}

function isJson(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch {
    return false;
  }
}

/** Changes one value somewhere in a value. */
function changeInside(value: unknown, random: Random, change: (value: unknown) => unknown): unknown {
  const isInner = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isInner || random.integer(6) === 0) return change(value);
  const key = pick(Object.keys(value), random);
  const inner = changeInside((value as Record<string, unknown>)[key], random, change);
  return Array.isArray(value)
    ? value.map((item: unknown, i) => (String(i) === key ? inner : item))
    : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === key ? inner : (item as unknown)]));
}

const nested = (depth: number) => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 0);

const ofJson: readonly Mutator[] = [
  json((value, random) => changeInside(value, random, () => pick(VALUES, random))),
  json((value, random) => changeInside(value, random, () => nested(pick([2, 50, 200, 2000], random)))),
  json((value, random) =>
    changeInside(value, random, (old) => {
      if (typeof old !== 'number') return old;
      return pick([-old, old + 1, old * 2, old / 3, old + 0.5, old * 1e6, 1e9, String(old)], random);
    }),
  ),
  json((value, random) =>
    changeInside(value, random, (old) => {
      if (Array.isArray(old))
        return pick([[...old, ...(old as unknown[])], old.slice(1), random.shuffle(old), [old]], random);
      if (typeof old !== 'object' || old === null) return [old];
      const entries = Object.entries(old);
      const gone = random.integer(entries.length + 1);
      const kept = entries.filter((_, i) => i !== gone);
      return Object.fromEntries(
        random.integer(2) === 0
          ? kept
          : [...entries, [pick(['extra', 'version', 'kind', 'toString'], random), pick(VALUES, random)]],
      );
    }),
  ),
];

const MUTATORS: Readonly<Record<FileKind, readonly Mutator[]>> = {
  bytes: [...ofValues, ...ofValues, ...ofValues, ...ofBytes],
  text: [...ofText, ...ofText, ...ofBytes],
  json: [...ofJson, ...ofJson, ...ofText],
};
