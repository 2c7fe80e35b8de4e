/** What notebook 2 runs: the networks of report 1, report 2 and the chapter, and some rows without one. */
import { grouped } from '../base/index';
import { MNIST_PIXELS } from '../data/index';
import {
  loadSource,
  prepareSeries,
  type PreparedSeries,
  type SuiteContext,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import { configAt, makeDetector, parameterCount, type ProfileName } from '../models/index';
import type { Table } from '../tables/index';
import { chapter } from './chapter';
import { report1 } from './report-1';
import { report2 } from './report-2';

export interface DenseTables {
  readonly reportOne: SuiteTable;
  readonly reportTwo: SuiteTable;
  /** The chapter's own example: images of noise. */
  readonly example: SuiteTable;
  /** MNIST, by the normal digit. */
  readonly digits: SuiteTable;
}

const networks = ['vae', 'autoencoder', 'convolutional-autoencoder'];

/** The rows without a network. */
const kept = ['pca', 'constant', 'nearest-neighbour', 'random', 'all-anomalous'];

/** What the notebook may change of the suites. */
export interface DenseChanges {
  /** Added to the suites' own seeds. Default 0. */
  readonly seed?: number;
  /** The normal digit. Default 3. */
  readonly digit?: number;
  /** Share of the suites' epochs that networks train at most. Default 1. */
  readonly epochShare?: number;
  /** Factor on the weight of KL in the VAEs of the reports whose label names no weight. Default 1. */
  readonly klFactor?: number;
  /** Report 1's threshold: this percentile of the test scores. Default 95. */
  readonly percentile?: number;
  /** Report 2's threshold: so many deviations above the mean training score. Default 3. */
  readonly deviations?: number;
}

/** Makes the tables, every network with a look inside and its scores kept. */
export function denseTables({ profile, ...changes }: Pick<SuiteContext, 'profile'> & DenseChanges): DenseTables {
  const { seed = 0, digit = 3, percentile = 95, deviations = 3 } = changes;
  const context = { profile, telemetry: '' };
  const wanted = ({ label, detector }: SuiteRow) => networks.includes(detector) || kept.includes(label);
  const own = (table: SuiteTable): SuiteTable => {
    const { rows, seeds, ...rest } = table;
    const changed = rows.filter(wanted).map((row) => watched(changedRow(row, changes)));
    return { ...rest, title: changedTitle(table, changes), rows: changed, seeds: seeds.map((each) => seed + each) };
  };
  const [[reportOne], [reportTwo], [example, images]] = [report1(context), report2(context), chapter(context)];
  // The principal components of 784 pixels take seconds, whatever the profile.
  const quickly = (table: SuiteTable) => {
    return profile === 'smoke' ? { ...table, rows: table.rows.filter(({ detector }) => detector !== 'pca') } : table;
  };
  const title = `MNIST, the digit ${digit} against the others`;
  return {
    reportOne: withThreshold(own(reportOne), { kind: 'percentile', percentile, of: 'test' }),
    reportTwo: withThreshold(own(reportTwo), { kind: 'sigma', k: deviations }),
    example: quickly(own(example)),
    digits: quickly(own({ ...images, title, source: { kind: 'mnist', channels: [String(digit)] } })),
  };
}

/** Loads and prepares the series of each table, in their order. */
export function preparedTables(tables: DenseTables, seed: number): PreparedSeries[] {
  return Object.values(tables).map(({ source, protocol }: SuiteTable) =>
    prepareSeries(loadSource(source, source.channels[0], seed), { protocol, seed }),
  );
}

/** The kinds of report 2's test samples, as a figure takes them. */
export interface SampleKinds {
  readonly kindNames: readonly string[];
  /** Normal first. */
  readonly classNames: readonly string[];
  /** Of each sample its place in `classNames`. */
  readonly classes: Uint8Array;
}

/** Numbers the kinds of samples. */
export function kindsOf({ kinds = [] }: PreparedSeries): SampleKinds {
  const kindNames = [...new Set(kinds)].filter((kind) => kind !== 'normal').sort();
  const classNames = ['normal', ...kindNames];
  return { kindNames, classNames, classes: Uint8Array.from(kinds, (kind) => classNames.indexOf(kind)) };
}

function withThreshold(table: SuiteTable, threshold: SuiteTable['protocol']['threshold']): SuiteTable {
  return { ...table, protocol: { ...table.protocol, threshold } };
}

function changedRow(row: SuiteRow, { epochShare = 1, klFactor = 1 }: DenseChanges): SuiteRow {
  const { training, config, label } = row;
  const epochs = training?.epochs && { epochs: Math.max(1, Math.round(epochShare * training.epochs)) };
  const beta = config?.['beta'];
  const changed = klFactor !== 1 && typeof beta === 'number' && !label.includes('beta');
  return {
    ...row,
    ...(epochs && { training: { ...training, ...epochs } }),
    ...(changed && { config: { ...config, beta: klFactor * beta } }),
  };
}

/** The suites' titles state their epochs, so that a change of them must stand there too. */
function changedTitle({ title }: SuiteTable, { epochShare = 1, klFactor = 1 }: DenseChanges): string {
  const notes = [
    ...(epochShare === 1 ? [] : [`${epochShare} of the epochs`]),
    ...(klFactor === 1 ? [] : [`${klFactor} times the weight of KL`]),
  ];
  return notes.length > 0 ? `${title}; ${notes.join(', ')}` : title;
}

function watched(row: SuiteRow): SuiteRow {
  if (networks.includes(row.detector)) return { ...row, probe: 'dense', keep: ['windows'] };
  return row.detector === 'constant' ? { ...row, keep: ['windows'] } : row;
}

/** Makes a table of the networks: what is between input and code, and how many weights there are. */
export function networkTable(tables: DenseTables, profile: ProfileName): Table {
  const rows = Object.values(tables).flatMap(({ name, source, protocol, rows: all }: SuiteTable) => {
    const own = all.filter(({ detector }) => networks.includes(detector));
    return own.map(({ label, detector, config }) => {
      const { windowSize } = protocol;
      const features = 'features' in source ? source.features : MNIST_PIXELS;
      const settings = { ...configAt(detector as 'vae', profile), ...config, windowSize, features };
      const network = makeDetector(detector as 'vae', settings);
      const cells = [name, label, windowSize * features!, layersOf(network.config), network.config.latentDim];
      const row = [...cells, parameterCount(network)];
      network.dispose();
      return row;
    });
  });
  return {
    caption: 'The networks of this profile; decoders mirror their encoders',
    columns: [
      'Table',
      { heading: 'Row', align: 'left' },
      'Values',
      { heading: 'Hidden layers', align: 'left' },
      'Code',
      'Parameters',
    ],
    rows,
  };
}

/** Says how many weights the networks of both reports have. @param table  As `networkTable` makes it. */
export function weightsRangeSentence({ rows }: Table): string {
  const range = (name: string) => {
    const counts = rows.filter(([table]) => table === name).map((cells) => cells[cells.length - 1] as number);
    return [Math.min(...counts), Math.max(...counts)].map((count) => grouped(count)).join(' to ');
  };
  return `Report 1's networks have ${range('report-1')} weights, report 2's ${range('report-2')} for data of five dimensions.`;
}

function layersOf(config: object): string {
  const { hiddenUnits, channels } = config as { readonly hiddenUnits?: readonly number[]; readonly channels?: readonly number[] }; // prettier-ignore
  if (channels) return `${channels.join(' - ')} channels`;
  return hiddenUnits!.join(' - ') || 'none';
}
