import assert from 'node:assert/strict';
import { showTable, tableBundle } from '../../lib/plots/index';

describe('plots/show-table', () => {
  it('gives HTML, Markdown and text with numbers aligned to the right', () => {
    const rows = [
      { model: 'LSTM-VAE', f1: 0.3374, windows: 12345 },
      { model: 'all anomalous', f1: 0.425 },
    ];
    const bundle = tableBundle(rows, { caption: 'F1, macro' });
    assert.equal(
      bundle['text/plain'],
      [
        'F1, macro',
        'model             f1  windows',
        '-------------  -----  -------',
        'LSTM-VAE       0.337   12,345',
        'all anomalous  0.425',
      ].join('\n'),
    );
    assert.match(
      String(bundle['text/markdown']),
      /\| LSTM-VAE \| 0\.337 \| 12,345 \|\n\| all anomalous \| 0\.425 \| {2}\|/,
    );
    assert.match(String(bundle['text/html']), /<caption>F1, macro<\/caption>/);
    assert.match(String(bundle['text/html']), /<td align="right">12,345<\/td>/);
  });

  it('takes columns as well as rows', () => {
    const columns = { channel: ['P-1', 'M-1'], f1: Float64Array.of(0.1, 0.2) };
    const rows = [{ channel: 'P-1', f1: 0.1 }, { channel: 'M-1', f1: 0.2 }]; // prettier-ignore
    assert.deepEqual(tableBundle(columns), tableBundle(rows));
  });

  it('escapes what is markup in the target', () => {
    const bundle = tableBundle([{ text: '<b>|&' }]);
    assert.match(String(bundle['text/html']), /&lt;b&gt;\|&amp;/);
    assert.match(String(bundle['text/markdown']), /<b>\\\|&/);
  });

  it('refuses columns of unequal length and a table without rows', () => {
    assert.throws(() => tableBundle({ a: [1, 2], b: [1] }), /column "b" has 1 values and "a" has 2/);
    assert.throws(() => tableBundle([]), /table has no rows/);
  });

  it('returns the bundle outside a notebook', () => {
    assert.ok(showTable([{ a: 1 }])?.['text/html']);
  });
});
