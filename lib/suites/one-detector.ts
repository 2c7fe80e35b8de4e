/** One detector beside what every table carries, on any series: what `npm run experiment -- --model` runs. */
import {
  plainRows,
  protocolFor,
  type Protocol,
  type Source,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import { trivialDetectors, type ByProfile } from '../models/index';

/** At most so many channels, evenly spread over those asked for, unless they were named. */
export const channelLimit: ByProfile<number> = { smoke: 2, quick: Infinity, full: Infinity };

export interface OneDetector extends Pick<SuiteRow, 'detector' | 'config' | 'training' | 'view'> {
  readonly source: Source;
  readonly seeds: readonly number[];
  /** Where the protocol is to differ from report 3's for the detector. */
  readonly protocol?: Partial<Protocol>;
}

/** The table: the detector first. */
export function oneDetectorTable({ source, seeds, protocol, ...row }: OneDetector): SuiteTable {
  const { length } = source.channels;
  const others = trivialDetectors.filter((name) => name !== row.detector);
  return {
    name: row.detector,
    title: `Macro average of ${length} channel${length === 1 ? '' : 's'}`,
    source,
    protocol: { ...protocolFor(row.detector), ...protocol },
    rows: [{ label: row.detector, ...row }, ...plainRows(others)],
    seeds,
    measures: ['precision', 'recall', 'f1', 'rocAuc', 'prAuc'],
    notes: [],
  };
}
