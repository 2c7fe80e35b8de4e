import assert from 'node:assert/strict';
import { Results, type Measures, type ResultRow } from '../../lib/experiments';

const row = (place: string, measures: Measures, more: Partial<ResultRow> = {}): ResultRow => {
  const [table, label, channel, seed] = place.split(' ');
  const nothing = { epochs: 0, steps: 0, seconds: 1, warnings: [] };
  return { ...nothing, table, row: label, channel, seed: Number(seed), measures, ...more };
};

/** Two rows, two channels, two seeds; pca was run with one, and ROC-AUC is not defined on channel b. */
const results = new Results([
  row('one vae a 0', { f1: 0.25, rocAuc: 0.5 }, { epochs: 3, seconds: 4 }),
  row('one vae b 0', { f1: 0.75, rocAuc: null }, { epochs: 5, seconds: 2 }),
  row('one vae a 1', { f1: 0.5, rocAuc: 0.75 }, { epochs: 7, seconds: 4 }),
  row('one vae b 1', { f1: 1, rocAuc: null }, { epochs: 9, seconds: 2 }),
  row('one pca a 0', { f1: 0.125, rocAuc: 1 }),
  row('one pca b 0', { f1: 0.125, rocAuc: null }),
  row('two vae a 0', { f1: 0 }),
]);
const vae = results.table('one').row('vae');

describe('Results', () => {
  it('are narrowed down by table, row, channel, seed and anything else', () => {
    assert.deepEqual([results.table('one').rows.length, results.row('vae').rows.length, vae.rows.length], [6, 5, 4]);
    assert.deepEqual([vae.channel('b').rows.length, vae.channel('b').seed(1).only().measures.f1], [2, 1]);
    assert.deepEqual([vae.labels, vae.channels, vae.seeds], [['vae'], ['a', 'b'], [0, 1]]);
    assert.deepEqual(results.labels, ['vae', 'pca'], 'in the order of their table');
    assert.equal(results.where(({ epochs }) => epochs > 4).rows.length, 3);
    assert.equal(results.table('three').rows.length, 0);
  });

  it('give a figure with each seed, averaged over the channels on which it is defined', () => {
    assert.deepEqual(vae.over('f1'), [0.5, 0.75]);
    assert.deepEqual(vae.over('rocAuc'), [0.5, 0.75]);
    assert.deepEqual(
      vae.over(({ epochs }) => epochs),
      [4, 8],
    );
    assert.deepEqual(vae.channel('b').over('rocAuc'), [], 'of seeds without one, nothing');
    assert.deepEqual(vae.over('vusPr'), [], 'it was not measured');
    assert.deepEqual(
      vae.over(({ epochs }) => (epochs > 8 ? epochs : undefined)),
      [9],
    );
  });

  it('average a figure over channels and seeds', () => {
    assert.deepEqual([vae.mean('f1'), vae.mean(({ seconds }) => seconds)], [0.625, 3]);
    assert.equal(results.table('one').row('pca').mean('f1'), 0.125);
    assert.ok(Number.isNaN(vae.mean('vusPr')));
    assert.ok(Number.isNaN(new Results([]).mean('f1')));
  });

  it('give a figure on each channel, averaged over seeds', () => {
    assert.deepEqual([...vae.byChannel('f1')], [['a', 0.375], ['b', 0.875]]); // prettier-ignore
    assert.deepEqual([...vae.byChannel('rocAuc')], [['a', 0.625]], 'without channels on which it is not defined');
    const epochs = vae.byChannel((each) => each.epochs);
    assert.deepEqual([epochs.get('a'), epochs.get('b'), epochs.get('c')], [5, 7, undefined]);
  });

  it('give all measures with each seed', () => {
    const [first, second] = vae.aggregates();
    assert.deepEqual([first.f1, first.rocAuc, second.f1, second.rocAuc], [0.5, 0.5, 0.75, 0.75]);
    assert.equal('vusPr' in first, false);
    assert.deepEqual(
      vae
        .channel('b')
        .aggregates()
        .map(({ rocAuc }) => rocAuc),
      [null, null],
    );
  });

  it('count the events of all channels together, and never average precision, recall or F1 of events', () => {
    const counted = (
      place: string,
      [truePositives, falsePositives, falseNegatives]: number[],
      predictedShare: number,
    ) =>
      // Precision, recall and F1 of a channel are left as they are: they have no part in those over channels.
      row(place, {
        truePositives,
        falsePositives,
        falseNegatives,
        predictedShare,
        eventPrecision: 0,
        eventRecall: 0,
        eventF1: 0,
      });
    const events = new Results([
      counted('c e a 0', [3, 1, 0], 0.25),
      counted('c e b 0', [0, 0, 2], 0.75),
      counted('c e a 1', [0, 0, 0], 0),
      counted('c e b 1', [1, 0, 0], 0.5),
    ]);
    assert.deepEqual(events.over('eventPrecision'), [3 / 4, 1]);
    assert.deepEqual(events.over('eventRecall'), [3 / 5, 1]);
    assert.deepEqual(events.over('eventF1'), [6 / 9, 1]);
    assert.deepEqual([events.over('truePositives'), events.over('predictedShare')], [[3, 1], [0.5, 0.25]]); // prettier-ignore
    assert.deepEqual([...events.byChannel('truePositives')], [['a', 1.5], ['b', 0.5]]); // prettier-ignore
  });

  it('say which rows there are, and how many are left', () => {
    assert.throws(() => results.row('lstm'), /Results: no row 'lstm', expected vae, pca\.$/);
    assert.throws(() => new Results([]).row('vae'), /no row 'vae', expected nothing: there are no results\.$/);
    assert.throws(() => vae.only(), /expected one row, found 4; narrow them down by row, channel and seed\.$/);
    assert.throws(() => vae.seed(9).only(), /expected one row, found 0/);
  });
});
