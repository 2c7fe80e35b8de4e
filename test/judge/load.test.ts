import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadScores, parseMeasure, parseThreshold, readScores } from '../../lib/judge';
import { writeNpy } from '../../lib/data';

describe('scores from files', () => {
  let folder = '';

  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-judge-'))));

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Writes a file into the folder. @returns Its path. */
  function write(name: string, content: string | readonly number[]): string {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (typeof content === 'string') fs.writeFileSync(file, content);
    else writeNpy(file, { shape: [content.length], data: Float64Array.from(content) });
    return file;
  }

  const messageOf = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return (error as Error).message.replaceAll(`${folder}${path.sep}`, '');
    }
    return 'nothing was refused';
  };

  describe('readScores', () => {
    it('reads one score per step from any format', () => {
      const expected = [0.5, 1.5, 2.25, 9];
      const of = (file: string) => [...readScores(file).scores];
      assert.deepEqual(of(write('a.npy', expected)), expected);
      assert.deepEqual(of(write('b.csv', '0.5\n1.5\n2.25\n9\n')), expected);
      assert.deepEqual(of(write('c.csv', 'score\n0.5\n1.5\n2.25\n9\n')), expected);
      assert.deepEqual(of(write('d.jsonl', expected.map((score) => JSON.stringify({ score })).join('\n'))), expected);
      assert.deepEqual(of(write('e.tsv', 'time\tscore\n1\t0.5\n2\t1.5\n3\t2.25\n4\t9\n')), expected);
    });

    it('takes the column that is called score, or the one that is named', () => {
      const file = write('a.csv', 'score,alarm\n0.5,0\n9,1\n2,0\n');
      assert.deepEqual([...readScores(file).scores], [0.5, 9, 2]);
      assert.deepEqual([...readScores(file, { column: 'alarm' }).scores], [0, 1, 0]);
      const two = write('b.csv', 'mse,mae\n0.5,1\n9,3\n2,1\n');
      assert.equal(messageOf(() => readScores(two)), 'b.csv: expected one column of scores, found mse, mae; --score-column names it'); // prettier-ignore
    });

    it('turns likelihoods round', () => {
      assert.deepEqual([...readScores(write('a.npy', [1, -2]), { negate: true }).scores], [-1, 2]);
    });

    it('gives a step the mean over the windows that it lies in', () => {
      // Windows of three from step 0, 1 and 2 on.
      const { scores, reading } = readScores(write('a.npy', [3, 6, 9]), { window: 3 });
      assert.deepEqual([...scores], [3, 4.5, 6, 7.5, 9]);
      assert.equal(reading.description.steps, 5);
    });

    it('refuses scores that are missing or not finite, and counts them', () => {
      assert.equal(messageOf(() => readScores(write('a.npy', [1, NaN, 3, NaN]))), 'a.npy: expected a finite score for each step, found none (NaN) at step 1 (counted from 0); 2 of 4 are not finite'); // prettier-ignore
      assert.match(
        messageOf(() => readScores(write('b.npy', [1, Infinity]))),
        /found Infinity at step 1/,
      );
      assert.match(messageOf(() => readScores(write('c.npy', [NaN, NaN, 3, 1]))), /2 of 4 are not finite, the first 2: if they are a warm-up, fill them/); // prettier-ignore
    });

    it('fills a warm-up with the lowest score where that is asked for, and says so', () => {
      const { scores, reading } = readScores(write('a.npy', [NaN, NaN, 3, 1]), { fill: true });
      assert.deepEqual([...scores], [1, 1, 3, 1]);
      assert.ok(reading.description.notes.includes('2 missing scores taken for the lowest, 1'));
    });
  });

  describe('loadScores', () => {
    it('pairs the scores of one series with its labels', () => {
      const scores = write('mine.npy', [1, 2, 9, 1]);
      const labels = write('labels.csv', 'label\n0\n0\n1\n0\n');
      const { series, rows, targets } = loadScores({ scores: [scores], labels });
      assert.deepEqual([series[0].name, [...series[0].labels], targets], ['mine', [0, 0, 1, 0], 'all']);
      assert.deepEqual([rows[0].name, [...rows[0].draws[0][0].test]], ['mine', [1, 2, 9, 1]]);
    });

    it('takes labels from a column beside the scores', () => {
      const { series } = loadScores({ scores: [write('mine.csv', 'score,label\n1,0\n2,1\n3,0\n')] });
      assert.deepEqual([...series[0].labels], [0, 1, 0]);
    });

    it('joins labels with the scores by time, and takes the step from the times', () => {
      const scores = write('s.csv', 'timestamp,score\n2024-01-01 00:00,1\n2024-01-01 00:05,2\n2024-01-01 00:10,9\n');
      const labels = write('l.csv', 'timestamp,label\n2024-01-01 00:10,1\n2024-01-01 00:00,0\n2024-01-01 00:05,0\n');
      const [{ labels: found, stepSeconds }] = loadScores({ scores: [scores], labels }).series;
      assert.deepEqual([[...found], stepSeconds], [[0, 0, 1], 300]);
    });

    it('reads folders by the names of their files', () => {
      for (const name of ['one', 'two']) {
        write(`mine/${name}.npy`, [1, 2, 3]);
        write(`other/${name}.csv`, 'score\n3\n2\n1\n');
        write(`labels/${name}.csv`, name === 'one' ? 'label\n0\n1\n0\n' : 'label\n1\n0\n0\n');
        write(`train/${name}.npy`, [0.5, 0.5]);
      }
      const in_ = (name: string) => path.join(folder, name);
      const { series, rows } = loadScores({
        scores: [in_('mine'), in_('other')],
        labels: in_('labels'),
        trainScores: [in_('train'), in_('train')],
      });
      assert.deepEqual(series.map(({ name, labels }) => [name, [...labels]]), [['one', [0, 1, 0]], ['two', [1, 0, 0]]]); // prettier-ignore
      assert.deepEqual(rows.map(({ name }) => name), ['mine', 'other']); // prettier-ignore
      assert.deepEqual([...rows[1].draws[0][1].test], [3, 2, 1]);
      assert.deepEqual([...rows[1].draws[0][1].train!], [0.5, 0.5]);
    });

    it('takes values for the baselines, and labels beside them', () => {
      const scores = write('mine.npy', [1, 2, 9]);
      const series = write('test.csv', 'time,a,b,label\n10,1,2,0\n20,1,3,0\n30,8,2,1\n');
      const train = write('train.csv', 'time,b,a\n-20,2,1\n-10,3,1\n0,4,2\n');
      const [found] = loadScores({ scores: [scores], series, train }).series;
      assert.deepEqual([...found.labels], [0, 0, 1]);
      assert.deepEqual(found.test!.names, ['a', 'b']);
      // By name, as its columns stand in another order.
      assert.deepEqual([...found.train!.values], [1, 2, 1, 3, 2, 4]);
    });

    it('takes several columns of one file as detectors', () => {
      const scores = write('frame.csv', 'knn,zscore,label\n1,5,0\n2,9,1\n3,1,0\n');
      const { rows } = loadScores({ scores: [scores], columns: ['knn', 'zscore'] });
      assert.deepEqual(rows.map(({ name, draws }) => [name, [...draws[0][0].test]]), [['knn', [1, 2, 3]], ['zscore', [5, 9, 1]]]); // prettier-ignore
    });

    it('asks whether scores and labels are swapped', () => {
      const scores = write(
        'scores.csv',
        `score\n${Array.from({ length: 1200 }, (_, i) => ((i * 997) % 1201) / 7).join('\n')}\n`,
      );
      const labels = write(
        'labels.csv',
        `label\n${Array.from({ length: 1200 }, (_, i) => Number(i > 1100)).join('\n')}\n`,
      );
      assert.match(
        messageOf(() => loadScores({ scores: [labels], labels: scores })),
        /are --scores and --labels swapped\?$/,
      );
    });

    it('says what is missing, or does not fit', () => {
      const scores = write('mine.npy', [1, 2, 9]);
      const labels = write('labels.csv', 'label\n0\n0\n1\n0\n0\n');
      const load = (files: Parameters<typeof loadScores>[0]) => messageOf(() => loadScores(files));
      assert.equal(load({ scores: [scores], labels }), 'labels.csv: 5 labels for the 3 time steps of mine.npy; if each score is of a window, --score-window 3 says so'); // prettier-ignore
      assert.equal(load({ scores: [scores] }), 'mine.npy: expected labels, from --labels or in a column of this file; found none'); // prettier-ignore
      assert.equal(load({ scores: [path.join(folder, 'nothing')], labels }), 'nothing: expected a file, or a folder of files; found none'); // prettier-ignore
      assert.match(load({ scores: [scores], labels, names: ['a', 'b'] }), /^--name: expected 1 names, one for each --scores, found 2$/); // prettier-ignore
      assert.match(load({ scores: [scores], labels, trainScores: [] }), /^--train-scores: expected one for each --scores \(1\), found 0/); // prettier-ignore
      write('a/one.npy', [1, 2]);
      write('a/two.npy', [1, 2]);
      write('b/one.npy', [1, 2]);
      write('l/one.csv', 'label\n0\n1\n');
      const [a, b, l] = ['a', 'b', 'l'].map((name) => path.join(folder, name));
      assert.equal(load({ scores: [a, b], labels: l }), 'b: expected scores of the series of a, but it lacks two');
      assert.equal(
        load({ scores: [a], labels: l }),
        "--labels l: expected a file for 'two', as --scores has; found none",
      );
      write('a/two.csv', 'score\n1\n2\n');
      assert.equal(load({ scores: [a], labels: l }), "a: expected one file for 'two', found two.csv and two.npy");
    });

    it('names the option for scores of windows where scores are too few for the series', () => {
      const series = write('test.csv', 'a,label\n1.5,0\n1.25,0\n8.5,1\n1.5,0\n');
      const message = messageOf(() => loadScores({ scores: [write('mine.npy', [1, 9])], series }));
      assert.equal(message, 'mine.npy: expected a score for each of 4 steps of mine, found 2; if each score is of a window, --score-window 3 says so'); // prettier-ignore
    });
  });
});

