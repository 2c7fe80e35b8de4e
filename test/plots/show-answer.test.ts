import assert from 'node:assert/strict';
import { answerMimeType, answerTable, showAnswer } from '../../lib/plots/index';

/** What tslab's `newDisplay()` returns, as far as it matters here. */
const newDisplay = () => ({ id: 'a1', update: true, text: () => undefined });

describe('plots/show-answer', () => {
  it('returns data and Markdown outside a notebook', () => {
    const markdown = '**Answer.** Yes.';
    const bundle = { [answerMimeType]: { markdown }, 'text/markdown': markdown, 'text/plain': markdown };
    assert.deepEqual(showAnswer(newDisplay(), markdown), bundle);
  });

  it('lays an answer out as a table', () => {
    const lines = answerTable('profile quick', { 'Does it work?': 'yes' }).split('\n');
    assert.equal(lines[0], '**Answer** (profile quick).');
    assert.match(lines[lines.length - 1], /^\| Does it work\? +\| yes +\|$/);
  });

  it('replaces what its display shows in a running tslab notebook', () => {
    const messages: { message: { data: object; transient: object }; update: boolean }[] = [];
    const file = '/node_modules/tslab/dist/jupyter.js';
    const lastWriteDisplayData = (message: (typeof messages)[0]['message'], update: boolean) =>
      void messages.push({ message, update });
    require.cache[file] = { exports: { lastWriteDisplayData } } as NodeJS.Module;
    try {
      assert.equal(showAnswer(newDisplay(), 'Yes.'), undefined);
      const display = { id: 'b2', text: () => undefined };
      for (const text of ['Perhaps.', 'Yes.']) showAnswer(display, text);
    } finally {
      Reflect.deleteProperty(require.cache, file);
    }
    assert.deepEqual(
      messages.map(({ message, update }) => [message.transient, update]),
      [
        [{ display_id: 'a1' }, true],
        [{ display_id: 'b2' }, false],
        [{ display_id: 'b2' }, true],
      ],
    );
    assert.deepEqual(Object.keys(messages[0].message.data), [answerMimeType, 'text/markdown', 'text/plain']);
  });
});
