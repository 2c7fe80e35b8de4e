import assert from 'node:assert/strict';
import { leaderboardAnswer, seenIn, seenOfSplit } from '../../lib/leaderboard';
import type { Cell, Table } from '../../lib/tables';

/** Rows of protocol (a): label, F1, ROC-AUC, PR-AUC, then differences. */
const windows: Table = {
  caption: 'Protocol (a): windows of 10',
  unranked: [1, 2],
  columns: ['detector', 'F1', 'ROC-AUC', 'PR-AUC', 'ΔF1 [95%]', 'ΔROC-AUC [95%]', 'ΔPR-AUC [95%]'],
  rows: [
    [
      'multi-scale ensemble',
      [0.65],
      [0.88],
      [0.84],
      { value: -0.03, low: -0.2, high: 0.2 },
      { value: 0.01, low: 0.001, high: 0.02 },
      { value: -0.2, low: -0.3, high: -0.1 },
    ],
    ['ORACLE: told', [0.99], [0.99], [0.99]],
    ['ORACLE: everything after the first 60 %', [0.68], [0.7], [0.5]],
    ['cut chosen on other incidents', [0.66], [0.7], [0.5]],
    ['position prior', [0.5], [0.87], [0.9]],
    ['time-index', [0.5], [0.86], [0.6]],
    ['all-anomalous', [0.425], [0.5], [0.28]],
    ['lstm-vae, clipped', [0.336], [0.65], [0.43]],
    ['constant, clipped', [0.338], [0.66], [0.43]],
    ['autoencoder', [0.32], [0.63], [0.4]],
    ['autoencoder, telemetry error, context 300', [0.5], [0.78, 0.8], [0.5]],
    ['lstm-forecaster', [0.5], [0.76], [0.5]],
    ['convolutional-forecaster', [0.6], [0.81], [0.7]],
  ],
};

const steps = (craft: string, ...figures: readonly number[]): Table => ({
  caption: `Protocol (b): ${craft}`,
  columns: ['detector', 'VUS-PR', 'ΔVUS-PR [95%]'],
  rows: ['multi-scale ensemble', 'position prior', 'time-index', 'random', 'lstm-vae, clipped'].map(
    (label, i): Cell[] => [label, [figures[i]], i === 0 ? { value: 0.4, low: 0.1, high: 0.6 } : null],
  ),
});

