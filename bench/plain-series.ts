/** Plain series of machines and services on which the default of `npm run fit` is chosen: none of them tests what it finds. */
import fs from 'node:fs';
import path from 'node:path';
import { Random, REPOSITORY_ROOT } from '../lib/base';
import {
  loadSeries,
  makeSeries,
  periodicSeries,
  rhythmSeries,
  segmentsToLabels,
  sliceSeries,
  type Series,
} from '../lib/data';
import { simulateChannel, type SimulatedKind } from '../lib/data/simulated-channel';

export interface PlainSeries {
  /** NAB, SKAB or made. */
  readonly group: string;
  /** Taken as normal. */
  readonly train: Series;
  /** Labelled, with both classes, one or more of the same machine. */
  readonly tests: readonly Series[];
}

/** Share of a NAB series that is trained on. */
const TRAIN_SHARE = 0.4;

/** With fewer steps to train on, windows of 100 leave too few scores to calibrate with. */
const MIN_TRAIN = 600;

/** NAB's folders with series of a few thousand steps; the tweets have 15,900. */
const NAB_FOLDERS = ['artificialWithAnomaly', 'realAWSCloudwatch', 'realTraffic'];

/**
 * Finds the folder with NAB and SKAB: TELLTALE_SERIES, default ../shared/data beside the repository.
 *
 * @throws If one of the two is not in it.
 */
export function seriesFolder(): string {
  const folder = path.resolve(process.env.TELLTALE_SERIES ?? path.join(REPOSITORY_ROOT, '..', 'shared', 'data'));
  for (const part of [path.join('nab', 'combined_windows.json'), path.join('skab', 'anomaly-free')]) {
    if (!fs.existsSync(path.join(folder, part))) {
      const wanted = 'the Numenta Anomaly Benchmark in nab/ and the Skoltech one in skab/';
      throw new Error(`${folder}: expected ${wanted}, found no ${part}; name their folder with TELLTALE_SERIES.`);
    }
  }
  return folder;
}

/** Reads NAB: the first part of each series, if nothing is labelled in it, is trained on, and the rest is the test. */
export function nabSeries(folder: string): PlainSeries[] {
  const file = path.join(folder, 'combined_windows.json');
  const windows = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, [string, string][]>;
  return NAB_FOLDERS.flatMap((part) =>
    csvFiles(path.join(folder, part)).flatMap((name) => {
      const series = loadSeries(path.join(folder, part, name));
      const labels = labelsOf(series, windows[`${part}/${name}`]);
      const cut = Math.floor(TRAIN_SHARE * series.length);
      const [train, test] = [sliceSeries(series, 0, cut), { ...sliceSeries(series, cut), labels: labels.slice(cut) }];
      if (cut < MIN_TRAIN || labels.subarray(0, cut).includes(1) || !test.labels.includes(1)) return [];
      return [{ group: 'NAB', train, tests: [test] }];
    }),
  );
}

/** Marks the steps from the first to the last moment of each of NAB's windows. */
function labelsOf({ timestamps, length }: Series, windows: readonly [string, string][]): Uint8Array {
  const moment = (text: number | string) => String(text).slice(0, 'YYYY-MM-DD hh:mm:ss'.length);
  const within = (time: string) => windows.some(([from, to]) => moment(from) <= time && time <= moment(to));
  return Uint8Array.from({ length }, (_, i) => Number(within(moment(timestamps![i]))));
}

/** Reads SKAB's water circuit: trained on the run without anomalies, tested on those in which a fault was made. */
export function skabSeries(folder: string): PlainSeries[] {
  const train = loadSeries(path.join(folder, 'anomaly-free', 'anomaly-free.csv'));
  const tests = ['other', 'valve1'].flatMap((part) =>
    csvFiles(path.join(folder, part)).map((name) => loadSeries(path.join(folder, part, name))),
  );
  return [{ group: 'SKAB', train, tests }];
}

/** Makes report 1's series, waves with jumps and wrong rhythms, and the four kinds of simulated telemetry. */
export function madeSeries(): PlainSeries[] {
  const seeds = [0, 1];
  const periodic = seeds.map((seed) => periodicSeries({ length: 6000, seed }));
  const waves = seeds.map((seed) => [
    rhythmSeries({ length: 3000, events: false, seed }).series,
    rhythmSeries({ length: 4000, events: true, seed: seed + 2 }).series,
  ]);
  const kinds: readonly SimulatedKind[] = ['periodic', 'square', 'ramp', 'noisy'];
  const pairs = [
    ...periodic.map((series) => [sliceSeries(series, 0, 3000), sliceSeries(series, 3000)]),
    ...waves,
    ...kinds.map(simulated),
  ];
  return pairs.map(([train, test]) => ({ group: 'made', train, tests: [test] }));
}

function simulated(kind: SimulatedKind): Series[] {
  const shape = { kind, features: 5, trainLength: 2000, testLength: 4000, anomalousShare: 0.1 };
  const { train, test, segments } = simulateChannel({ ...shape, random: new Random(0).fork(kind) });
  const part = (values: Float64Array) => makeSeries({ name: kind, values, features: shape.features });
  return [part(train), { ...part(test), labels: segmentsToLabels(segments, shape.testLength) }];
}

const csvFiles = (folder: string): string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort();
