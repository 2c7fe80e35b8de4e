import assert from 'node:assert/strict';
import { Results, smapMslProtocol, type Measures, type SuiteTable } from '../../lib/experiments';
import { measureColumn, suiteTable, toMarkdown } from '../../lib/tables';

const nothing = { table: 'a', channel: 'c', seed: 0, epochs: 0, steps: 0, seconds: 1, warnings: [] };

/** A table of rows with what was measured of each, on one channel. */
function tableOf(measures: SuiteTable['measures'], measured: Readonly<Record<string, Measures>>): string {
  const rows = Object.entries(measured).map(([row, own]) => ({ ...nothing, row, measures: own }));
  const table: SuiteTable = {
    name: 'a',
    title: 'A table',
    source: { kind: 'periodic', channels: ['c'], length: 400 },
    protocol: smapMslProtocol,
    rows: [],
    seeds: [0],
    measures,
    notes: [],
  };
  return toMarkdown(suiteTable(table, new Results(rows)));
}

describe('the table of a suite', () => {
  it('sets the best value of a measure in bold: the highest, if the measure says nothing else', () => {
    const events = { truePositives: 1, falseNegatives: 1, predictedShare: 0.5 };
    const measured = {
      one: { ...events, recall: 0.2, falsePositives: 3 },
      two: { ...events, recall: 0.1, falsePositives: 1, predictedShare: 0.7 },
    };
    const markdown = tableOf(['recall', 'falsePositives', 'predictedShare'], measured);
    assert.match(markdown, /^\| one \| +\*\*\.200\*\* \| +3 \| +\.500 \|/m);
    assert.match(markdown, /^\| two \| +\.100 \| +\*\*1\.000\*\* \| +\.700 \|/m);
  });

  it('calls no number of false alarms good because it is high', () => {
    assert.deepEqual(measureColumn('truePositives'), { heading: 'found', best: 'highest' });
    assert.deepEqual(measureColumn('falsePositives'), { heading: 'false alarms', best: 'lowest' });
    assert.deepEqual(measureColumn('falseNegatives'), { heading: 'missed', best: 'lowest' });
    assert.equal(measureColumn('predictedShare'), 'share of steps predicted');
  });
});