describe('what is seen in the tables of the leaderboard', () => {
  it('of protocol (a): who leads, what the place alone gives, and what may be chance', () => {
    const text = seenIn(windows);
    assert.match(
      text,
      /F1: cut chosen on other incidents, \.660; ROC-AUC: multi-scale ensemble, \.880; PR-AUC: position prior, \.900\./,
    );
    assert.match(
      text,
      /value: time-index F1 \.500, cut chosen on other incidents F1 \.660, ORACLE: everything after the first 60 % F1 \.680, time-index ROC-AUC \.860, position prior ROC-AUC \.870\./,
    );
    assert.match(text, /3 of 12 rows have a lower F1 than calling everything anomalous \(\.425\)/);
    assert.match(
      text,
      /F1 -\.030 \[-\.200, \+\.200\], may be chance; ROC-AUC [^;]*, beyond chance; PR-AUC [^;]*, behind, beyond chance\.$/,
    );
  });

  it('of protocol (a): what the code of a variational autoencoder carries', () => {
    const nats = (label: Cell) => (label === 'lstm-vae, clipped' ? [0.08, 0.1] : null);
    const rows = windows.rows.map((row) => [...row, ...Array(7 - row.length).fill(null), nats(row[0])] as Cell[]);
    const columns = [...windows.columns, { heading: 'Nats of z', digits: 2 }];
    assert.match(
      seenIn({ ...windows, columns, rows }),
      /What a code carries of a window, in nats: lstm-vae, clipped \.09 ± \.01\. One bit is \.69\.$/,
    );
  });

  it('of protocol (b): the first, and what knows no value', () => {
    const text = seenIn(steps('SMAP', 0.8, 0.4, 0.3, 0.13, 0.2));
    assert.match(
      text,
      /highest VUS-PR: multi-scale ensemble, \.800\..* time-index \.300, position prior \.400, random \.130\./,
    );
    assert.match(text, /VUS-PR \+\.400 \[\+\.100, \+\.600\], beyond chance\.$/);
    const { rows, ...rest } = steps('SMAP', 0.8, 0.4, 0.3, 0.13, 0.2);
    const few = { ...rest, rows: rows.map((row) => [...row.slice(0, 2), '+.400']) };
    assert.match(seenIn(few), /VUS-PR \+\.400, too few incidents for an interval\.$/);
  });

  it('of protocol (b) by part: the ensemble against the clock', () => {
    const text = seenIn({
      caption: "Protocol (b), VUS-PR on the report's channels and on the others",
      columns: ['detector', "SMAP, report's", 'SMAP, others'],
      rows: [
        ['multi-scale ensemble', [0.9], [0.8]],
        ['time-index', [0.7], [0.04]],
      ],
    });
    assert.match(
      text,
      /The ensemble has VUS-PR SMAP, report's \.900; SMAP, others \.800\. The clock \(time-index\) has/,
    );
    assert.match(text, /has VUS-PR SMAP, report's \.700; SMAP, others \.040\.$/);
    const withParts = [windows, steps('SMAP', 0.8, 0.4, 0.3, 0.13, 0.2)];
    const parts = { ...steps('', 0.1, 0, 0, 0, 0), caption: 'Protocol (b), VUS-PR on parts' };
    assert.deepEqual(leaderboardAnswer([...withParts, parts]), leaderboardAnswer(withParts), 'is not a spacecraft');
  });

  it('of protocol (c): F1 with the share of steps, chance, and everything', () => {
    const text = seenIn({
      caption: 'Protocol (c): SMAP',
      unranked: [1, 2],
      columns: ['detector', 'F1', 'share of steps predicted', 'ΔF1 [95%]'],
      rows: [
        ['multi-scale ensemble', [0.8], [0.05], null],
        ['random', [0.2], [0.19]],
        ['all-anomalous', [1], [1]],
      ],
    });
    assert.match(
      text,
      /trivial rows: multi-scale ensemble, \.800, with \.050 of the steps predicted\. Chance: random, \.200, with \.190/,
    );
    assert.match(text, /one sequence over everything: 1\.000\.\s*$/);
  });

  it('of agreement and ranks', () => {
    const agreement = seenIn({
      caption: 'Agreement of the measures: SMAP',
      columns: ['measure', 'rank correlation with VUS-PR', 'place of random scores', '95% interval of the correlation'],
      rows: [
        ['AP', [0.99], '16 of 17', '[+.970, +.997]'],
        ['point-adjusted F1', [-0.02], '2 of 17', '[-.500, +.470]'],
        ['undefined', null, null, null],
      ],
    });
    assert.match(
      agreement,
      /point-adjusted F1 agrees least with VUS-PR, -\.020 \[-\.500, \+\.470\]; .* place 2 of 17\.$/,
    );
    const ranks = seenIn({
      caption: 'Mean rank by VUS-PR',
      columns: ['detector', 'mean rank', 'behind the first by more than chance'],
      rows: [
        ['a', [1.5], 'no'],
        ['b', [2], 'no'],
        ['c', [9], 'yes'],
      ],
    });
    assert.match(ranks, /a has the best mean rank; 1 of the 2 other rows may be level with it\.$/);
  });

  it('of one network by two scores, and of the hardest channels', () => {
    assert.match(
      seenOfSplit(windows),
      /is \.630 by the error of all features and \.790 ± \.014 by .* convolutional-forecaster \.810\.$/,
    );
    const text = seenIn({
      caption: 'Channels on which half of the detectors',
      columns: ['channel', 'multi-scale ensemble', 'time-index', 'share clipped by report 3'],
      rows: [
        ['M-1', 0.4, 0.98, 0],
        ['P-14', 0.9, 0.6, 1],
        ['E-4', 0.95, 0.3, null],
      ],
    });
    assert.match(text, /these 3 channels the ensemble is better than a coin on 2, the time index on 2\. .* on P-14\.$/);
  });

  it('answers with VUS-PR first, and holds protocol (a) against the place', () => {
    const tables = [windows, steps('SMAP', 0.8, 0.4, 0.3, 0.13, 0.2), steps('MSL', 0.7, 0.3, 0.2, 0.15, 0.3)];
    const text = Object.values(leaderboardAnswer(tables)).join(' ');
    assert.match(text, /^By VUS-PR .* has \.800 and \.700, the LSTM-VAE \.200 and \.300; /);
    assert.match(text, /the best have \.400 \(position prior\) and \.300 \(position prior\)\./);
    assert.match(
      text,
      /ROC-AUC \.880 and F1 \.650, .* the best have \.870 \(position prior\) and \.660 \(cut chosen on/,
    );
  });

  it('knows the tables of the leaderboard alone', () => {
    assert.throws(() => seenIn({ ...windows, caption: 'Seconds' }), /begins with Protocol \(a\), .*; found Seconds\./);
  });

  it('names a row that is not there', () => {
    assert.throws(
      () => seenOfSplit({ columns: ['detector', 'ROC-AUC'], rows: [['a', [1]]] }),
      /no row 'lstm-forecaster'.*expected a/,
    );
  });
});
