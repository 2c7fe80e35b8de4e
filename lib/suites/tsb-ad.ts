/**
 * Protocol (d): TSB-AD's own. Its SMAP and MSL series, its measures, its window for VUS, and below our rows what it publishes
 * of each of its detectors.
 */
import { DataError, messageOf } from '../base/index';
import {
  findDataSet,
  findSmapMsl,
  incidentsOf,
  tsbAdEntries,
  type TsbAdCollection,
  type TsbAdEntry,
} from '../data/index';
import {
  measuresOn,
  ofSeeds,
  smapMslProtocol,
  timeIndexRow,
  type CitedRow,
  type Suite,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import { deepRows, multiScaleRows, simpleRows, UNCLIPPED, windowRow } from '../leaderboard/index';
import type { ByProfile, ProfileName } from '../models/index';

const scored = { features: 'scored' } as const;

/** A threshold changes nothing here, so that the ensemble has one row less than on the leaderboard. */
const ensembles = multiScaleRows.filter(({ label }) => !label.includes('threshold'));

const rowsAt = (profile: ProfileName): readonly SuiteRow[] => [
  ...ensembles,
  windowRow('random', 'random', { view: scored }),
  windowRow('all-anomalous', 'all-anomalous'),
  windowRow('constant', 'constant', { view: scored }),
  timeIndexRow,
  windowRow('nearest-neighbour, windows of 100', 'nearest-neighbour', { view: { ...scored, windowSize: 100 } }),
  windowRow('k-means, windows of 100', 'k-means', { view: { ...scored, windowSize: 100 } }),
  ...simpleRows,
  ...deepRows(profile),
];

const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0], full: [0, 1, 2] };

const short: Readonly<Record<TsbAdCollection, string>> = { multivariate: 'TSB-AD-M', univariate: 'TSB-AD-U' };

export const tsbAd: Suite = ({ profile, telemetry }) => {
  const published = findDataSet('tsb-ad');
  const incidents = incidentsOf(telemetry);
  return (['multivariate', 'univariate'] as const).flatMap((collection) => {
    const entries = entriesOf(published, telemetry, collection);
    const crafts = (['SMAP', 'MSL'] as const).filter((craft) => entries.some(({ spacecraft }) => spacecraft === craft));
    return crafts.map((craft): SuiteTable => {
      const all = entries.filter(({ spacecraft }) => spacecraft === craft);
      const own = profile === 'smoke' ? all.slice(0, 2) : all;
      const channels = own.map(({ file }) => file);
      return {
        name: `${short[collection]}, ${craft}`,
        title: `Protocol (d), ${short[collection]}: ${craft}, ${own.length} series`,
        source: { kind: 'tsb-ad', collection, root: telemetry, published, channels },
        protocol: { ...smapMslProtocol, ...UNCLIPPED, measuredOn: ['tsb-ad'] },
        rows: ofSeeds(rowsAt(profile), seeds[profile]),
        seeds: seeds[profile],
        measures: measuresOn('tsb-ad'),
        notes,
        cited: citedRows(own),
        incidents: Object.fromEntries(own.map(({ file, channel }) => [file, incidents.get(channel) ?? channel])),
      };
    });
  });
};

/** @throws {DataError} If the tables do not fit the telemetry, as of simulated channels; or are missing or malformed. */
function entriesOf(published: string, telemetry: string, collection: TsbAdCollection): TsbAdEntry[] {
  try {
    return tsbAdEntries(published, telemetry, collection);
  } catch (error) {
    if (!(error instanceof DataError) || !findSmapMsl({ data: telemetry }).simulated) throw error;
    throw new DataError(
      `tsb-ad: expected the real telemetry, whose series TSB-AD has, found simulated channels in ${telemetry}; name its folder with --data or TELLTALE_DATA, or get it with npm run data (${messageOf(error)})`,
    );
  }
}

function citedRows(entries: readonly TsbAdEntry[]): CitedRow[] {
  const detectors = Object.keys(entries[0]?.published ?? {});
  const figures = (of: (entry: TsbAdEntry) => number) =>
    Object.fromEntries(entries.map((entry) => [entry.file, { tsbVusPr: of(entry) }]));
  return [
    ...detectors.map((detector) => ({
      label: `${detector} (published)`,
      figures: figures(({ published }) => published[detector]),
    })),
    {
      label: 'best published of each series, picked with hindsight',
      figures: figures(({ published }) => Math.max(...Object.values(published))),
      oracle: true,
    },
  ];
}

const notes: readonly string[] = [
  "The series are telemanom's test splits as TSB-AD keeps them; detectors learn from the first steps that it allows for training, and are scored on all. The widest window of VUS is the period by autocorrelation.",
  "Rows see the telemetry value alone where they are told to ('features: scored'; the multi-scale ensemble and the forecasters do so on telemetry by themselves). TSB-AD's detectors of the multivariate series see 25 or 55 columns.",
  'The multi-scale ensemble compares every stretch with the whole series, as do KMeansAD and most unsupervised detectors of TSB-AD; its causal form does not.',
  'Columns marked oracle take the best of many thresholds, picked with the labels; point adjustment flatters random scores too.',
];
