/**
 * The SMAP and MSL series of TSB-AD: which test series of the telemetry each is, and what TSB-AD publishes of it. Their values
 * are the telemetry's, so that its tables of results and the telemetry are all that is needed.
 *
 * Source: Liu & Paparrizos 2024, "The Elephant in the Room"; the files of TheDatumOrg/TSB-AD,
 * benchmark_exp/benchmark_eval_results.
 */
import fs from 'node:fs';
import path from 'node:path';
import { counted, DataError } from '../base/index';
import { parseCsv } from './csv-table';
import { labelsToSegments, segmentsToLabels, type Segment } from './segments';
import { makeSeries, sliceSeries, type Series } from './series';
import { channelSize, loadChannel, readLabels } from './smap-msl';
import type { ChannelLabels, Spacecraft } from './smap-msl-labels';

/** `multivariate`: the telemetry value and its commands. `univariate`: the telemetry value alone. */
export type TsbAdCollection = 'multivariate' | 'univariate';

/** TSB-AD's `multi_` and `uni_mergedTable_VUS-PR.csv`, under the names that `npm run data -- --set tsb-ad` gives them. */
export const tsbAdTables: Readonly<Record<TsbAdCollection, string>> = {
  multivariate: 'published-multi-vus-pr.csv',
  univariate: 'published-uni-vus-pr.csv',
};

/** A series of TSB-AD as a part of the telemetry. */
export interface TsbAdEntry {
  /** TSB-AD's name without `.csv`, such as 002_MSL_id_1_Sensor_tr_500_1st_900. */
  readonly file: string;
  readonly spacecraft: Spacecraft;
  /** The channel whose test series it is. */
  readonly channel: string;
  /** Steps of the test series that it leaves out at the beginning. */
  readonly cut: number;
  /** Steps of it that detectors may be trained on, from the first. */
  readonly trainEnd: number;
  /** Of its own steps. Some channels have more than TSB-AD keeps. */
  readonly segments: readonly Segment[];
  /** VUS-PR by detector, as published. */
  readonly published: Readonly<Record<string, number>>;
}

interface Row {
  readonly file: string;
  readonly spacecraft: Spacecraft;
  readonly length: number;
  readonly trainEnd: number;
  readonly first: number;
  readonly anomalous: number;
  readonly published: Readonly<Record<string, number>>;
}

/** Columns of a table that are not detectors. */
const FACTS = /^(file|ts_len|anomaly_len|num_anomaly|avg_anomaly_len|anomaly_ratio|point_anomaly|seq_anomaly)$/;

/** Steps that TSB-AD may leave out at the beginning: G-7 of the multivariate series lacks a thousand. */
const CUTS = [0, 1000];

/**
 * Lists the SMAP and MSL series of a collection, those of its tuning left out, as its published table does.
 *
 * @param folder     Of the published tables, see `tsbAdTables`.
 * @param telemetry  Folder of the telemetry.
 * @throws {DataError} If a table is missing or malformed, or a series is that of no channel or of more than one; the message
 *                     names it.
 */
export function tsbAdEntries(folder: string, telemetry: string, collection: TsbAdCollection): TsbAdEntry[] {
  const channels = readLabels(telemetry).map((labels) => ({
    ...labels,
    length: channelSize(telemetry, labels.channel).testLength,
  }));
  return readTable(path.join(folder, tsbAdTables[collection])).map((row) => {
    const { file, spacecraft, trainEnd, published } = row;
    return { file, spacecraft, trainEnd, published, ...findChannel(row, channels) };
  });
}

/**
 * Loads a series: the part that detectors may be trained on, and all of it, which they are scored on.
 *
 * @throws {DataError} If the telemetry lacks its channel.
 */
