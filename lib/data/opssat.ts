/**
 * Reads OPSSAT-AD (Ruszczak et al. 2025, doi:10.1038/s41597-025-05035-3): segments of the telemetry of ESA's CubeSat OPS-SAT,
 * each described by 18 numbers, as one table, dataset.csv.
 */
import path from 'node:path';
import { DataError } from '../base/index';
import { loadSeries } from './load-series';
import { selectRows, type Series } from './series';

const FILE = 'dataset.csv';

/** The numbers that describe a segment, as the publisher's `modeling_examples.ipynb` lists them, in the table's order. */
const described = [
  'duration',
  'len',
  'mean',
  'var',
  'std',
  'kurtosis',
  'skew',
  'n_peaks',
  'smooth10_n_peaks',
  'smooth20_n_peaks',
  'diff_peaks',
  'diff2_peaks',
  'diff_var',
  'diff2_var',
  'gaps_squared',
  'len_weighted',
  'var_div_duration',
  'var_div_len',
] as const;

/** Segments in place of time steps. */
export interface OpssatSplit {
  /** Normal segments of the training split. */
  readonly train: Series;
  /** All segments of the test split, labelled. */
  readonly test: Series;
}

/**
 * Loads the table, split as its publisher splits it. As in its notebook, what is normal, and the scale of each number, is learnt
 * from the normal segments of the training split alone.
 *
 * @returns  Series of 18 features; a segment is a time step of them, in the table's order.
 * @throws {DataError} If the file is missing or malformed, a column is missing, `anomaly` or `train` holds something other than
 *                    0 and 1, or a split has no segment; the message names it.
 */
export function loadOpssat(root: string): OpssatSplit {
  const file = path.join(root, FILE);
  const read = (labelColumn: string) =>
    loadSeries(file, {
      header: true,
      delimiter: ',',
      timeColumn: false,
      channelColumn: false,
      labelColumn,
      features: described,
    });
  const inTraining = read('train').labels!;
  const all = read('anomaly');
  const segments: Series = { ...all, name: 'OPS-SAT' };
  const choose = (what: string, isWanted: (row: number) => boolean) => {
    const rows = Int32Array.from({ length: all.length }, (_, row) => row).filter(isWanted);
    if (rows.length === 0) throw new DataError(`${file}: expected ${what} segments, found none.`);
    return selectRows(segments, rows);
  };
  return {
    train: choose('normal training', (row) => inTraining[row] === 1 && all.labels![row] === 0),
    test: choose('test', (row) => inTraining[row] === 0),
  };
}
