import assert from 'node:assert/strict';
import { judgeLstmVae } from '../../lib/claims';
import { Results } from '../../lib/experiments';
import { rowsOf } from '../support/hand-made-rows';

describe('judgeLstmVae', () => {
  const f1 = { 'D-1': [0.9, 0.9], 'E-1': [0.2, 0.2], 'P-1': [0.1, 0.1] };
  const results = new Results([
    ...rowsOf('lstm-vae', f1, { measures: { precision: 0.5, recall: 0.5 } }).rows,
    ...rowsOf('nearest-neighbour', { 'D-1': [0, 0], 'P-1': [0, 0] }, { measures: { rocAuc: 0.97 } }).rows,
    ...rowsOf('constant', { 'D-1': [0.4], 'E-1': [0.4], 'P-1': [0.4] }).rows,
  ]);
  const judged = judgeLstmVae(results, 'lstm-vae');
  const cellOf = (id: string) => judged.find((each) => each.id === id)!.measured;

  it('judges the averages beside what knows nothing, and the channels that the report names', () => {
    assert.equal(cellOf('r3-lstm-vae-f1'), 'LSTM-VAE: 40, constant: 40 %');
    assert.equal(cellOf('r3-lstm-vae-easy-channels'), 'D-1: .900');
    assert.equal(cellOf('r3-lstm-vae-hard-channels'), 'E-1: .200');
  });

  it('judges how clear the easy channels are by the ranking of the nearest neighbour, and counts parameters', () => {
    assert.equal(cellOf('r3-clear-signatures'), 'D-1: .970');
    const counted = judged.find(({ id }) => id === 'r3-lstm-vae-parameters')!;
    assert.deepEqual([counted.measured, counted.verdict], ['172,761 parameters', 'not reproduced']);
  });

  it('says what stands in the way, but counts parameters', () => {
    const blocked = judgeLstmVae(results, 'lstm-vae', 'profile quick');
    const free = blocked.filter(({ verdict }) => verdict !== 'not checkable (profile quick)').map(({ id }) => id);
    assert.deepEqual(free, ['r3-lstm-vae-parameters']);
  });
});
