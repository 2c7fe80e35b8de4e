/** Tables of numbers as text: each number that is taken is held against `Number` of the cell that it came from. */
import fs from 'node:fs';
import path from 'node:path';
import { numberedNames } from '../../../lib/data/column-names';
import { readSeries, type ReadOptions } from '../../../lib/data';
import { parseJson } from '../../../lib/data/parse-json';
import { textChunksOf } from '../../../lib/data/text-chunks';
import type { FuzzedReader, MakeReader } from './reader';

/** A file's cells, read in the plainest way. */
interface PlainTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Reading = ReturnType<typeof readSeries>;

const row = (cells: readonly (string | number)[], delimiter: string) => cells.join(delimiter);

/** Tables of a few columns, as people have them. */
function tables(delimiter: string): Buffer[] {
  const time = (i: number) => `2024-05-01${delimiter === ' ' ? 'T' : ' '}00:${String(i).padStart(2, '0')}:00`;
  const value = (i: number) => (Math.sin(i) * 10).toFixed(3);
  const lines = (count: number, line: (i: number) => readonly (string | number)[]) =>
    Array.from({ length: count }, (_, i) => row(line(i), delimiter)).join('\n') + '\n';
  return [
    `${row(['timestamp', 'heat', 'flow', 'label'], delimiter)}\n${lines(12, (i) => [time(i), value(i), 20 + i, Number(i > 8)])}`,
    `${row(['heat', 'flow'], delimiter)}\n${lines(8, (i) => [value(i), `${i}e-3`])}`,
    lines(9, (i) => [value(i), value(2 * i), -i]),
    `${row(['time', 'valve', 'heat'], delimiter)}\n${lines(10, (i) => [1714521600 + 60 * i, i % 2 === 0 ? 'true' : 'false', value(i)])}`,
    `${row(['t', 'x'], delimiter)}\n${lines(9, (i) => [`${1714521600123456000n + BigInt(i)}`, i === 4 ? 'nan' : value(i)])}`,
  ].map((text) => Buffer.from(text));
}

