/**
 * Scores that are published, so that nobody need run a detector again to compare: a folder with the scores of each row,
 * channel and seed as float32 arrays of NumPy (.npy.gz), the labels, and a manifest with checksums, protocols and all
 * measures. The measures are of the scores as they are published.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeFolder, writeFileAtomic } from '../base/index';
import { encodeNpy, makeSeries } from '../data/index';
import {
  describeSource,
  loadSource,
  measure,
  planTables,
  scalePair,
  targetsOf,
  tsbAdWindow,
  type Job,
  type Measures,
  type Protocol,
  type ResultRow,
  type SuiteResult,
  type SuiteTable,
} from '../experiments/index';
import type { SeriesScores } from '../detectors/index';
import {
  FORMAT,
  KIND,
  MANIFEST,
  type PublishedEntry,
  type PublishedFile,
  type ScoresManifest,
} from './scores-manifest';

export interface PublishOptions {
  /** Made where it is missing; files of other scores in it stay. */
  readonly folder: string;
  readonly suite: string;
  /** Bits kept of each score's 23 binary digits; default 23, all of float32. Fewer compress better and make ties. */
  readonly bits?: number;
}

export interface Published {
  readonly entries: number;
  readonly files: number;
  /** Of all files, the manifest included. */
  readonly bytes: number;
  /** The largest difference that rounding the scores made to a measure, and where; undefined without a measure. */
  readonly largest?: { readonly difference: number; readonly where: string };
}

/** How far float32 may take a measure: a share of it where it is larger than 1, as a count or a delay. More is a fault. */
const MOST_BY_ROUNDING = 1e-3;

/** Asks every row of some tables to keep the scores that its measures are of. */
export function keepingScores(tables: readonly SuiteTable[]): SuiteTable[] {
  return tables.map((table) => ({ ...table, rows: table.rows.map((row) => ({ ...row, keep: ['measured'] })) }));
}

/**
 * Publishes the scores of a run.
 *
 * @param run  Of tables as `keepingScores` gives them.
 * @throws     If a row kept no scores, or steps of its series were dropped: labels and scores would not fit together. If the
 *             scores in float32, all bits kept, have another measure than the run had.
 */
export function publishScores({ tables, results, profile, backend }: SuiteResult, options: PublishOptions): Published {
  const { folder, suite, bits = 23 } = options;
  const files = new FolderWriter(folder);
  const jobs = new Map(
    planTables(tables, profile).map(({ table, row, job }) => [keyOf(table.name, row.label, job), job]),
  );
  const labelsOf = labelReader(files);
  let largest: Published['largest'];
  const entries = results.rows.map((result): PublishedEntry => {
    const job = jobs.get(keyOf(result.table, result.row, result))!;
    const where = `${result.row} on ${result.channel}, seed ${result.seed}`;
    if (!result.measured) throw new Error(`${where}: expected its scores, by keep: ['measured']; found none.`);
    const { labels, path: labelPath, maxWindow } = labelsOf(job, where);
    const { protocol } = job;
    const { measuredOn = ['windows'] } = protocol;
    const { windows, ...ofSteps } = result.measured;
    const used = measuredOn.includes('windows') && windows ? { windows, ...ofSteps } : ofSteps;
    const rounded = roundedScores(used, bits);
    const { measures, threshold } = measureAgain({
      scores: rounded,
      labels,
      protocol,
      sequences: result.sequences,
      maxWindow,
    });
    for (const [name, value] of Object.entries(measures)) {
      const own = result.measures[name as keyof Measures] ?? 0;
      const difference = Math.abs((value ?? 0) - own);
      if (bits === 23 && difference > MOST_BY_ROUNDING * Math.max(1, Math.abs(own))) {
        throw new Error(
          `${where}: expected ${name} of ${own}, as it was run; found ${value} of its scores in float32.`,
        );
      }
      if (!largest || difference > largest.difference) largest = { difference, where: `${name} of ${where}` };
    }
    const { table, row, channel, seed, sequences } = result;
    const base = `scores/${slug(table)}/${slug(row)}/${slug(channel)}.seed-${seed}`;
    return {
      table,
      row,
      channel,
      seed,
      labels: labelPath,
      scores: writeScores(files, base, rounded),
      protocol,
      ...(sequences && { sequences: [...sequences] }),
      ...(threshold !== undefined && { threshold }),
      ...(maxWindow !== undefined && { maxWindow }),
      measures,
    };
  });
  const manifest: ScoresManifest = {
    kind: KIND,
    format: FORMAT,
    suite,
    profile,
    backend,
    bits,
    files: files.written,
    entries,
  };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  writeFileAtomic(path.join(folder, MANIFEST), text);
  const bytes = files.written.reduce((sum, each) => sum + each.bytes, Buffer.byteLength(text));
  return { entries: entries.length, files: files.written.length, bytes, ...(largest && { largest }) };
}

