/** Columns and what independent implementations make of them, and a simple detector's scores of columns. */
import fs from 'node:fs';
import path from 'node:path';
import { makeSeries, type Series } from '../../lib/data';
import { findSeriesDetector, type ScoreOptions, type SeriesPair } from '../../lib/detectors';
import { smapMslProtocol } from '../../lib/experiments';

interface SimpleOracle {
  readonly train: number[];
  readonly test: number[];
  /** The test column with a stretch that is constant. */
  readonly flat: number[];
  /** Two columns each, of which the first are those above. */
  readonly twoTrain: number[][];
  readonly twoTest: number[][];
  readonly expected: Readonly<Record<string, number[]>>;
}

export const simpleOracle = JSON.parse(
  fs.readFileSync(path.join(__dirname, '..', 'fixtures', 'simple-detectors.json'), 'utf8'),
) as SimpleOracle;

/** Makes a series of columns. */
export function columnsSeries(name: string, columns: readonly (readonly number[])[]): Series {
  const features = columns.length;
  const values = Float64Array.from({ length: features * columns[0].length }, (_, i) =>
    columns[i % features].at(Math.floor(i / features))!,
  );
  return makeSeries({ name, values, features });
}

export const scoreOptions: ScoreOptions = { seed: 0, profile: 'smoke', windows: smapMslProtocol, steps: true };

/** Scores a pair of series by a detector of that name. */
export async function stepScoresOf(detector: string, pair: SeriesPair, config: object = {}) {
  const options = { ...scoreOptions, config: { ...config } };
  return (await findSeriesDetector(detector).detector.score(pair, options)).steps!;
}

/** Scores columns by a detector of that name, and gives the scores of the test column. */
export async function testScoresOf(
  detector: string,
  config: object,
  { train = simpleOracle.train, test = simpleOracle.test }: { train?: number[]; test?: number[] } = {},
): Promise<Float64Array> {
  const series = (values: number[]) => columnsSeries('column', [values]);
  return (await stepScoresOf(detector, { train: series(train), test: series(test), targets: 'first' }, config)).test;
}
