import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readSeries, writeNpy, type ReadOptions } from '../../lib/data';
import { readLabels } from '../../lib/data/read-labels';

describe('readLabels', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-labels-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  let files = 0;
  const write = (content: string, ending = 'csv', name = `labels-${files++}`) => {
    const file = path.join(folder, `${name}.${ending}`);
    fs.writeFileSync(file, content);
    return file;
  };
  const lines = (...rows: readonly string[]) => `${rows.join('\n')}\n`;
  const minute = (i: number, day = 1) => `2024-05-0${day} 00:0${i}:00`;
  const six = [0, 1, 2, 3, 4, 5];

  /** Six steps a minute apart, from midnight. */
  const timed = readSeries(write(lines('timestamp,a', ...six.map((i) => `${minute(i)},${i * i}`)), 'csv', 'test'));
  /** Six steps without times. */
  const plain = readSeries(write(lines('a', ...six.map((i) => `${(i * 7) % 5}`)), 'csv', 'plain'));

  const read = (file: string, reading = timed, options: ReadOptions = {}) => readLabels(file, reading, options);
  const labelsOf = (...args: Parameters<typeof read>) => read(...args).labels.join('');
  const notesOf = (...args: Parameters<typeof read>) => read(...args).description.notes.join('; ');

  describe('of each row', () => {
    it('tells by the number of lines whether a first 0 is a label or a name, and refuses what may be either', () => {
      assert.equal(labelsOf(write(lines('0', '1', '1', '0', '0', '0')), plain), '011000');
      assert.equal(labelsOf(write(lines('0', '0', '1', '1', '0', '0', '0')), plain), '011000');
      assert.match(notesOf(write(lines('0', '0', '1', '1', '0', '0', '0')), plain), /'0' in the first line is a name/);
      assert.throws(() => read(write(lines('0', '0', '1', '1', '0')), plain), /5 labels for the 6 time steps/);
      assert.throws(() => read(write(lines('0,1', '1,0', '0,1', '1,1')), plain), /expected the option --header/);
    });

    it('takes one column of 0 and 1, true and false, or words, with a header or without', () => {
      assert.equal(labelsOf(write(lines('label', '0', '1', '1', '0', '0', '0')), plain), '011000');
      assert.equal(labelsOf(write(lines('x', 'False', 'True', 'True', 'False', 'False', 'False')), plain), '011000');
      assert.equal(labelsOf(write(lines('state', 'ok', 'fault', 'ok', 'ok', 'ok', 'ok')), plain), '010000');
      const file = write(lines('y', '1', '-1', '1', '1', '1', '1'));
      assert.equal(labelsOf(file, plain, { anomalousLabel: '-1' }), '010000');
      assert.throws(() => read(file, plain), /holds the labels -1 and 1/);
    });

    it('tells by the number of lines that a word in the first line is a label', () => {
      const file = write(lines('ok', 'fault', 'ok', 'ok', 'ok', 'fault'));
      assert.equal(labelsOf(file, plain), '010001');
      assert.match(notesOf(file, plain), /'ok' in the first line is a label, by the number of lines/);
    });

    it('refuses codes of several kinds of anomalies, and takes those that are named', () => {
      const codes = ['0', '2', '1', '0', '0', '2'];
      for (const file of [
        write(lines('label', ...codes)),
        write(lines('kind', ...codes)),
        write(`[${codes.join()}]`, 'json'),
      ]) {
        for (const reading of [plain, timed]) {
          assert.throws(() => read(file, reading), /expected a label 0 or 1, or rows of .* found '2' among 6 numbers/);
          assert.equal(labelsOf(file, reading, { anomalousLabel: ['1', '2'] }), '011001');
          assert.equal(labelsOf(file, reading, { anomalousLabel: '2' }), '010001');
        }
      }
      assert.equal(labelsOf(write('[3, 3, 5]', 'json'), plain), '000101');
    });

    it('takes arrays and JSON', () => {
      const array = path.join(folder, 'labels.npy');
      writeNpy(array, { shape: [6], data: Float64Array.of(0, 0, 1, 0, 0, 1) });
      assert.equal(labelsOf(array, plain), '001001');
      assert.equal(labelsOf(write('[0, 0, 1, 0, 0, 1]', 'json'), plain), '001001');
      assert.equal(labelsOf(write('{"labels": [false, false, true, false, false, true]}', 'json'), plain), '001001');
    });

    it('names the column and the counts', () => {
      const { description } = read(write(lines('a,attack', '5,0', '5,1', '5,0', '5,0', '5,0', '5,0')), plain);
      assert.deepEqual([description.column, description.anomalous, description.normal], ['attack', 1, 5]);
    });

    it('refuses another length with both', () => {
      assert.throws(
        () => read(write(lines('label', '0', '1')), plain),
        /labels-\d+\.csv: 2 labels for the 6 time steps of .*plain\.csv/,
      );
    });

    it('goes by the rows of the file where the series is in another order', () => {
      const file = write(lines('label', '1', '0', '0', '0', '0', '0'));
      const sourceRows = Int32Array.of(5, 4, 3, 2, 1, 0);
      assert.equal(labelsOf(file, { ...plain, sourceRows }), '000001');
      const fewer = { ...plain, description: { ...plain.description, rows: 12 } };
      const twelve = write(lines('label', ...Array.from({ length: 12 }, () => '0')));
      assert.throws(() => read(twelve, fewer), /expected labels with times, as .*plain\.csv has 12 rows of which 6/);
    });
  });

  describe('with times of their own', () => {
    const rows = (day = 1) => six.map((i) => `${minute(i, day)},${+(i === 1 || i === 4)}`);

    it('joins them by time, in whatever order they are', () => {
      assert.equal(labelsOf(write(lines('timestamp,label', ...rows()))), '010010');
      const file = write(lines('timestamp,label', ...rows().reverse()));
      assert.equal(labelsOf(file), '010010');
      assert.match(notesOf(file), /joined with the series by time/);
      const mixed = rows();
      assert.equal(labelsOf(write(lines('timestamp,label', ...[3, 0, 5, 4, 1, 2].map((i) => mixed[i])))), '010010');
    });

    it('joins times that are written in another way', () => {
      const written = six.map((i) => `${Date.UTC(2024, 4, 1, 0, i) / 1000},${+(i === 2)}`);
      assert.equal(labelsOf(write(lines('ts,label', ...written))), '001000');
      const zones = six.map((i) => `2024-05-01T02:0${i}:00.000+02:00,${+(i === 2)}`);
      assert.equal(labelsOf(write(lines('time,label', ...zones))), '001000');
    });

    it('takes those of a longer recording', () => {
      const longer = [...rows(), '2024-05-01 00:06:00,1', '2024-05-01 00:07:00,0'];
      const file = write(lines('timestamp,label', ...longer));
      assert.equal(labelsOf(file), '010010');
      assert.match(notesOf(file), /2 of its 8 times are not in test\.csv/);
    });

    it('refuses times that do not meet, with the first line and both times', () => {
      const file = write(lines('timestamp,label', ...rows(2)));
      assert.throws(() => read(file), {
        message:
          `${file}: its times are not those of ${timed.series.name}, first at line 2: 2024-05-02 00:00:00 is not in ` +
          `test.csv, which runs from 2024-05-01 00:00:00 to 2024-05-01 00:05:00`,
      });
      const late = six.map((i) => `2024-05-01 00:0${i}:30,0`);
      assert.throws(
        () => read(write(lines('timestamp,label', ...late))),
        /first at line 2: 2024-05-01 00:00:30 is not/,
      );
      assert.throws(
        () => read(write(lines('timestamp,label', ...rows().slice(0, 5)))),
        /expected a label for each time of .*test\.csv; found none for 2024-05-01 00:05:00, step 5/,
      );
      const twice = [...rows(), `${minute(1)},0`];
      assert.throws(
        () => read(write(lines('timestamp,label', ...twice))),
        /line 8: time .* has label 0 here and 1 earlier/,
      );
      const counted = six.map((i) => `${i / 10},0`);
      assert.throws(
        () => read(write(lines('time,label', ...counted))),
        /line 2: its times, such as '0', are of another/,
      );
    });

    it('takes the listed times alone where every label is anomalous', () => {
      const file = write(lines('timestamp,label', `${minute(4)},1`, `${minute(1)},1`));
      assert.equal(labelsOf(file), '010010');
      assert.match(notesOf(file), /every label of the file is anomalous/);
    });

    it('goes by rows where a column only numbers them, and says so', () => {
      const file = write(lines('index,label', ...six.map((i) => `${i},${+(i === 3)}`)));
      assert.equal(labelsOf(file), '000100');
      assert.match(notesOf(file), /column 'index' numbers the rows/);
    });

    it('says that times are compared with nothing where the series has none', () => {
      const file = write(lines('timestamp,label', ...rows()));
      assert.equal(labelsOf(file, plain), '010010');
      assert.match(
        notesOf(file, plain),
        /its times, column 'timestamp', are compared with nothing: .*plain\.csv has none/,
      );
    });
  });

  describe('beside a column that may be a time', () => {
    const seconds = (i: number) => 1714521600 + 60 * i;

    it('joins by times that only their values tell, also newest first', () => {
      const unix = (from: number) => six.map((i) => `${seconds(from - i)},${+(from - i === 4)}`);
      assert.equal(labelsOf(write(lines('stamp,label', ...unix(5)))), '000010');
      assert.throws(
        () => read(write(lines('stamp,label', ...six.map((i) => `${seconds(i + 2)},${i % 2}`)))),
        /1714521960 is not in test\.csv/,
      );
      assert.throws(
        () => read(write(lines('sample,label', ...six.map((i) => `${5 - i},${i % 2}`)))),
        /times, such as '5', are of another kind/,
      );
      const ordered = write(lines('sample,label', ...six.map((i) => `${i},${+(i === 4)}`)));
      assert.equal(labelsOf(ordered), '000010', 'a count of the rows');
    });

    it('refuses one that cannot be read, unless the options say how it is written or to leave it', () => {
      const when = six.map((i) => `2024-05-01 00h0${5 - i},${+(i === 1)}`);
      const file = write(lines('when,label', ...when));
      assert.throws(
        () => read(file),
        /line 2, column 'when': expected a time that can be read, found '2024-05-01 00h05'.*--time-column.*--no-time/,
      );
      assert.equal(labelsOf(file, timed, { timeColumn: false }), '010000');
      assert.equal(labelsOf(file, timed, { timeFormat: '%Y-%m-%d %Hh%M' }), '000010');
      const shuffled = write(lines('stamp,label', ...[3, 0, 5, 1, 2, 4].map((i) => `${seconds(i)},0`)));
      assert.throws(() => read(shuffled, plain), /column 'stamp': expected a time that can be read/);
    });

    it('refuses times that run backwards beside a series without times', () => {
      for (const times of [
        six.map((i) => minute(5 - i)),
        [0, 1, 3, 2, 4, 5].map((i) => minute(i)),
        six.map((i) => `00h0${5 - i}`),
      ]) {
        const file = write(lines('time,label', ...times.map((time, i) => `${time},${+(i === 1)}`)));
        assert.throws(() => read(file, plain), /expected times in order, as .*plain\.csv has none to join them with/);
        assert.equal(labelsOf(file, plain, { timeColumn: false }), '010000');
      }
    });
  });

  describe('as lists of times', () => {
    it('takes a column, or a list by the name of the file', () => {
      assert.equal(labelsOf(write(lines('timestamp', minute(1), minute(5)))), '010001');
      assert.equal(labelsOf(write(lines(minute(1), minute(5)))), '010001', 'without a header');
      const nab = { 'real/other.csv': [minute(0)], 'real/test.csv': [minute(2), `${minute(3)}.000000`] };
      assert.equal(labelsOf(write(JSON.stringify(nab), 'json')), '001100');
    });

    it('takes places where the series has no small numbers as times', () => {
      assert.equal(labelsOf(write(lines('anomalous_row', '1', '5')), plain), '010001');
      assert.equal(labelsOf(write('[2, 3]', 'json')), '001100');
    });

    it('counts those that hold no step, and refuses them if none does', () => {
      const file = write(lines('timestamp', minute(1), minute(1, 2)));
      assert.equal(labelsOf(file), '010000');
      assert.match(notesOf(file), /1 of its 2 times hold no step of the series, first at line 3 \(2024-05-02/);
      assert.throws(
        () => read(write(lines('timestamp', minute(1, 2)))),
        /none of its times is in .*test\.csv, which runs from 2024-05-01 00:00:00 to .*; line 2 has 2024-05-02 00:01:00/,
      );
    });
  });

  describe('as spans', () => {
    it('takes both ends in, of times and of places', () => {
      assert.equal(
        labelsOf(write(lines('start,end', `${minute(1)},${minute(2)}`, `${minute(5)},${minute(5)}`))),
        '011001',
      );
      assert.equal(labelsOf(write(lines('start_index,end_index', '1,2', '5,5')), plain), '011001');
      assert.equal(labelsOf(write(lines('1,2', '5,5')), plain), '011001', 'without a header');
      const file = path.join(folder, 'spans.npy');
      writeNpy(file, { shape: [2, 2], data: Float64Array.of(1, 2, 5, 5) });
      assert.equal(labelsOf(file, plain), '011001');
    });

    it("takes NAB's windows by the file's name, and others as pairs or objects", () => {
      const windows = { 'group/test.csv': [[`${minute(1)}.000000`, `${minute(2)}.000000`]], 'group/b.csv': [] };
      assert.equal(labelsOf(write(JSON.stringify(windows), 'json')), '011000');
      assert.equal(labelsOf(write('[[0, 1], [4, 5]]', 'json'), plain), '110011');
      const objects = [{ start: minute(3), end: minute(4), kind: 'leak' }];
      assert.equal(labelsOf(write(JSON.stringify(objects), 'json')), '000110');
      assert.throws(
        () => read(write(JSON.stringify({ 'group/b.csv': [] }), 'json')),
        /expected an entry for test\.csv, found group\/b\.csv/,
      );
    });

    it("takes telemanom's lists, by the name of the channel", () => {
      const header = 'chan_id,spacecraft,anomaly_sequences,class,num_values';
      const rows = ['other,SMAP,"[[0, 1]]",[point],6', 'plain,SMAP,"[[1, 2], [4, 4]]","[point, point]",6'];
      const file = write(lines(header, ...rows));
      assert.equal(labelsOf(file, plain), '011010');
      assert.match(notesOf(file, plain), /the rows of plain in column 'chan_id'/);
      assert.throws(() => read(file), /expected test\.csv in column 'chan_id', found other, plain/);
    });

    it('may overlap, and end with a day', () => {
      const file = write(lines('start,end', `${minute(0)},${minute(2)}`, `${minute(2)},${minute(3)}`));
      assert.equal(labelsOf(file), '111100');
      assert.match(notesOf(file), /1 of its 2 spans overlap an earlier one/);
      assert.equal(labelsOf(write(lines('from,to', '2024-05-01,2024-05-01'))), '111111');
    });

    it('are cut at the ends of the series, counted where they hold no step, and refused where none does', () => {
      const file = write(lines('start,end', `2024-04-30 12:00:00,${minute(1)}`, `${minute(0, 2)},${minute(1, 2)}`));
      assert.equal(labelsOf(file), '110000');
      assert.match(notesOf(file), /1 of its 2 spans hold no step of the series, first at line 3/);
      assert.throws(
        () => read(write(lines('start,end', `${minute(0, 2)},${minute(1, 2)}`))),
        /none of its spans is in .*test\.csv, which runs from/,
      );
    });

    it('are refused if reversed, past the end, or of times where the series has none', () => {
      assert.throws(
        () => read(write(lines('start,end', `${minute(3)},${minute(1)}`))),
        /line 2: expected a span that starts before it ends, found 2024-05-01 00:03:00 to 2024-05-01 00:01:00/,
      );
      assert.throws(() => read(write(lines('start,end', '3,1')), plain), /line 2: expected a span that starts before/);
      assert.throws(
        () => read(write(lines('start,end', '0,1', '4,6')), plain),
        /line 3: expected rows of .*plain\.csv from 0 to 5, found a span from row 4 to row 6, both included/,
      );
      assert.throws(
        () => read(write(lines('start,end', `${minute(0)},${minute(1)}`)), plain),
        /line 2: expected times like .*plain\.csv, which has no times; found '2024-05-01 00:00:00'/,
      );
    });

    it('are refused where the second of two columns is not an end', () => {
      for (const name of ['duration', 'length', 'duration_s', 'severity']) {
        assert.throws(
          () => read(write(lines(`start,${name}`, '1,3', '4,5')), plain),
          new RegExp(`expected a column of starts and one of ends, found start, ${name}; '${name}' is not the end`),
        );
      }
      assert.equal(labelsOf(write(lines('start,end,duration', '1,3,2')), plain), '011100');
    });

    it('are those that a further column calls anomalous', () => {
      const spans = [`${minute(0)},${minute(1)},`, `${minute(2)},${minute(3)},`, `${minute(4)},${minute(5)},`];
      const file = (column: string, ...labels: readonly string[]) =>
        write(lines(`start,end,${column}`, ...spans.map((span, i) => span + labels[i])));
      assert.equal(labelsOf(file('label', '0', '1', '0')), '001100');
      assert.match(notesOf(file('label', '0', '1', '0')), /column 'label' calls 1 of the 3 spans anomalous/);
      assert.equal(labelsOf(file('type', 'normal', 'anomaly', 'anomaly')), '001111');
      assert.equal(
        labelsOf(file('kind', 'a', 'b', 'a'), timed, { labelColumn: 'kind', anomalousLabel: 'b' }),
        '001100',
      );
      assert.equal(labelsOf(file('severity', 'low', 'high', 'low')), '111111', 'neither by name nor by content');
      assert.throws(
        () => read(file('label', 'k', 'm', 'k')),
        /column 'label': expected a label 0 or 1, found 'k'.*--anomalous/,
      );
      assert.throws(() => read(file('label', '-1', '1', '-1')), /holds the labels -1 and 1/);
    });

    it('of a file without any leave every step normal', () => {
      assert.equal(labelsOf(write('{"a/test.csv": []}', 'json')), '000000');
      assert.match(notesOf(write('[]', 'json')), /no step is labelled anomalous/);
    });
  });

  it('refuses columns that it cannot tell apart', () => {
    assert.throws(
      () => read(write(lines('a,b', '0,1', '1,0')), plain),
      /expected one column of labels, times, or start and end, found a, b; name the labels with --label-column/,
    );
    assert.throws(() => read(write('{', 'json')), /labels-\d+\.json/);
    assert.throws(() => read(path.join(folder, 'none.csv')), /none\.csv: cannot be read/);
  });
});
