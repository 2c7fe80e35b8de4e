import assert from 'node:assert/strict';
import { bestModelClaims, besideTrivial, judgeLedger, modelClaims, sampleOf, samplesBeside } from '../../lib/claims';
import { Results, type ResultRow } from '../../lib/experiments';

/** A result with an F1, a precision and what follows from them where 2 of 10 windows are anomalous. */
const result = (row: string, channel: string, seed: number, f1: number | null): ResultRow =>
  ({ row, channel, seed, measures: { f1, precision: 0.2, recall: 1, accuracy: 0.2 } }) as unknown as ResultRow;

/** One row: the F1 of each channel with each seed. */
const rowOf = (label: string, channels: Readonly<Record<string, readonly (number | null)[]>>) =>
  new Results(Object.entries(channels).flatMap(([channel, f1]) => f1.map((each, seed) => result(label, channel, seed, each)))); // prettier-ignore

const incidents = new Map([['M-1', 'M-1'], ['M-2', 'M-1']]); // prettier-ignore

describe('claims/from-results', () => {
  it('takes a figure over seeds and channels', () => {
    const row = rowOf('vae', { 'M-1': [0.1, 0.3], 'M-2': [0.5, 0.9] });
    const found = sampleOf(row, 'f1', incidents);
    assert.deepEqual(found, { seeds: [0.3, 0.6], channels: { 'M-1': 0.2, 'M-2': 0.7 }, incidents });
    assert.deepEqual(Object.keys(sampleOf(row, 'f1')), ['seeds', 'channels']);
  });

  it('compares rows on the channels that all of them have', () => {
    const rows = {
      A: rowOf('a', { 'M-1': [0.1], 'M-2': [0.5], 'P-1': [0.9] }),
      B: rowOf('b', { 'M-1': [0.2], 'M-2': [null] }),
    };
    assert.deepEqual(
      samplesBeside(rows, () => 'f1'),
      {
        A: { seeds: [0.1], channels: { 'M-1': 0.1 } },
        B: { seeds: [0.2], channels: { 'M-1': 0.2 } },
      },
    );
    assert.deepEqual(
      samplesBeside({ ...rows, C: rowOf('c', { 'T-1': [1] }) }, () => 'f1'),
      {},
    );
  });

  it('takes the rows that know nothing beside a model', () => {
    const row = rowOf('vae', { 'M-1': [0.1, 0.2] });
    const others = [rowOf('random', { 'M-1': [0.3] }), rowOf('pca', { 'M-1': [0.4] }), rowOf('constant', { 'M-1': [null] })]; // prettier-ignore
    const table = new Results([row, ...others].flatMap(({ rows }) => rows));
    assert.deepEqual(besideTrivial({ model: 'VAE', row, table }, 'f1'), { VAE: [0.1, 0.2], random: [0.3] });
  });
});

describe('claims/report-3-measured', () => {
  it('puts a model beside the rows that know nothing', () => {
    const row = rowOf('lstm-vae', { 'A-8': [0.422, 0.423, 0.424] });
    const table = new Results([...row.rows, ...rowOf('all-anomalous', { 'A-8': [0.425] }).rows]);
    const measured = modelClaims('lstm-vae', row, table);
    assert.deepEqual(measured['r3-lstm-vae-f1'], { 'LSTM-VAE': [0.422, 0.423, 0.424], 'all-anomalous': [0.425] });
    const verdictOf = (of: typeof measured) => judgeLedger({ 'r3-lstm-vae-f1': of['r3-lstm-vae-f1'] })[0].verdict;
    // .423 -+ .0025 lies within .007 of .426, and so does .425.
    assert.equal(verdictOf(measured), 'partly (all-anomalous has 42.5 %)');
    assert.equal(verdictOf(modelClaims('lstm-vae', row)), 'partly (no row that knows nothing beside it)');
  });

  it('judges which model is best over channels and incidents too', () => {
    // Leads by channel .1, .1, .4: the same with each seed, but far from certain over two incidents.
    const all = rowOf('all-anomalous', { 'M-1': [1], 'M-2': [1], 'P-1': [1] });
    const [ahead, behind] = [0.1, 0].map((lead) => rowOf('x', { 'M-1': [0.2 + lead, 0.2 + lead], 'M-2': [0.3 + lead, 0.3 + lead], 'P-1': [0.3 + 4 * lead, 0.3 + 4 * lead] })); // prettier-ignore
    const models = { 'LSTM-VAE': { row: ahead, all }, 'LSTM-Attention': { row: behind, all } };
    const found = bestModelClaims(models, incidents);
    const [{ verdict, interval }] = judgeLedger({ 'r3-best-f1': found['r3-best-f1'] });
    // Deviations -.2 and .2: .2 -+ 12.706 * sqrt(2 * .08) / 3.
    assert.deepEqual([verdict, interval], ['partly (within chance)', 'lead over LSTM-Attention -1.49 to 1.89, 2 incidents']); // prettier-ignore
    const rates = found['r3-best-false-positive-rate'] as Record<string, { seeds: number[] }>;
    // All is called anomalous, and so are all 8 normal windows of 10.
    assert.deepEqual(rates['LSTM-VAE'].seeds, [1, 1]);
  });
});
