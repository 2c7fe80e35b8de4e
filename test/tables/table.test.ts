import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import {
  formatFixed,
  formatMeasure,
  formatShort,
  percent,
  recordsTable,
  sharedValueText,
  toCsv,
  toHtml,
  toLatex,
  toMarkdown,
  type Table,
} from '../../lib/tables';

const results: Table = {
  caption: 'Macro average, 3 seeds',
  columns: ['Model', { heading: 'F1', best: 'highest' }, { heading: 'Seconds', best: 'lowest', digits: 1 }],
  rows: [
    ['lstm-vae', [0.32, 0.34, 0.36], 160],
    ['all-anomalous', 0.425, null],
    ['nearest & dearest', 0.4249, 12.25],
  ],
};

describe('tables: Markdown', () => {
  it('pads the columns to one width, the first aligned left', () => {
    const table = toMarkdown({ columns: ['Model', 'F1'], rows: [['lstm-vae', '.338'], ['random', '.271']] }); // prettier-ignore
    assert.equal(table, '| Model    |   F1 |\n| -------- | ---: |\n| lstm-vae | .338 |\n| random   | .271 |');
  });

  it('sets the best of a column in bold, all that print the same, and a dash where nothing was measured', () => {
    assert.equal(
      toMarkdown(results),
      [
        '**Macro average, 3 seeds**',
        '',
        '| Model             |          F1 |  Seconds |',
        '| ----------------- | ----------: | -------: |',
        '| lstm-vae          | .340 ± .020 |      160 |',
        '| all-anomalous     |    **.425** |        – |',
        '| nearest & dearest |    **.425** | **12.3** |',
      ].join('\n'),
    );
  });

  it('marks nothing in a column with a single value', () => {
    const table: Table = { columns: ['Model', { heading: 'F1', best: 'highest' }], rows: [['a', 0.5], ['b', null]] }; // prettier-ignore
    assert.ok(!toMarkdown(table).includes('**'));
  });

  it('marks nothing in a column in which all ranked rows print the same', () => {
    const columns = ['Model', { heading: 'F1', best: 'highest' as const }];
    const rows = [['oracle', 0.5], ['a', 0], ['b', 0.0001], ['c', 0]]; // prettier-ignore
    assert.ok(!toMarkdown({ columns, rows, unranked: [0] }).includes('**'));
    assert.match(toMarkdown({ columns, rows: [...rows, ['d', 0.1]], unranked: [0] }), /\| d +\| +\*\*\.100\*\* \|$/);
  });

  it('escapes what would end a cell or begin markup', () => {
    const table = toMarkdown({ columns: ['a'], rows: [['x|y'], ['*b*'], ['<i>'], ['two\nlines'], ['C:\\d']] });
    assert.deepEqual(
      table.split('\n').slice(2).map((line) => line.slice(2, -2).trim()),
      ['x\\|y', '\\*b\\*', '\\<i>', 'two lines', 'C:\\\\d'],
    ); // prettier-ignore
  });

  it('prints an interval with signs, in the digits of its column', () => {
    const interval = { value: 0.0238, low: -0.09, high: 1.25 };
    const columns = ['a', 'three', { heading: 'two', digits: 2 }];
    const table = toMarkdown({ columns, rows: [['x', interval, interval]] });
    assert.equal(table.split('\n')[2], '| x   | +.024 [-.090, +1.250] | +.02 [-.09, +1.25] |');
  });

  it('marks the best of intervals by their values', () => {
    const difference = (value: number) => ({ value, low: value - 1, high: value + 1 });
    const columns = ['a', { heading: 'd', best: 'lowest' as const }];
    const table = toMarkdown({ columns, rows: [['x', difference(0.5)], ['y', difference(-0.5)]] }); // prettier-ignore
    assert.match(table, /\| x +\| +\+\.500 .*\n\| y +\| \*\*-\.500 \[-1\.500, \+\.500\]\*\* \|/);
  });
});

