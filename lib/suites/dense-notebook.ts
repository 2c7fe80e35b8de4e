/** What notebook 2 runs: the networks of report 1, report 2 and the chapter, and some rows without one. */
import type { SuiteContext, SuiteRow, SuiteTable } from '../experiments/index';
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
  return networks.includes(row.detector) ? { ...row, probe: 'dense', keep: ['windows'] } : row;
}
