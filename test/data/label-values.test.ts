import assert from 'node:assert/strict';
import { decideLabels, LabelColumn } from '../../lib/data/label-values';

/** Reads a column of cells; the first is on line 2, after the header. */
function read(cells: readonly string[], anomalousLabel?: string | readonly string[]) {
  const column = new LabelColumn({ name: 'labels.csv', column: 'state', anomalousLabel });
  cells.forEach((cell, i) => column.add(cell, i + 2));
  return column.finish();
}

const labelsOf = (cells: readonly string[], anomalousLabel?: string | readonly string[]) =>
  read(cells, anomalousLabel).labels.join('');

describe('labels of a column', () => {
  it('are 0 and 1, true and false, whole or with decimals, in any case', () => {
    assert.equal(labelsOf(['0', '1', '0.0', '1.0', '1e0', '+1']), '010111');
    assert.equal(labelsOf(['False', 'TRUE', 'false', ' true ']), '0101');
    assert.deepEqual(read(['0', '1']).notes, []);
    assert.equal(read(['0', '1']).anomalousLabels, undefined);
  });

  it('are words that usually say which is which, with a note', () => {
    const { labels, anomalousLabels, notes } = read(['Normal', 'Attack', 'A ttack', 'Normal']);
    assert.equal(labels.join(''), '0110');
    assert.deepEqual(anomalousLabels, ['Attack', 'A ttack']);
    assert.deepEqual(notes, ["column 'state': labels 'Attack', 'A ttack' as anomalous, 'Normal' as normal"]);
    assert.equal(labelsOf(['no', 'yes', 'no']), '010');
  });

  it('are two words of which one is known', () => {
    assert.equal(labelsOf(['N', 'V', 'N']), '010');
    assert.equal(labelsOf(['running', 'anomaly']), '01');
    assert.equal(labelsOf(['0', 'spoofing']), '01');
    assert.equal(labelsOf(['normal', 'normal']), '00');
  });

  it('are what the user says, whatever they look like', () => {
    assert.equal(labelsOf(['-1', '1', '1'], '-1'), '100');
    assert.equal(labelsOf(['-1', '1', '1.0'], '1'), '011');
    assert.equal(labelsOf(['NORMAL', 'BROKEN', 'RECOVERING'], ['broken', 'recovering']), '011');
    assert.equal(labelsOf(['', 'leak', ''], 'leak'), '010', 'an empty cell is not a leak');
    assert.deepEqual(read(['ok', 'ok'], 'atack').notes, ["column 'state' has no label 'atack'; it holds 'ok' 2 times"]);
  });

  it('are refused where they may mean either', () => {
    assert.throws(
      () => read(['1', '-1', '1']),
      /^DataError: labels\.csv: column 'state' holds the labels -1 and 1: some programs mark .* with --anomalous-label$/,
    );
    assert.throws(
      () => read(['NORMAL', 'BROKEN', 'RECOVERING', 'RECOVERING']),
      /line 4, column 'state': expected a label 0 or 1, found 'RECOVERING'; .* 'RECOVERING' 2 times; say with --anom/,
    );
    assert.throws(() => read(['0', '2']), /line 3, column 'state': expected a label 0 or 1, found '2'/);
    assert.throws(() => read(['0', '']), /line 3, column 'state': expected a label 0 or 1, found ''/);
    assert.throws(() => read(['pump', 'pump']), /line 2.*found 'pump'; say with --anomalous-label/);
    assert.throws(() => read(['0', '0.5']), /found '0\.5'/);
    for (const damaged of ['--1', '1-', '_1', '- 1', '1 1', '+-0']) {
      const escaped = damaged.replace('+', '\\+');
      assert.throws(
        () => read(['0', '1', damaged]),
        new RegExp(`expected a label 0 or 1, found '${escaped}'`),
        damaged,
      );
      assert.throws(() => read(['0', damaged]), new RegExp(`expected a label 0 or 1, found '${escaped}'`), damaged);
    }
    assert.equal(
      labelsOf(['no-attack', 'Attack', 'no_attack', 'no attack']),
      '0100',
      'words may be parted by any sign',
    );
  });

  it('are not more than a thousand different values', () => {
    const many = Array.from({ length: 1001 }, (_, i) => `x${i}`);
    assert.throws(
      () => read(many),
      /line 1002, column 'state': expected labels, found 'x1000' as another of more than/,
    );
  });

  it('are decided from counted values as from cells', () => {
    const values = [
      { text: 'faulty', count: 2, line: 7 },
      { text: 'healthy', count: 5, line: 2 },
    ];
    assert.deepEqual([...decideLabels(values, { name: 'x', column: 'y' }).anomalous], [1, 0]);
  });
});
