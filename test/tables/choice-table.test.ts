import assert from 'node:assert/strict';
import { Results, type ResultRow } from '../../lib/experiments';
import {
  choiceTable,
  chooseRows,
  classTable,
  figureTable,
  lineOverSeeds,
  seedLine,
  seedText,
  toMarkdown,
} from '../../lib/tables';

const rowOf = (row: string, seed: number, f1: number, loss: number): ResultRow => ({
  table: 'a',
  row,
  channel: 'c',
  seed,
  measures: { f1 },
  epochs: 0,
  steps: loss,
  seconds: 1,
  warnings: [],
});

/** Two rows with two seeds: by the loss the small one is chosen, then the large one; by F1 the large one twice. */
const small = new Results([rowOf('small', 0, 0.5, 1), rowOf('small', 1, 0.6, 4)]);
const large = new Results([rowOf('large', 0, 0.7, 2), rowOf('large', 1, 0.9, 3)]);
const byLoss = { name: 'validation loss', figure: ({ steps }: ResultRow) => steps, best: 'lowest' } as const;
const byF1 = { name: 'test F1, an oracle', figure: 'f1', best: 'highest', oracle: true } as const;

describe('the choice of a row', () => {
  it('is made seed by seed, by the lowest or the highest figure', () => {
    const chosen = chooseRows([small, large], byLoss);
    assert.deepEqual(chosen.rows.map(({ row, seed }) => [row, seed]), [['small', 0], ['large', 1]]); // prettier-ignore
    assert.deepEqual(chooseRows([small, large], byF1).over('f1'), [0.7, 0.9]);
    const equal = { ...byLoss, figure: () => 1 };
    assert.deepEqual(chooseRows([small, large], equal).labels, ['small']);
  });

  it('says where a figure is missing', () => {
    const none = { ...byLoss, figure: () => undefined };
    assert.throws(() => chooseRows([small, large], none), /validation loss: 'small' has no such figure with seed 0/);
  });

  it('is shown with its seeds and measures, an oracle never in bold', () => {
    const others = [byLoss, { ...byLoss, name: 'largest loss', best: 'highest' as const }, byF1];
    const markdown = toMarkdown(choiceTable([small, large], others, { measures: ['f1'] }));
    assert.match(markdown, /^\| validation loss +\| small \(1\), large \(1\) +\| \*\*\.700 ± \.283\*\* \|/m);
    assert.match(markdown, /^\| largest loss +\| large \(1\), small \(1\) +\|  +\.650 ± \.071 \|/m);
    assert.match(markdown, /^\| test F1, an oracle \| large \(2\) +\| +\.800 ± \.141 \|/m);
  });
});

describe('the table of figures', () => {
  it('has a line for each row and a column for each figure, over the seeds', () => {
    const columns = { F1: 'f1' as const, Loss: { figure: byLoss.figure, digits: 1, best: 'lowest' as const } };
    const table = figureTable([small, large], columns, { caption: 'Figures', first: 'Size' });
    assert.deepEqual(table.columns, ['Size', { heading: 'F1' }, { heading: 'Loss', digits: 1, best: 'lowest' }]);
    assert.deepEqual(table.rows, [['small', [0.5, 0.6], [1, 4]], ['large', [0.7, 0.9], [2, 3]]]); // prettier-ignore
    assert.equal(table.caption, 'Figures');
  });
});

describe('the table of classes', () => {
  it('has a line for each class with its support, and one for the accuracy', () => {
    const measures = { precision: 0.5, recall: 0.25, f1: 1 / 3 };
    const report = { normal: { ...measures, support: 100 }, anomalous: { ...measures, support: 50 }, accuracy: 0.25 };
    assert.deepEqual(classTable(report).rows, [
      ['normal', 0.5, 0.25, 1 / 3, 100],
      ['anomalous', 0.5, 0.25, 1 / 3, 50],
      ['accuracy', null, null, 0.25, 150],
    ]);
  });
});

describe('a figure over seeds', () => {
  it('makes a line of means over seeds with bars of one deviation', () => {
    // 1, 2 and 3 have mean 2 and deviation 1; a single seed has none.
    assert.deepEqual(lineOverSeeds('a', [[1, 2, 3], [5]]), { name: 'a', values: [2, 5], low: [1, 5], high: [3, 5] });
  });

  it('is written with its deviation, and drawn with one deviation on either side', () => {
    assert.equal(seedText(small, 'f1'), '.550 ± .071');
    assert.equal(seedText(small.seed(0), byLoss.figure, 1), '1.0');
    const { name, values, low, high } = seedLine('loss', [small, large], byLoss.figure);
    const deviation = Math.sqrt(4.5);
    assert.deepEqual([name, values[0], values[1]], ['loss', 2.5, 2.5]);
    assert.ok(Math.abs(low[0] - (2.5 - deviation)) < 1e-12 && Math.abs(high[0] - (2.5 + deviation)) < 1e-12);
  });
});