/** Splits text into cells: quotes at the start of a cell, doubled within it. Undefined where it has no plain reading. */
function plainRows(text: string, delimiter: string): string[][] | undefined {
  const lines = text.split(/\r\n|\n|\r/);
  while (lines.length > 0 && (/^(#|"?sep=)/.test(lines[0]) || lines[0].trim() === '')) lines.shift();
  // What quotes mean where they are not plain is for the reader to say.
  if (lines.some((line) => line.includes('"'))) return undefined;
  const filled = lines.filter((line) => line.trim() !== '');
  const split = (line: string) => (delimiter === 'blanks' ? line.trim().split(/[ \t]+/) : line.split(delimiter));
  return filled.map((line) => split(line).map((cell) => cell.replace(/^[ \t]+|[ \t]+$/g, '')));
}

const MISSING = ['', '-', 'nan', 'na', 'n/a', 'null', 'none'];

/** The number that a cell stands for; undefined if it stands for none. */
function plainNumber(cell: string, decimal: string): number | undefined {
  const word = cell.trim().toLowerCase(); // blanks of every kind, as from a web page
  if (MISSING.includes(word)) return NaN;
  if (word === 'true' || word === 'false') return Number(word === 'true');
  if (/^[+-]?inf(inity)?$/.test(word)) return word.startsWith('-') ? -Infinity : Infinity;
  const digits = decimal === ',' ? word.replace(',', '.') : word;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits) ? Number(digits) : undefined;
}

function tableFault({ series, description, sourceRows }: Reading, plain: PlainTable): string | undefined {
  const { rows, names } = plain;
  const decimal = description.text?.decimal ?? '.';
  if (description.rows !== rows.length) return `${description.rows} rows, not ${rows.length}`;
  if (series.length !== description.steps) return `${series.length} steps, described as ${description.steps}`;
  for (let step = 0; step < series.length; step++) {
    const cells = rows[sourceRows?.[step] ?? step];
    for (let feature = 0; feature < series.features; feature++) {
      const cell = cells[names.indexOf(series.names[feature])];
      const wanted = cell === undefined ? undefined : plainNumber(cell, decimal);
      const found = series.values[step * series.features + feature];
      if (wanted === undefined || !Object.is(found, wanted)) {
        return `the value ${found} of '${series.names[feature]}' in step ${step}, where the cell is ${JSON.stringify(cell)}`;
      }
    }
    const time = description.time && cells[names.indexOf(description.time.column)];
    if (time !== undefined && String(series.timestamps?.[step]) !== time) {
      return `the time ${series.timestamps?.[step]} in step ${step}, where the cell is ${JSON.stringify(time)}`;
    }
    const label = description.label && cells[names.indexOf(description.label.column)];
    if (label !== undefined && !description.label?.anomalousLabels) {
      const wanted = Number(plainNumber(label, '.') === 1);
      if (series.labels?.[step] !== wanted) return `the label ${series.labels?.[step]} for ${JSON.stringify(label)}`;
    }
  }
  return undefined;
}

function plainText(file: Buffer, { description }: Reading): PlainTable | undefined {
  const text = Buffer.concat([...textChunksOf(file, 'some.csv')]).toString();
  const rows = plainRows(text, description.text!.delimiter);
  // One line of numbers between blanks is read as one column.
  const isOneLine = rows?.length === 1 && description.text!.delimiter === 'blanks';
  if (rows === undefined || rows.length === 0 || isOneLine) return undefined;
  if (!description.text!.header) {
    const { length } = rows[0];
    // A comment may name the columns.
    if (text.trimStart().startsWith('#')) return undefined;
    // A first column of dates is named 'timestamp'; with a second one of times of day the two are 'date' and 'time'.
    const times =
      { timestamp: ['timestamp'], date: ['date', 'time'], 'date + time': ['date', 'time'] }[
        description.time?.column ?? ''
      ] ?? [];
    return { rows, names: [...times, ...numberedNames(length - times.length)] };
  }
  const names = rows[0].map((name, i) => name.replace(/\ufeff/g, '').trim() || (i === 0 ? 'index' : 'unnamed'));
  return { names, rows: rows.slice(1 + linesOfUnits(rows, description)) };
}

/** Counts the lines below the names that the reader passed over as units; a line that holds a number is none. */
function linesOfUnits(rows: readonly (readonly string[])[], { notes }: Reading['description']): number {
  const told = notes.flatMap((note) => /^(\d+) lines? of units below the names/.exec(note)?.[1] ?? []);
  const count = told.length > 0 ? Number(told[0]) : 0;
  const isNumber = (cell: string) => Number.isFinite(plainNumber(cell, '.') ?? NaN);
  return rows.slice(1, 1 + count).some((row) => row.some(isNumber)) ? 0 : count;
}

function textReader(name: string, ending: string, delimiter: string, options: ReadOptions = {}): MakeReader {
  return (folder): FuzzedReader => {
    const file = path.join(folder, `some${ending}`);
    return {
      name,
      kind: 'text',
      samples: tables(delimiter),
      refusals: ['DataError'],
      read: (content) => {
        fs.writeFileSync(file, content);
        const reading = readSeries(file, options);
        const plain = plainText(content, reading);
        return plain && tableFault(reading, plain);
      },
    };
  };
}

const jsonLinesReader: MakeReader = (folder) => {
  const file = path.join(folder, 'some.jsonl');
  const objects = Array.from({ length: 8 }, (_, i) =>
    JSON.stringify({ time: 1714521600 + i, heat: i / 7, flow: i === 3 ? null : -i }),
  );
  const arrays = Array.from({ length: 8 }, (_, i) => JSON.stringify([Math.cos(i), i * 1e-5]));
  return {
    name: 'jsonl',
    kind: 'json',
    samples: [objects, arrays].map((lines) => Buffer.from(`${lines.join('\n')}\n`)),
    refusals: ['DataError'],
    read: (content) => {
      fs.writeFileSync(file, content);
      const reading = readSeries(file);
      const text = Buffer.concat([...textChunksOf(content, file)]).toString();
      const values = text
        .split(/\r\n|\n|\r/)
        .filter((line) => line.trim() !== '')
        .map((line) => parseJson(line, 'line') as Record<string, unknown>);
      const names = Array.isArray(values[0]) ? numberedNames(values[0].length) : Object.keys(values[0]);
      const cell = (value: unknown) => (value === null || value === undefined ? '' : String(value));
      const rows = values.map((value) =>
        Array.isArray(value) ? value.map(cell) : names.map((name) => cell(value[name])),
      );
      return tableFault(reading, { names, rows });
    },
  };
};

export const tableReaders: Readonly<Record<string, MakeReader>> = {
  csv: textReader('csv', '.csv', ','),
  semicolons: textReader('semicolons', '.csv', ';'),
  tsv: textReader('tsv', '.tsv', '\t'),
  blanks: textReader('blanks', '.txt', ' '),
  unsorted: textReader('unsorted', '.csv', ',', { sort: true }),
  jsonl: jsonLinesReader,
};
