/** What notebook 2 runs: the networks of report 1, report 2 and the chapter, and some rows without one. */
import { MNIST_PIXELS } from '../data/index';
import type { SuiteContext, SuiteRow, SuiteTable } from '../experiments/index';
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

/** One of the ten that the suite runs. */
const NORMAL_DIGIT = '3';

/**
 * Makes the tables, every network with a look inside and its scores kept.
 *
 * @param seed  Added to the suites' own seeds.
 */
export function denseTables({ profile, seed }: Pick<SuiteContext, 'profile'> & { readonly seed: number }): DenseTables {
  const context = { profile, telemetry: '' };
  const wanted = ({ label, detector }: SuiteRow) => networks.includes(detector) || kept.includes(label);
  const own = ({ rows, seeds, ...table }: SuiteTable): SuiteTable => {
    return { ...table, rows: rows.filter(wanted).map(watched), seeds: seeds.map((each) => seed + each) };
  };
  const [[reportOne], [reportTwo], [example, images]] = [report1(context), report2(context), chapter(context)];
  // The principal components of 784 pixels take seconds, whatever the profile.
  const quickly = (table: SuiteTable) => {
    return profile === 'smoke' ? { ...table, rows: table.rows.filter(({ detector }) => detector !== 'pca') } : table;
  };
  const title = `MNIST, the digit ${NORMAL_DIGIT} against the others`;
  return {
    reportOne: own(reportOne),
    reportTwo: own(reportTwo),
    example: quickly(own(example)),
    digits: quickly(own({ ...images, title, source: { kind: 'mnist', channels: [NORMAL_DIGIT] } })),
  };
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

function layersOf(config: object): string {
  const { hiddenUnits, channels } = config as { readonly hiddenUnits?: readonly number[]; readonly channels?: readonly number[] }; // prettier-ignore
  if (channels) return `${channels.join(' - ')} channels`;
  return hiddenUnits!.join(' - ') || 'none';
}
