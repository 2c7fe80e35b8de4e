import assert from 'node:assert/strict';
import { showTable, tableBundle, tableMimeType } from '../../lib/plots/index';
import type { Table } from '../../lib/tables';

describe('plots/show-table', () => {
  const table: Table = {
    caption: 'F1 | macro',
    columns: ['model', { heading: 'F1', best: 'highest' }],
    rows: [
      ['vae', Float64Array.of(1 / 3, 2 / 3)],
      ['pca', { value: 0.1 + 0.2, low: -1e-9, high: 0.5 }],
      ['random', undefined],
    ],
    unranked: [2],
  };

  it('bundles the table itself, with every number in full, and Markdown to read', () => {
    const bundle = tableBundle(table);
    assert.deepEqual(Object.keys(bundle), [tableMimeType, 'text/html', 'text/markdown', 'text/plain']);
    assert.deepEqual(JSON.parse(JSON.stringify(bundle[tableMimeType])), {
      caption: 'F1 | macro',
      columns: ['model', { heading: 'F1', best: 'highest' }],
      rows: [
        ['vae', [1 / 3, 2 / 3]],
        ['pca', { value: 0.1 + 0.2, low: -1e-9, high: 0.5 }],
        ['random', null],
      ],
      unranked: [2],
    });
    const markdown = String(bundle['text/markdown']);
    assert.match(markdown, /^\*\*F1 \\\| macro\*\*\n\n\| model +\| +F1 \|/);
    assert.match(markdown, /\| vae +\| +\*\*\.500 ± \.236\*\* \|/);
    assert.equal(bundle['text/plain'], markdown);
  });

  it('takes records as well as a table', () => {
    const rows = [{ channel: 'P-1', f1: 0.1 }, { channel: 'M-1', f1: 0.25 }]; // prettier-ignore
    const markdown = String(showTable(rows, { caption: 'F1', digits: 1 })?.['text/markdown']);
    assert.match(markdown, /^\*\*F1\*\*\n\n\| channel +\| +f1 \|\n.*\n\| P-1 +\| +\.1 \|/);
  });

  it('gives a table another caption, and digits to the columns that state none', () => {
    const columns = ['a', { heading: 'b', digits: 1 }];
    const bundle = showTable({ columns, rows: [[0.25, 0.25]], caption: 'before' }, { caption: 'after', digits: 2 });
    assert.match(String(bundle?.['text/plain']), /^\*\*after\*\*\n\n.*\n.*\n\| \.25 \| +\.3 \|$/);
  });

  it('refuses NaN and a table without rows', () => {
    assert.throws(() => showTable([{ model: 'vae', f1: NaN }]), /The cell "f1" of row "vae" holds NaN/);
    assert.throws(() => showTable([]), /table has no rows/);
  });
});