export function loadTsbAd(
  telemetry: string,
  { file, channel, cut, trainEnd, segments }: TsbAdEntry,
  collection: TsbAdCollection,
): { readonly train: Series; readonly test: Series } {
  const { test } = loadChannel(telemetry, channel);
  const { labels: _, ...seen } = telemetryOf(sliceSeries(test, cut), collection);
  const series = { ...seen, name: file };
  const labels = segmentsToLabels(segments, series.length);
  return {
    train: sliceSeries(series, 0, trainEnd),
    test: makeSeries({ ...series, labels }),
  };
}

function telemetryOf(series: Series, collection: TsbAdCollection): Series {
  if (collection === 'multivariate') return series;
  const values = Float64Array.from({ length: series.length }, (_, step) => series.values[step * series.features]);
  return { ...series, values, features: 1, names: series.names.slice(0, 1) };
}

/** @throws {DataError} If the table is missing, a column is, or a value is not a number. */
function readTable(file: string): Row[] {
  if (!fs.existsSync(file)) {
    throw new DataError(`${file}: missing; 'npm run data -- --set tsb-ad' downloads TSB-AD's published results`);
  }
  const { columns, rows, lines } = parseCsv(fs.readFileSync(file, 'utf8'), file, { header: true });
  const needed = ['file', 'ts_len', 'anomaly_len'];
  const missing = needed.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new DataError(`${file}: expected the columns ${needed.join(', ')}; missing: ${missing.join(', ')}`);
  return rows.flatMap((cells, i): Row[] => {
    const name = String(cells[columns.indexOf('file')]);
    const parts = /^(\d+_(SMAP|MSL)_id_\d+_Sensor_tr_(\d+)_1st_(\d+))\.csv$/.exec(name);
    if (!parts) return [];
    const valueOf = (column: string) => {
      const value = Number(cells[columns.indexOf(column)] || NaN);
      if (Number.isFinite(value)) return value;
      throw new DataError(
        `${file}: line ${lines[i]}, column ${column}: expected a number, found '${cells[columns.indexOf(column)]}'`,
      );
    };
    const detectors = columns.filter((column) => !FACTS.test(column));
    return [
      {
        file: parts[1],
        spacecraft: parts[2] as Spacecraft,
        trainEnd: Number(parts[3]),
        first: Number(parts[4]),
        length: valueOf('ts_len'),
        anomalous: valueOf('anomaly_len'),
        published: Object.fromEntries(detectors.map((detector) => [detector, valueOf(detector)])),
      },
    ];
  });
}

/** Finds the channel by length, first anomaly and number of anomalous steps. */
function findChannel(row: Row, channels: readonly ChannelLabels[]): Pick<TsbAdEntry, 'channel' | 'cut' | 'segments'> {
  const found = channels.flatMap(({ channel, spacecraft, length, spans }) => {
    const cut = length - row.length;
    if (spacecraft !== row.spacecraft || !CUTS.includes(cut)) return [];
    const kept = subsets(spans)
      .map((some) => labelsOf(some, cut, row.length))
      .find((labels) => labels.indexOf(1) === row.first && count(labels) === row.anomalous);
    return kept ? [{ channel, cut, segments: labelsToSegments(kept) }] : [];
  });
  if (found.length === 1) return found[0];
  const what = `${counted(row.length, 'step')}, ${row.anomalous} of them anomalous from ${row.first} on`;
  const channelsFound = found.map(({ channel }) => channel).join(', ') || 'none';
  throw new DataError(`${row.file}: expected one channel of ${row.spacecraft} with ${what}; found ${channelsFound}`);
}

/** Lists all choices of spans but the empty one, those of all first. */
function subsets(spans: readonly Segment[]): Segment[][] {
  const most = 2 ** spans.length - 1;
  return Array.from({ length: most }, (_, i) => spans.filter((_, place) => ((most - i) >> place) & 1));
}

function labelsOf(spans: readonly Segment[], cut: number, length: number): Uint8Array {
  const labels = new Uint8Array(length);
  for (const { start, end } of spans) labels.fill(1, Math.max(0, start - cut), Math.max(0, end - cut));
  return labels;
}

const count = (labels: Uint8Array) => labels.reduce((sum, label) => sum + label, 0);
