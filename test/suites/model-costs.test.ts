import assert from 'node:assert/strict';
import { costTable, modelCost, scoringSeconds, tradeOffs } from '../../lib/suites';
import { toMarkdown } from '../../lib/tables';
import { rowsOf } from '../support/hand-made-rows';

const MB = 2 ** 20;
const costly = (parameters: number, peakMemoryBytes: number, seconds: number) => ({
  parameters,
  peakMemoryBytes,
  steps: 7,
  seconds,
  scoring: { windows: 100, seconds: 0.5 },
});

describe('what models cost', () => {
  const a = rowsOf('a', { x: [0.5] }, costly(10, 500 * MB, 30));
  const b = rowsOf('a', { y: [0.7] }, costly(20, 600 * MB, 90));
  const both = new (a.constructor as new (rows: unknown) => typeof a)([...a.rows, ...b.rows]);

  it('adds times up, and takes the largest peak and the smallest model', () => {
    const cost = modelCost('A', both, 5);
    assert.deepEqual(cost, {
      model: 'A',
      parameters: 10,
      channels: 2,
      steps: 14,
      trainingSeconds: 120,
      peakMemoryBytes: 600 * MB,
      windowsPerSecond: 200,
      stepsPerSecond: 1000,
    });
    assert.deepEqual(scoringSeconds(['model A'], [cost]), { 'model A': 1 });
    const table = toMarkdown(costTable([cost], 'Costs'));
    assert.match(table, /\| A +\| +10 \| +2 \| +14 \| +2(\.0)? \| +600 \| +200 \| +1,?000 \| not run on a GPU \|/);
  });

  it('leaves out what a row does not know, and refuses a radar of it', () => {
    const cost = modelCost('B', rowsOf('b', { x: [0.2] }), 5);
    assert.deepEqual(Object.keys(cost), ['model', 'channels', 'steps', 'trainingSeconds']);
    assert.match(toMarkdown(costTable([cost], 'Costs')), /\| B +\| +– \|/);
    assert.throws(() => tradeOffs([cost], [both]), /tradeOffs: expected parameters of B, found none/);
    assert.throws(() => scoringSeconds(['B'], [cost]), /expected the speed of B, found none/);
  });

  it('lays findings and costs side by side', () => {
    const recall = { measures: { recall: 0.25 } };
    const row = rowsOf('a', { x: [0.5] }, { ...costly(10, 500 * MB, 30), ...recall });
    const { measures, models } = tradeOffs([modelCost('A', row, 5)], [row]);
    assert.equal(measures.length, models[0].values.length);
    assert.deepEqual(models[0].values, [0.5, 0.25, 0.5, 1000, 500 * MB, 30, 10]);
    assert.deepEqual(measures.map(({ best }) => best).join(), 'highest,highest,highest,highest,lowest,lowest,lowest');
  });
});
