/** Rows of a suite whose detectors are the user's own: a program, a file of ONNX, an object of this process. */
import { keepCellDetector, outsideDetector, type CellDetector, type OutsideOptions } from '../detectors/index';
import type { RunPlace } from './run-jobs';
import type { SuiteRow, SuiteTable } from './suite';

/** A row with a detector that is an object, such as one of a class in a notebook's cell. */
export interface OwnRow extends Pick<
  SuiteRow,
  'label' | 'keep' | 'protocol' | 'protocolOf' | 'source' | 'seeds' | 'about'
> {
  readonly detector: CellDetector;
  /** Stands for its sources in the store. Default: a hash of the sources of its class and of its fields. */
  readonly version?: string;
}

/** A table in which such rows may stand beside others. */
export interface OwnTable extends Omit<SuiteTable, 'rows'> {
  readonly rows: readonly (SuiteRow | OwnRow)[];
}

/** Whether later steps count is not known of them. */
const about = { kind: 'outside', use: 'offline' } as const;

/**
 * Makes a row of a program or of a file of ONNX, as `--detector` does.
 *
 * @public
 * @param text     `python my_detector.py`, or `model.onnx`.
 * @param options  `folder`: where it is started; default the working directory.
 * @throws {DataError} If the text is not a command, or an option does not suit what it names.
 */
export function outsideRow(
  text: string,
  { folder = process.cwd(), ...options }: OutsideOptions & { readonly folder?: string } = {},
): SuiteRow {
  return { ...outsideDetector(text, folder, options), about };
}

/**
 * Keeps the objects that tables hold as detectors, and names them in their rows as in any other's.
 *
 * @throws {DataError} If an object does not score, or cannot be compared and has no version.
 * @throws             If there is such an object, and the jobs are to run in other processes.
 */
export function withKeptDetectors(
  tables: readonly (SuiteTable | OwnTable)[],
  {
    workers = 1,
    runner,
    memoryMb,
    ownProcess,
  }: Pick<RunPlace, 'runner' | 'memoryMb' | 'ownProcess'> & { readonly workers?: number },
): SuiteTable[] {
  const elsewhere = workers > 1 || runner !== undefined || memoryMb !== undefined || ownProcess === true;
  return tables.map((table) => ({
    ...table,
    rows: table.rows.map((row) => (isOwn(row) ? named(row, elsewhere) : row)),
  }));
}

const isOwn = (row: SuiteRow | OwnRow): row is OwnRow => typeof row.detector !== 'string';

function named({ detector, version, ...row }: OwnRow, elsewhere: boolean): SuiteRow {
  if (elsewhere) {
    const found = 'found workers, a queue, a bound of memory or processes of their own';
    throw new Error(`${row.label}: expected to run in this process, as its detector is an object of it; ${found}.`);
  }
  return { about, ...row, detector: 'class', config: { ...keepCellDetector(detector, row.label, version) } };
}
