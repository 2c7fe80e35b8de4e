/** Small programs of a test's own, in JavaScript: they need nothing but the Node that runs the test. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeSeries } from '../../lib/data';
import { findSeriesDetector, type ScoreOptions, type SeriesPair } from '../../lib/detectors';

/** What every program begins with: its folder, what it was told, the two series, and a way to write scores. */
const BEGIN = `
import fs from 'node:fs';
import path from 'node:path';
const folder = process.argv.at(-1);
const about = JSON.parse(fs.readFileSync(path.join(folder, 'series.json'), 'utf8'));
const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);
const scores = (name, values) => write(name, ['score', ...values, ''].join('\\n'));
const [trainSteps, testSteps] = [about.trainShape[0], about.testShape[0]];
`;

/** A folder of programs, removed by the test. */
export class OwnPrograms {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-own-'));

  /** Writes a program. @returns  The command that starts it. */
  write(name: string, body: string): string {
    fs.writeFileSync(path.join(this.folder, name), BEGIN + body);
    return `'${process.execPath}' ${name}`;
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }
}

/** Six training and eight test steps of two features, the commas in their names included. */
export function smallPair(): SeriesPair {
  const series = (name: string, length: number, labels?: Uint8Array) => {
    const values = Float64Array.from({ length: 2 * length }, (_, i) => (i % 2 === 0 ? i / 2 : 0.1 + 0.2));
    return makeSeries({ name, values, features: 2, names: ['level, "m"', 'valve'], ...(labels && { labels }) });
  };
  return { train: series('tank train', 6), test: series('tank test', 8, new Uint8Array(8)), targets: 'all' };
}

/** Options as a job gives them. */
export const smallOptions: ScoreOptions = {
  channel: 'tank',
  seed: 3,
  profile: 'smoke',
  windows: { windowSize: 2, stride: 1 },
  steps: true,
};

/** Runs a program as a detector. */
export function scoreWith(config: object, pair = smallPair(), more: Partial<ScoreOptions> = {}) {
  const options = { ...smallOptions, ...more, config: { ...config } };
  return findSeriesDetector('program').detector.score(pair, options);
}