describe('parseMeasure', () => {
  it('knows measures by their names and by their headings', () => {
    const expected = { vusPr: 'vusPr', 'VUS-PR': 'vusPr', AP: 'stepPrAuc', 'ROC-AUC': 'tsbAucRoc', F1: 'stepF1' };
    for (const [given, name] of Object.entries(expected)) assert.equal(parseMeasure(given), name);
    assert.equal(parseMeasure('event F1'), 'eventF1');
    assert.equal(parseMeasure('false alarms'), 'falsePositives');
  });

  it('refuses others, and names the usual ones', () => {
    assert.throws(() => parseMeasure('auc'), { message: /^--measure: expected VUS-PR, AP, .* found 'auc'$/ });
  });
});

describe('parseThreshold', () => {
  it('reads numbers and rules', () => {
    assert.deepEqual(parseThreshold('-0.5'), { kind: 'fixed', value: -0.5 });
    assert.deepEqual(parseThreshold('otsu'), { kind: 'otsu' });
    assert.deepEqual(parseThreshold('test-percentile:90'), { kind: 'percentile', percentile: 90, of: 'test' });
    assert.deepEqual(parseThreshold('spot:1e-4'), { kind: 'spot', q: 1e-4 });
  });

  it('refuses anything else, and says what there is', () => {
    for (const given of ['best-f1', 'percentile', 'percentile:', 'recall:0.9', 'sigma:x', '']) {
      assert.throws(
        () => parseThreshold(given),
        /--threshold: expected a number, otsu, percentile:NUMBER, .*; found '/,
      );
    }
  });
});