interface MeasureAgain {
  readonly scores: RoundedScores;
  readonly labels: Uint8Array;
  readonly protocol: Protocol;
  /** The detector's own, where events are measured. */
  readonly sequences?: SeriesScores['sequences'];
  /** Of TSB-AD's VUS, in steps, where its measures are. */
  readonly maxWindow?: number;
}

/**
 * Computes all of a protocol's measures from scores and labels alone, and the threshold that they were compared with.
 *
 * @throws If TSB-AD's measures are asked for without the window, which comes from the values of the series.
 */
export function measureAgain({ scores, labels, protocol, sequences, maxWindow }: MeasureAgain): {
  readonly measures: Measures;
  readonly threshold?: number;
} {
  const test = makeSeries({ name: 'test', values: new Float64Array(labels.length), features: 1, labels });
  const { measuredOn = ['windows'] } = protocol;
  if (measuredOn.includes('tsb-ad') && maxWindow === undefined) {
    throw new Error("expected maxWindow, the widest window of TSB-AD's VUS; found none.");
  }
  const { measures, threshold } = measure(
    { scores: { ...scores, ...(sequences && { sequences }) }, test, protocol, maxWindow },
    measuredOn,
  );
  return { measures, threshold };
}

type RoundedScores = Pick<SeriesScores, 'windows' | 'steps'>;

/** Rounds scores to float32 with so many bits of its mantissa. */
function roundedScores({ windows, steps }: NonNullable<ResultRow['measured']>, bits: number): RoundedScores {
  const round = (values: readonly number[]) => Float64Array.from(toBits(Float32Array.from(values), bits));
  const pair = ({ train, test }: NonNullable<typeof windows>) => ({ train: round(train), test: round(test) });
  return { ...(windows && { windows: pair(windows) }), ...(steps && { steps: pair(steps) }) };
}

/** Rounds each value to the nearest with so many binary digits after the first; a half goes away from zero. */
function toBits(values: Float32Array, bits: number): Float32Array {
  if (bits >= 23) return values;
  const unit = 2 ** (23 - bits);
  const words = new Uint32Array(values.buffer);
  words.forEach((word, i) => (words[i] = Math.floor((word + unit / 2) / unit) * unit));
  return values;
}

function writeScores(files: FolderWriter, base: string, { windows, steps }: RoundedScores): PublishedEntry['scores'] {
  const write = (name: string, { train, test }: NonNullable<RoundedScores['steps']>) => ({
    train: files.write(`${base}.${name}-train.npy.gz`, Float32Array.from(train)),
    test: files.write(`${base}.${name}-test.npy.gz`, Float32Array.from(test)),
  });
  return { ...(windows && { windows: write('windows', windows) }), ...(steps && { steps: write('steps', steps) }) };
}

interface MeasuredBy {
  readonly labels: Uint8Array;
  readonly path: string;
  readonly maxWindow?: number;
}

/** Reads what a job is measured by: the labels, which are written once for each series, and the window of TSB-AD's VUS. */
function labelReader(files: FolderWriter) {
  const paths = new Map<string, string>();
  const known = new Map<string, MeasuredBy>();
  return ({ source, channel, seed, protocol }: Job, where: string) => {
    const key = JSON.stringify([describeSource(source), channel, seed, protocol.scaling, protocol.measuredOn]);
    const found = known.get(key);
    if (found) return found;
    const { test, loadedLength } = scalePair(loadSource(source, channel, seed), protocol.scaling, targetsOf(source));
    const dropped = loadedLength - test.length;
    if (dropped > 0) throw new Error(`${where}: expected a series without gaps; ${dropped} of its steps were dropped.`);
    const labels = Uint8Array.from(test.labels!);
    const content = createHash('sha256').update(labels).digest('hex');
    const file = paths.get(content) ?? files.write(`labels/${slug(channel)}.npy.gz`, labels);
    paths.set(content, file);
    const ofTsbAd = protocol.measuredOn?.includes('tsb-ad');
    const made = { labels, path: file, ...(ofTsbAd && { maxWindow: tsbAdWindow(test) }) };
    known.set(key, made);
    return made;
  };
}

/** Writes arrays into a folder and remembers their checksums. */
class FolderWriter {
  readonly written: PublishedFile[] = [];

  constructor(private readonly folder: string) {}

  /** Writes one array. @returns The path that it has, a number added where the wanted one is taken. */
  write(wanted: string, data: Float32Array | Uint8Array): string {
    const taken = (name: string) => this.written.some((each) => each.path === name);
    let name = wanted;
    for (let i = 2; taken(name); i++) name = wanted.replace(/(?=\.)/, `-${i}`);
    const bytes = gzipSync(encodeNpy({ shape: [data.length], data }), { level: 9 });
    const file = path.join(this.folder, name);
    makeFolder(path.dirname(file));
    writeFileAtomic(file, bytes);
    this.written.push({ path: name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    return name;
  }
}

const keyOf = (table: string, row: string, { channel, seed }: Pick<Job, 'channel' | 'seed'>) =>
  JSON.stringify([table, row, channel, seed]);

/** Makes a part of a path of a name. */
const slug = (name: string) => name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'unnamed';
