/** A file of many rows: reading it, fitting a baseline to it and scoring it, beside pandas' reading of the same file. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Random, RUN_TYPESCRIPT } from '../lib/base';
import type { Cell } from '../lib/tables/table';
import { median, type BenchResult } from './bench';
import { runForJson } from './side-by-side';

export interface BigFileOptions {
  /** Rows of the file. Default 10,000,000. */
  readonly rows?: number;
  /** Times that each is measured, in turn with the others. Default 5. */
  readonly runs?: number;
  /** Detectors, by their names in the catalogue. */
  readonly models?: readonly string[];
}

const FEATURES = 10;
const DECIMALS = 4;

/** Characters written at once. */
const PIECE = 2 ** 20;

/** Reads the file as pandas does by default, and prints what it cost. */
const PANDAS = `import json, resource, sys, pandas
pandas.read_csv(sys.argv[1])
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}))`;

/** What a process cost, from its start to its end. */
interface Cost {
  /** Seconds of processor time, user and system. */
  readonly cpu: number;
  /** Peak of resident memory. */
  readonly megabytes: number;
}

/** Measures each in a process of its own. */
export function bigFile({
  rows = 10_000_000,
  runs = 5,
  models = ['moving-average', 'pca'],
}: BigFileOptions = {}): BenchResult {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-big-file-'));
  try {
    const file = path.join(folder, 'big.csv');
    writeRows(file, rows);
    const ours = (...args: string[]) =>
      runForJson<Cost>([process.execPath, ...RUN_TYPESCRIPT, 'bench/big-file-worker.ts', ...args]);
    const python = process.env.TELLTALE_PANDAS_PYTHON ?? 'python3';
    const hasPandas = spawnSync(python, ['-c', 'import pandas']).status === 0;
    const cases: [label: string, measure: () => Cost][] = [
      ...(hasPandas
        ? [['pandas.read_csv', () => runForJson<Cost>([python, '-c', PANDAS, file])] as [string, () => Cost]]
        : []),
      ['reading alone', () => ours('read', file)],
      ...models.flatMap((model): [string, () => Cost][] => {
        const [pipeline, scores] = [path.join(folder, model), path.join(folder, `${model}-scores`)];
        return [
          [`fit, ${model}`, () => ours('fit', '--train', file, '--output', pipeline, '--model', model)],
          [`score, ${model}`, () => ours('score', '--pipeline', pipeline, '--input', file, '--output', scores)],
        ];
      }),
    ];
    const costs = cases.map((): Cost[] => []);
    for (let run = 0; run < runs; run++) cases.forEach(([, measure], i) => costs[i].push(measure()));
    const found = cases.map(([label], i) => ({
      label,
      cpu: median(costs[i].map(({ cpu }) => cpu)),
      megabytes: Math.max(...costs[i].map(({ megabytes }) => megabytes)),
    }));
    const size = fs.statSync(file).size / 1e6;
    return {
      title:
        `${rows.toLocaleString('en')} rows of ${FEATURES} features, ${size.toFixed(0)} MB, ${hasPandas ? '' : 'pandas is not installed, '}` +
        `medians of ${runs}; load of the machine ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} cores`,
      table: {
        columns: ['', 'CPU seconds', 'as a share of pandas', 'peak resident MB'],
        rows: found.map(({ label, cpu, megabytes }): Cell[] => [
          label,
          cpu.toFixed(1),
          hasPandas ? (cpu / found[0].cpu).toFixed(2) : '',
          megabytes.toFixed(0),
        ]),
      },
      data: { rows, costs: Object.fromEntries(cases.map(([label], i) => [label, costs[i]])) },
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes waves of different periods with noise, a column a feature, the same in every run. */
function writeRows(file: string, rows: number): void {
  const random = new Random(0).fork('big file');
  const handle = fs.openSync(file, 'w');
  const names = Array.from({ length: FEATURES }, (_, feature) => `sensor ${feature + 1}`);
  let piece = `${names.join(',')}\n`;
  for (let row = 0; row < rows; row++) {
    for (let feature = 0; feature < FEATURES; feature++) {
      const wave = (1 + feature) * Math.sin(row / (20 + 7 * feature) + feature);
      piece += (wave + random.uniform(-0.5, 0.5)).toFixed(DECIMALS) + (feature === FEATURES - 1 ? '\n' : ',');
    }
    if (piece.length < PIECE && row < rows - 1) continue;
    fs.writeSync(handle, piece);
    piece = '';
  }
  fs.closeSync(handle);
}
