/** Reads texts as series, and makes tables of measurements to be read. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Random } from '../../lib/base';
import { type ReadOptions, readSeries } from '../../lib/data';

/** A folder of the tests' own; removed when the process ends, as several files of tests share it. */
export const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-read-'));
process.once('exit', () => fs.rmSync(folder, { recursive: true }));

let files = 0;

/** Reads a text from a file of its own. */
export function read(text: string | Uint8Array, options: ReadOptions = {}, extension = 'csv') {
  const file = path.join(folder, `${files++}.${extension}`);
  fs.writeFileSync(file, text);
  return readSeries(file, options);
}

const random = new Random(0);
export const steps = (length: number) => Array.from({ length }, (_, i) => i);

/** Two columns of measurements: no counts, no whole numbers. */
export const measured = steps(60).map(() =>
  [20 + random.normal(0, 1), 3 + random.normal(0, 0.1)].map((x) => x.toFixed(4)),
);

/** A table of measurements with further columns before them. */
export function table(header: string | undefined, before: (row: number) => string, rows = steps(60)): string {
  const lines = rows.map((row) => `${before(row)}${measured[row % 60].join(',')}`);
  return [...(header === undefined ? [] : [header]), ...lines, ''].join('\n');
}

/** A cell with the time of a row, one a minute. */
export const minute = (row: number) =>
  `2024-05-01 ${String(Math.floor(row / 60)).padStart(2, '0')}:${String(row % 60).padStart(2, '0')}:00,`;

/** The names of columns that were left out. */
export const leftOut = ({ description }: ReturnType<typeof read>) => description.leftOut.map(({ column }) => column);
