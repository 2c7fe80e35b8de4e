import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { formatMeasure, fromMarkdown, toCsv, toLatex, toMarkdown, type Table } from '../../lib/tables';

const results: Table = {
  caption: 'Macro average, 3 seeds',
  columns: ['Model', { heading: 'F1', best: 'highest' }, { heading: 'Seconds', best: 'lowest', digits: 1 }],
  rows: [
    ['lstm-vae', [0.32, 0.34, 0.36], 160],
    ['all-anomalous', 0.425, null],
    ['nearest & dearest', 0.4249, 12.25],
  ],
};

describe('report/table: Markdown', () => {
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

  it('reads back what it wrote', () => {
    const table = { caption: 'A | B', columns: [{ heading: 'x|y', align: 'left' as const }, { heading: 'n', align: 'right' as const }], rows: [['*', '1'], ['C:\\d', null]] }; // prettier-ignore
    const written = toMarkdown(table).replace('–', ' ');
    assert.deepEqual(fromMarkdown(written), table);
    assert.equal(fromMarkdown('**Answer.** Some text'), undefined);
    assert.equal(fromMarkdown(''), undefined);
  });
});

describe('report/table: CSV', () => {
  it('gives numbers in full, seeds as mean and deviation, nothing as an empty field', () => {
    const lines = toCsv(results).split('\r\n');
    assert.equal(lines[0], 'Model,F1,F1 deviation,Seconds');
    assert.match(lines[1], /^lstm-vae,0\.34,0\.0(2|1999\d*|200\d*),160$/);
    assert.equal(lines[2], 'all-anomalous,0.425,,');
  });

  it('quotes commas, quotes, line ends and outer blanks so that a parser reads them back', () => {
    const odd = ['a,b', 'say "no"', 'two\nlines', ' blank ', 'plain'];
    const text = toCsv({ columns: ['n', 'text'], rows: odd.map((cell, i) => [i, cell]) });
    const parsed = parse(text) as string[][];
    assert.deepEqual(parsed.slice(1).map((row) => row[1]), odd); // prettier-ignore
    assert.ok(text.startsWith('n,text\r\n0,"a,b"\r\n1,"say ""no"""\r\n'));
  });
});

describe('report/table: LaTeX', () => {
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

describe('report/table: what is refused', () => {
  for (const [name, write] of Object.entries({ toMarkdown, toCsv, toLatex })) {
    it(`${name} refuses NaN, with the row and the column`, () => {
      const table: Table = { columns: ['Model', 'F1'], rows: [['lstm-vae', NaN]] };
      assert.throws(() => write(table), /The cell "F1" of row "lstm-vae" is NaN .*expected a finite number/);
      assert.throws(() => write({ ...table, rows: [['lstm-vae', [0.1, Infinity]]] }), /Infinity for seed 2 of 2/);
    });
  }

  it('refuses a row that is longer than the headings', () => {
    assert.throws(() => toMarkdown({ columns: ['a'], rows: [['1', '2']] }), /Row 1 has 2 cells; expected at most 1/);
  });
});

describe('formatMeasure', () => {
  it('prints three digits without a leading zero', () => {
    assert.deepEqual([0.6574, 1, 0, null].map(formatMeasure), ['.657', '1.000', '.000', '–']);
  });
});
