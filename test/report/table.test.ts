import assert from 'node:assert/strict';
import { formatMeasure, toMarkdown } from '../../lib/report';

describe('toMarkdown', () => {
  it('pads the columns to one width, the first aligned left', () => {
    const table = toMarkdown({
      columns: ['Model', 'F1'],
      rows: [
        ['lstm-vae', '.338'],
        ['random', '.271'],
      ],
    });
    assert.equal(table, '| Model    |   F1 |\n| -------- | ---: |\n| lstm-vae | .338 |\n| random   | .271 |');
  });
});

describe('formatMeasure', () => {
  it('prints three digits without a leading zero', () => {
    assert.deepEqual([0.6574, 1, 0, null].map(formatMeasure), ['.657', '1.000', '.000', '–']);
  });
});
