/** Results that notebook 2's tables could have, made up: what is written of them can be told in advance. */
import { loadSource, prepareSeries, Results, type ResultRow, type SuiteTable } from '../../lib/experiments';
import { denseTables } from '../../lib/suites';

export const denseTestTables = denseTables({ profile: 'smoke', seed: 0 });
/** The windows of a table's first seed. */
export const prepared = ({ source, protocol }: SuiteTable) =>
  prepareSeries(loadSource(source, source.channels[0], 0), { protocol, seed: 0 });

const gradients = { norm: 1, variation: 0.25, firstOverLast: 0.5 };

/** What a row could have found: scores that are 2 for anomalous windows and 1 for others, half of which are trained on. */
function resultsOf(table: SuiteTable): ResultRow[] {
  const labels = Array.from(prepared(table).windows.test.labels);
  const kind = { recall: 0.5, rocAuc: 0.75, windows: 1 };
  return table.rows.map(({ label }, place) => ({
    table: table.name,
    row: label,
    channel: table.source.channels[0],
    seed: 0,
    measures: { precision: 0.5, recall: 0.25, f1: 1 / 3, rocAuc: 0.9 - place / 100, prAuc: 0.5 },
    threshold: 1.5,
    kinds: { 'correlation break': kind, 'mean shift': kind, 'variance explosion': kind },
    epochs: 7,
    steps: 70,
    seconds: 1,
    history: { trainLoss: [2, 1], validationLoss: [3, 2 + place], bestEpoch: 1 } as unknown as ResultRow['history'],
    scores: { train: [1, 1, 1, 1.2], test: labels.map((each) => each + 1) } as unknown as ResultRow['scores'],
    probe: {
      errors: { train: 0.1, validation: 0.2, normal: 0.3, anomalous: 0.4 },
      klByDim: [0.5, 0.5, 0.001],
      latentDim: [5, 10, 20, 40][place] ?? 3,
      codes: [0, 1],
      reconstructions: [],
      gradients: { before: gradients, after: gradients },
    },
    warnings: [],
  }));
}

/** Of every row of the tables. */
export const denseResults = new Results(Object.values(denseTestTables).flatMap(resultsOf));
