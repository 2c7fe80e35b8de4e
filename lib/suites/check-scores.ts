/** Checks published scores: that each file is as it was written, and that each measure follows from the scores. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { messageOf } from '../base/index';
import { parseNpy } from '../data/index';
import type { MeasureName } from '../experiments/index';
import { measureAgain } from './measure-again';
import { readScoresManifest, type PublishedEntry, type ScoresManifest } from './scores-manifest';

export interface CheckedScores {
  readonly manifest: ScoresManifest;
  /** Measures that were computed again. */
  readonly measures: number;
  /** One sentence for each file or measure that is not as stated. */
  readonly faults: readonly string[];
}

/** A measure may differ by so much: computed again from the same float32 scores it is the same but for the order of sums. */
const TOLERANCE = 1e-9;

/**
 * Checks a folder of published scores. No detector is run and no telemetry is read.
 *
 * @param onEntry  Hears of each entry when it is done, for progress.
 * @throws {DataError} If its manifest is missing or not one.
 */
export function checkScores(folder: string, onEntry: () => void = () => undefined): CheckedScores {
  const manifest = readScoresManifest(folder);
  const faults = new Map(manifest.files.flatMap((file) => faultOfFile(folder, file)));
  const listed = new Set(manifest.files.map((file) => file.path));
  for (const file of manifest.entries.flatMap(filesOf)) {
    if (!listed.has(file)) faults.set(file, `${file}: expected its SHA-256 in the manifest's files, found none.`);
  }
  const ofMeasures: string[] = [];
  let measures = 0;
  for (const entry of manifest.entries) {
    if (!filesOf(entry).some((file) => faults.has(file))) {
      const found = faultsOfEntry(folder, entry);
      ofMeasures.push(...found);
      measures += Object.keys(entry.measures).length;
    }
    onEntry();
  }
  return { manifest, measures, faults: [...faults.values(), ...ofMeasures] };
}

function filesOf({ labels, scores: { windows, steps } }: PublishedEntry): string[] {
  return [labels, ...[windows, steps].flatMap((pair) => (pair ? [pair.train, pair.test] : []))];
}

/** Finds what is wrong with a file, by its path. */
function faultOfFile(folder: string, file: ScoresManifest['files'][number]): [file: string, fault: string][] {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(path.join(folder, file.path));
  } catch (error) {
    return [[file.path, `${file.path}: cannot be read (${messageOf(error)}).`]];
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === file.sha256) return [];
  const short = (hash: string) => `${hash.slice(0, 12)}...`;
  return [
    [
      file.path,
      `${file.path}: expected SHA-256 ${short(file.sha256)}, found ${short(found)} of ${bytes.length} bytes.`,
    ],
  ];
}

function faultsOfEntry(folder: string, entry: PublishedEntry): string[] {
  const where = `${entry.row} on ${entry.channel}, seed ${entry.seed}`;
  try {
    const read = (file: string) => readScores(path.join(folder, file));
    const pair = ({ train, test }: { readonly train: string; readonly test: string }) => ({
      train: read(train),
      test: read(test),
    });
    const { windows, steps } = entry.scores;
    const scores = { ...(windows && { windows: pair(windows) }), ...(steps && { steps: pair(steps) }) };
    const labels = Uint8Array.from(read(entry.labels));
    const { measures } = measureAgain({ ...entry, scores, labels });
    const names = [...new Set([...Object.keys(measures), ...Object.keys(entry.measures)])] as MeasureName[];
    return names.flatMap((name) => {
      const [stated, found] = [entry.measures[name], measures[name]];
      if (typeof stated === 'number' && typeof found === 'number' && Math.abs(stated - found) <= TOLERANCE) return [];
      if (stated === found) return [];
      const files = filesOf(entry).slice(1).join(', ');
      return [`${where}: ${name} is stated as ${shownMeasure(stated)}, and is ${shownMeasure(found)} by ${files}.`];
    });
  } catch (error) {
    return [`${where}: its measures cannot be computed again (${messageOf(error)}).`];
  }
}

const shownMeasure = (value: number | null | undefined) => (value === undefined ? 'nothing' : String(value));

/** Reads an array of numbers. @throws {DataError} If it is not one, or is damaged. */
function readScores(file: string): Float64Array {
  return parseNpy(gunzipSync(fs.readFileSync(file)), file).data;
}