describe('tables: CSV', () => {
  it('gives numbers in full, seeds as mean, deviation and values, nothing as an empty field', () => {
    const lines = toCsv(results).split('\r\n');
    assert.equal(lines[0], 'Model,F1,F1 deviation,F1 values,Seconds');
    assert.match(lines[1], /^lstm-vae,0\.34,0\.0(2|1999\d*|200\d*),0\.32 0\.34 0\.36,160$/);
    assert.equal(lines[2], 'all-anomalous,0.425,,,');
  });

  it('gives an interval as its value and both ends, and a single seed as a number', () => {
    const columns = ['a', 'd', { heading: 'rank', digits: 0 }];
    const table: Table = { columns, rows: [['x', { value: 1 / 3, low: -1e-9, high: 2 }, [1.5]], ['y', null, [2]]] }; // prettier-ignore
    assert.equal(toCsv(table), `a,d,d low,d high,rank\r\nx,${1 / 3},-1e-9,2,1.5\r\ny,,,,2\r\n`);
  });

  it('quotes commas, quotes, line ends and outer blanks so that a parser reads them back', () => {
    const odd = ['a,b', 'say "no"', 'two\nlines', ' blank ', 'plain'];
    const text = toCsv({ columns: ['n', 'text'], rows: odd.map((cell, i) => [i, cell]) });
    const parsed = parse(text);
    assert.deepEqual(parsed.slice(1).map((row) => row[1]), odd); // prettier-ignore
    assert.ok(text.startsWith('n,text\r\n0,"a,b"\r\n1,"say ""no"""\r\n'));
  });
});

describe('tables: LaTeX', () => {
  it('writes a booktabs table with caption, label and the best in bold', () => {
    assert.equal(
      toLatex(results, { label: 'tab:macro' }),
      [
        '\\begin{table}[htbp]',
        '  \\centering',
        '  \\caption{Macro average, 3 seeds}',
        '  \\label{tab:macro}',
        '  \\begin{tabular}{lrr}',
        '    \\toprule',
        '    Model & F1 & Seconds \\\\',
        '    \\midrule',
        '    lstm-vae & .340 $\\pm$ .020 & 160 \\\\',
        '    all-anomalous & \\textbf{.425} & -- \\\\',
        '    nearest \\& dearest & \\textbf{.425} & \\textbf{12.3} \\\\',
        '    \\bottomrule',
        '  \\end{tabular}',
        '\\end{table}',
        '',
      ].join('\n'),
    );
  });

  it('escapes every character that LaTeX would take for markup', () => {
    const text = toLatex({ columns: ['a'], rows: [['50 % & $5 #1 a_b {c} ~ ^ \\ <x> ≥ β']] });
    assert.ok(
      text.includes('50 \\% \\& \\$5 \\#1 a\\_b \\{c\\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{} $<$x$>$ $\\ge$ $\\beta$ \\\\'), // prettier-ignore
      text,
    );
  });
});

describe('tables: HTML', () => {
  it('writes caption, headings, aligned cells and the best in strong, all escaped', () => {
    assert.equal(
      toHtml(results, { captionEnd: ' <i>3</i>' }),
      [
        '<table>',
        '<caption>Macro average, 3 seeds <i>3</i></caption>',
        '<thead><tr><th scope="col" class="left">Model</th><th scope="col" class="right">F1</th><th scope="col" class="right">Seconds</th></tr></thead>',
        '<tbody><tr><td class="left">lstm-vae</td><td class="right">.340 ± .020</td><td class="right">160</td></tr>',
        '<tr><td class="left">all-anomalous</td><td class="right"><strong>.425</strong></td><td class="right">–</td></tr>',
        '<tr><td class="left">nearest &amp; dearest</td><td class="right"><strong>.425</strong></td><td class="right"><strong>12.3</strong></td></tr></tbody>',
        '</table>',
      ].join('\n'),
    );
    assert.match(toHtml({ columns: ['"<b>"'], rows: [] }), /^<table>\n<thead>.*&quot;&lt;b&gt;&quot;/);
  });
});

describe('tables: of records', () => {
  it('aligns numbers to the right and gives whole numbers no digits', () => {
    const rows = [{ model: 'vae', seed: 0, f1: 0.5, epochs: 12_345 }, { model: 'random', seed: 1, f1: 1 }]; // prettier-ignore
    assert.equal(
      toMarkdown(recordsTable(rows, { caption: 'F1' })),
      [
        '**F1**',
        '',
        '| model  | seed |    f1 | epochs |',
        '| ------ | ---: | ----: | -----: |',
        '| vae    |    0 |  .500 | 12,345 |',
        '| random |    1 | 1.000 |      – |',
      ].join('\n'),
    );
  });

  it('takes digits, truth values, seeds and intervals', () => {
    const rows = [{ ok: true, s: [1, 2], x: 1.25, d: { value: 1, low: 0, high: 2 } }];
    const [, , line] = toMarkdown(recordsTable(rows, { digits: 1 })).split('\n');
    assert.equal(line, '| true | 2 ± 1 | 1.3 | +1.0 [+.0, +2.0] |');
  });

  it('refuses to make a table without rows', () => {
    assert.throws(() => recordsTable([]), /The table has no rows; expected at least one/);
  });
});

