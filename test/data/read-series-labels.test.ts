import assert from 'node:assert/strict';
import { leftOut, measured, read, steps, table } from '../support/read-text';

describe('readSeries: labels and text', () => {
  it('takes a column of 0 and 1 that is named like a label, and leaves further ones out', () => {
    const text = table(
      'a_rate,attack,attack_P1,attack_P2,a,b',
      (row) => `${measured[row][1]},${+(row > 40)},${+(row > 50)},${+(row === 45)},`,
    );
    const { series, description } = read(text);
    assert.deepEqual(series.names, ['a_rate', 'a', 'b']);
    assert.equal(description.label!.column, 'attack');
    assert.deepEqual([description.label!.anomalous, series.labels![41]], [19, 1]);
    assert.deepEqual(
      description.leftOut.map(({ column }) => column),
      ['attack_P1', 'attack_P2'],
    );
    const chosen = read(text, { labelColumn: 'attack_P1' }).description;
    assert.deepEqual([chosen.label!.anomalous, chosen.leftOut.length], [9, 2]);
    const two = table('fault_A,fault_B,a,b', (row) => `${+(row > 50)},${+(row < 5)},`);
    assert.match(read(two).description.notes.join(), /'fault_A', 'fault_B' are named like labels; --label-column/);
  });

  it('leaves columns out that are named like labels but do not say which of them are anomalous', () => {
    for (const [name, cells] of [
      ['attack', ['1', '-1']],
      ['Attack LABLE', ['1', '-1']],
      ['fault_code', ['0', '7', '12']],
      ['is_outlier', ['0', '', '1']],
      ['fault', ['none', 'rotor', 'bearing']],
    ] as const) {
      const text = table(`${name},a,b`, (row) => `${cells[row % cells.length]},`);
      const { series, description } = read(text);
      assert.deepEqual([series.names, series.labels], [['a', 'b'], undefined], name);
      const quoted = cells.map((cell) => `'${cell}'`).join(', ');
      const [{ column, reason }] = description.leftOut;
      assert.equal(column, name);
      assert.ok(
        reason.startsWith(`named like a label, but its values (${quoted}) do not say which are anomalous`),
        reason,
      );
      assert.equal(
        read(text, { labelColumn: name, anomalousLabel: cells[0] }).description.label!.anomalous,
        60 / cells.length,
      );
    }
    const coded = table('fault_code,a,b', (row) => `${row % 3},`);
    assert.deepEqual(read(coded, { features: ['a', 'fault_code'] }).series.names, ['a', 'fault_code']);
    const score = table('anomaly_score,a,b', (row) => `${measured[row][0]},`);
    assert.deepEqual(read(score).series.names, ['anomaly_score', 'a', 'b'], 'measured values are a feature');
  });

  it('takes a column class of 0 and 1 as the label, and leaves other classes out', () => {
    const { series, description } = read(table('Class,a,b', (row) => `${Number(row > 50)},`));
    assert.deepEqual([description.label?.column, description.label?.anomalous, series.names], ['Class', 9, ['a', 'b']]);
    assert.deepEqual(leftOut(read(table('class,a,b', (row) => `${row % 4},`))), ['class']);
  });

  it('takes labels as words', () => {
    const text = table('Normal/Attack,a,b', (row) => `${row > 40 ? 'Attack' : 'Normal'},`);
    assert.equal(read(text).description.label!.anomalous, 19);
    const coded = table('state,a,b', (row) => `${['run', 'halt', 'leak'][row % 3]},`);
    assert.equal(
      read(coded, { labelColumn: 'state', anomalousLabel: ['halt', 'leak'] }).description.label!.anomalous,
      40,
    );
  });

  it('leaves columns of text out with a note, unless asked for', () => {
    const text = table('mode,a,b', (row) => `${row % 2 ? 'auto' : 'manual'},`);
    assert.deepEqual(read(text).description.leftOut, [
      { column: 'mode', reason: "holds text, such as 'manual' (2 different)" },
    ]);
    assert.throws(() => read(text, { features: ['mode', 'a'] }), /line 2, column 'mode': 'manual' is not a number/);
    assert.throws(() => read('a,b\n1.5,2 V\n2.5,3 V\n'), /line 2, column 'b': '2 V' is not a number/);
  });

  it('names a column of text that differs in every row, and the options that may read it', () => {
    const at = (row: number) => `1st of May, ${row} past noon`;
    const { description } = read(table('when;remark;a;b', (row) => `${at(row)};x;`).replaceAll(/,(?=3|2\.)/g, ';'));
    assert.deepEqual(description.notes, [
      `column 'when' is left out: it holds text that differs in every row, such as '${at(0)}'; ` +
        `if these are times, --time-column 'when' and --time-format read them`,
    ]);
    const timed = read(table('time,note,a,b', (row) => `${row},n${row},`)).description.notes;
    assert.deepEqual(timed, [`column 'note' is left out: it holds text that differs in every row, such as 'n0'`]);
  });

  it('names numbers that mark missing values, not large measurements', () => {
    const marked = (code: string | number, share: number) =>
      table('x,a,b', (row) => `${row % share === 1 ? code : ((row * 7) % 50) / 10},`);
    for (const [code, share, count] of [
      [-9999, 4, 15],
      [-999, 10, 6],
      ['-999.25', 20, 3],
      [99999, 20, 3],
    ] as const) {
      assert.deepEqual(read(marked(code, share)).description.notes, [
        `column 'x' holds ${code} in ${count} of 60 cells, as a mark of missing values; ` +
          `--missing ${code} takes it as missing, --ignore 'x' leaves the column out`,
      ]);
      const { description } = read(marked(code, share), { missing: String(code) });
      assert.deepEqual([description.notes, description.features[0].missing], [[], count]);
    }
    const empty = read(table('x,a,b', () => '-9999,')).description.notes;
    assert.match(empty.join(), /'x' holds -9999 in all 60 cells/);
    assert.match(
      read(table('x,a,b', () => ',')).description.notes.join(),
      /'x' has no value; --ignore 'x' leaves it out/,
    );
    // A pressure about 999, a level that once falls to -99, one value alone.
    for (const value of [
      (row: number) => 990 + (row % 20),
      (row: number) => -90 - (row % 10),
      (row: number) => (row === 7 ? 99_999 : (row * 7) % 5),
      () => 999,
    ]) {
      assert.deepEqual(read(table('x,a,b', (row) => `${value(row)},`)).description.notes, []);
    }
  });

  it('takes the marks of missing values that Excel and pandas write', () => {
    const marks = ['#N/A', '#N/A N/A', '#NA', '<NA>', '-NaN', '1.#QNAN', '-1.#IND', 'N/A', 'NULL', 'None', ''];
    const { series } = read(['a,b', ...marks.map((mark) => `${mark},1`), '2.5,2', ''].join('\n'));
    assert.deepEqual(
      steps(12).map((row) => series.values[2 * row]),
      [...marks.map(() => NaN), 2.5],
    );
  });

  it('counts missing, infinite and constant values, and takes further marks', () => {
    const { description } = read('a,b,c,d\n1.5,5,,true\n?,5,,false\ninf,5,,true\n-9999.0,5,,true\n', {
      missing: ['?', '-9999'],
    });
    assert.deepEqual(description.features, [
      { name: 'a', type: 'number', missing: 2, infinite: 1, constant: false },
      { name: 'b', type: 'whole number', missing: 0, infinite: 0, constant: true },
      { name: 'c', type: 'number', missing: 4, infinite: 0, constant: false },
      { name: 'd', type: 'truth value', missing: 0, infinite: 0, constant: false },
    ]);
    assert.match(description.notes.join(), /column 'c' has no value/);
    assert.match(read('a,b\n1.5,\n,2.5\n').description.notes.join(), /each time step lacks a value in some column/);
    assert.throws(() => read('a,b\n1.5,2\n?,3\n'), /'\?' is not a number; --missing '\?' takes it as missing/);
  });
});
