import assert from 'node:assert/strict';
import { tableBundle } from '../../lib/plots/show-table';
import { compareOutputs } from '../../scripts/support/compare-outputs';
import { committedSettings, maskTimes, outputLines, type Notebook } from '../../scripts/support/notebook-outputs';

const code = (outputs: unknown[], tags?: string[]) => ({ cell_type: 'code', source: '', metadata: { tags }, outputs });
const printed = (...pieces: string[]) => code(pieces.map((text) => ({ output_type: 'stream', name: 'stdout', text })));
const shown = (data: object) => code([{ output_type: 'display_data', data }]);
const notebook = (...cells: unknown[]) => ({ cells }) as Notebook;
const compare = (a: unknown, b: unknown, tolerance?: number) => compareOutputs(notebook(a), notebook(b), tolerance);

describe('what a notebook put out', () => {
  for (const [text, masked] of [
    ['trained in 12.4 s', 'trained in (time) s'],
    ['3 min 20 seconds, 1,200ms', '(time) min (time) seconds, (time)ms'],
    ['80.5 steps/s', '(time) steps/s'],
    ['an image 532 times faster', 'an image (time) times faster'],
    ['400 windows per second', '(time) windows per second'],
    ['F1 .339 on 28 channels', 'F1 .339 on 28 channels'],
    ['12 steps, 4 segments, 5 minima', '12 steps, 4 segments, 5 minima'],
    ['threshold 0.5 so 3 hits', 'threshold 0.5 so 3 hits'],
    ['D-1: 8509 values; 10 h of data', 'D-1: 8509 values; (time) h of data'],
  ] as const) {
    it(`'${text}' is compared as '${masked}'`, () => assert.equal(maskTimes(text), masked));
  }

  it('is the same however the kernel cuts it, and differs in a digit', () => {
    assert.deepEqual(
      compare(printed('F1 .339\nROC', '-AUC .653\n'), printed('F1 .339\n', 'ROC-AUC .653\n')).differences,
      [],
    );
    const { numbers, differences } = compare(printed('F1 .339\nROC-AUC .653\n'), printed('F1 .339\nROC-AUC .654\n'));
    assert.equal(differences.length, 1);
    assert.match(differences[0], /^cell 1, printed, line 2: ROC-AUC \.653, now ROC-AUC \.654$/);
    // F1's 1 is a number too.
    assert.equal(numbers, 3);
  });

  it('leaves out the columns of times of tables, in Markdown and in text, and no other', () => {
    const markdown = (f1: string, s: string) => `| model | F1 | Seconds |\n|:--|--:|--:|\n| vae | ${f1} | ${s} |`;
    const text = (f1: string, s: string) => `model     F1  Seconds\n-----  -----  -------\nvae    ${f1}     ${s}`;
    const padded = [
      '| F1 |  Seconds |\n| -: | -------: |\n| .5 | 12345.12 |',
      '| F1 | Seconds |\n| -: | ------: |\n| .5 |    1.25 |',
    ];
    const [slow, fast] = padded.map((table) => shown({ 'text/plain': table }));
    assert.deepEqual(compare(slow, fast).differences, []);
    for (const table of [markdown, text]) {
      const of = (f1: string, s: string) => shown({ 'text/plain': table(f1, s) });
      assert.deepEqual(compare(of('0.500', '1.25'), of('0.500', '3.50')).differences, []);
      assert.equal(compare(of('0.500', '1.25'), of('0.501', '1.25')).differences.length, 1);
    }
  });

  it('leaves out the row of a table that names a unit of time, and the heights of a figure that has one', () => {
    const table = (ms: string, share: string) =>
      shown({ 'text/plain': `what            with\nmedian ms a point  ${ms}\nshare of alarms    ${share}` });
    assert.deepEqual(compare(table('0.27', '.031'), table('0.41', '.031')).differences, []);
    assert.equal(compare(table('0.27', '.031'), table('0.27', '.032')).differences.length, 1);
    const figure = (unit: string, y: number, x = 1) => {
      const plot = { data: [{ x: [x], y: [y] }], layout: { yaxis: { title: { text: `Scoring (${unit})` } } } };
      return shown({ 'application/vnd.plotly.v1+json': plot, 'text/plain': `Scoring takes ${y}.` });
    };
    assert.deepEqual(compare(figure('microseconds', 52), figure('microseconds', 71)).differences, []);
    assert.equal(compare(figure('microseconds', 52), figure('microseconds', 52, 2)).differences.length, 1);
    assert.equal(compare(figure('z-score', 52), figure('z-score', 71)).differences.length, 2);
  });

  it('leaves the numbers out of the caption beneath a figure of times, and out of no other', () => {
    const figure = (unit: string, y: number) => {
      const plot = { data: [{ x: [1], y: [y] }], layout: { yaxis: { title: { text: `Scoring (${unit})` } } } };
      const sentence = `Scoring takes ${y}.`;
      const outputs = [
        { 'application/vnd.plotly.v1+json': plot },
        {
          'application/vnd.telltale.caption+json': { number: 1, sentence },
          'text/markdown': `**Figure 1.** ${sentence}`,
        },
      ];
      return code(outputs.map((data) => ({ output_type: 'display_data', data })));
    };
    assert.deepEqual(compare(figure('ms', 52), figure('ms', 71)).differences, []);
    assert.equal(compare(figure('z-score', 52), figure('z-score', 71)).differences.length, 3);
  });

  it('leaves out the columns of times of a table that is shown as data, HTML and Markdown', () => {
    const table = (f1: number, seconds: number) =>
      shown(tableBundle({ caption: 'Rows', columns: ['model', 'F1', 'Seconds'], rows: [['vae', f1, seconds]] }));
    assert.deepEqual(compare(table(0.25, 1.25), table(0.25, 3.5)).differences, []);
    assert.equal(compare(table(0.25, 1), table(0.5, 1)).differences.length, 4);
  });

  it('compares the data of a table to the last digit, without its columns and rows of times', () => {
    const table = (f1: number, seconds: number, ms: number) => {
      const columns = ['model', 'F1', { heading: 'Seconds' }];
      const rows = [['vae', [f1, 0.5], seconds], ['median ms a point', ms, null]]; // prettier-ignore
      return shown({ 'application/vnd.telltale.table+json': { columns, rows } });
    };
    assert.deepEqual(compare(table(0.25, 1.25, 3), table(0.25, 3.5, 4)).differences, []);
    assert.deepEqual(compare(table(0.25, 1, 3), table(0.2500001, 1, 3)).differences, [
      'cell 1, output 1, table, rows.0.1.0: 0.25, now 0.2500001',
    ]);
  });

  it('compares a column headed min or rate: the least of something, or a share', () => {
    for (const heading of ['min', 'Rate']) {
      const of = (value: string) => shown({ 'text/plain': `channel    ${heading}\nP-1        ${value}` });
      assert.equal(compare(of('0.5'), of('0.6')).differences.length, 1);
    }
    for (const heading of ['wait (min)', 'score (ms a window)', 'points per second']) {
      const timed = (value: string) => shown({ 'text/plain': `channel    ${heading}\nP-1        ${value}` });
      assert.deepEqual(compare(timed('5'), timed('6')).differences, []);
    }
  });

  it('holds every number of a figure, and no picture', () => {
    const figure = (y: number, png: string) =>
      shown({ 'application/vnd.plotly.v1+json': { data: [{ y: [1, y] }] }, 'image/png': png });
    assert.deepEqual(compare(figure(2, 'abc'), figure(2, 'xyz')).differences, []);
    assert.deepEqual(compare(figure(2, 'abc'), figure(2.5, 'abc')).differences, [
      'cell 1, output 1, figure, data.0.y.1: 2, now 2.5',
    ]);
  });

  it('tells the figures of one cell apart', () => {
    const figure = (y: number) => ({ output_type: 'display_data', data: { 'application/vnd.plotly.v1+json': { y } } });
    assert.deepEqual(compare(code([figure(1), figure(2)]), code([figure(1), figure(2)])).differences, []);
    const { differences } = compare(code([figure(1), figure(2)]), code([figure(3), figure(2)]));
    assert.deepEqual(differences, ['cell 1, output 1, figure, y: 1, now 3']);
  });

  it('tells what is missing and what is new', () => {
    const { differences } = compare(printed('a 1\nb 2\n'), shown({ 'text/plain': 'a 1' }));
    assert.deepEqual(differences, [
      'cell 1, printed, line 1: a 1, now missing',
      'cell 1, printed, line 2: b 2, now missing',
      'cell 1, output 1, text/plain, line 1: new: a 1',
    ]);
  });

  it('may differ by a tolerance in numbers, never in words', () => {
    assert.deepEqual(compare(printed('loss 1,000.5 x'), printed('loss 1,000.6 x'), 1e-3).differences, []);
    assert.equal(compare(printed('loss 1,000.5 x'), printed('loss 1,003.6 x'), 1e-3).differences.length, 1);
    assert.equal(compare(printed('loss 1 x'), printed('loss 1 y'), 1).differences.length, 1);
  });

  it('is not asked for from cells tagged timing, nor from text cells', () => {
    const tagged = code([{ output_type: 'stream', text: 'speed 5' }], ['timing']);
    assert.deepEqual(outputLines(notebook(tagged, { cell_type: 'markdown', source: 'x 5' })), []);
  });

  it('says what it was run with', () => {
    const said = notebook(printed('Real SMAP/MSL telemetry.\n', 'Profile full, seed 3\n'));
    assert.deepEqual(committedSettings(said), { profile: 'full', seed: '3', simulated: false });
    assert.deepEqual(committedSettings(notebook()), { profile: undefined, seed: undefined, simulated: undefined });
  });
});