describe('tables: what is refused', () => {
  for (const [name, write] of Object.entries({ toMarkdown, toHtml, toCsv, toLatex })) {
    it(`${name} refuses NaN, with the row and the column`, () => {
      const table: Table = { columns: ['Model', 'F1'], rows: [['lstm-vae', NaN]] };
      assert.throws(
        () => write(table),
        /^DataError: The cell "F1" of row "lstm-vae" holds NaN; expected a finite number/,
      );
      const interval = { value: 0, low: -Infinity, high: 1 };
      assert.throws(() => write({ ...table, rows: [['lstm-vae', interval]] }), /holds -Infinity; expected a finite/);
      assert.throws(() => write({ ...table, rows: [['lstm-vae', [0.1, Infinity]]] }), /Infinity for seed 2 of 2/);
    });
  }

  it('refuses a row that is longer than the headings', () => {
    assert.throws(() => toMarkdown({ columns: ['a'], rows: [['1', '2']] }), /Row 1 has 2 cells; expected at most 1/);
  });
});

describe('formatMeasure', () => {
  it('prints three digits without a leading zero', () => {
    assert.deepEqual([0.6574, 1, 0, -0.25, null].map(formatMeasure), ['.657', '1.000', '.000', '-.250', '–']);
  });
});

describe('numbers in sentences and captions', () => {
  it('have as many digits as asked for, and no sign on zero', () => {
    const written = [-0.0004, -0.25, 12.3, 0].map((value) => formatFixed(value, 3));
    assert.deepEqual(written, ['.000', '-.250', '12.300', '.000']);
  });

  it('have three significant digits, thousands in groups, and a power of ten where they are small', () => {
    const values = [0.7734, 12.5, -0.5, 999.7, 8509, -123456.7, 0.0005521, 0.0000552, 4.752e-7, 1e-9, 0];
    const texts = ['.773', '12.5', '-.5', '1,000', '8,509', '-123,457', '.000552', '5.52e-5', '4.75e-7', '1e-9', '0'];
    assert.deepEqual(
      values.map((value) => formatShort(value)),
      texts,
    );
    assert.equal(formatShort(0.0972, 2), '.097');
  });

  it('are percent of a share', () => {
    const shares = [percent(0.384), percent(0.384, 1), percent(0.004, 1), percent(0, 1), percent(1)];
    assert.deepEqual(shares, ['38 %', '38.4 %', '.4 %', '0 %', '100 %']);
  });

  it('stand once where rows share them, else beside their rows', () => {
    assert.equal(sharedValueText([['A', 0.2841], ['B', 0.2839]]), '.284'); // prettier-ignore
    assert.equal(sharedValueText([['A', 0.284], ['B', 0.309], ['C', 0.284]]), '.284 (A, C) and .309 (B)'); // prettier-ignore
  });
});

describe('tables of plain records', () => {
  const records = [
    { model: 'vae', F1: 1 / 3, windows: 12, trained: true },
    { model: 'pca', F1: 0.5, windows: 7 },
  ];

  it('are written like the table that they make', () => {
    const table = recordsTable(records);
    for (const write of [toMarkdown, toLatex, toHtml, toCsv]) assert.equal(write(records), write(table));
    assert.match(toCsv(records), /^model,F1,windows,trained\r\nvae,0\.333\d+,12,true\r\npca,0\.5,7,\r\n$/);
  });

  it('take a caption and digits, and a table takes them too', () => {
    for (const given of [records, recordsTable(records)]) {
      const latex = toLatex(given, { caption: 'Both', digits: 1, label: 'tab:both' });
      assert.match(latex, /\\caption\{Both\}\n {2}\\label\{tab:both\}/);
      assert.match(toMarkdown(given, { caption: 'Both' }), /^\*\*Both\*\*\n/);
      assert.match(toHtml(given, { caption: 'Both', captionEnd: '<b></b>' }), /<caption>Both<b><\/b><\/caption>/);
    }
    assert.match(toLatex(records, { digits: 1 }), /vae & \.3 & 12 & true/);
  });
});
