import assert from 'node:assert/strict';
import { epochLine, jobLine, statusLine } from '../../lib/plots/index';

/** A display that keeps what it was told. */
function recording() {
  const texts: string[] = [];
  return { texts, text: (content: string) => void texts.push(content) };
}

describe('the line of progress', () => {
  it('drops what comes too soon after the last text, but not the last', () => {
    const display = recording();
    const say = statusLine(display, 1e9);
    say('first');
    say('second');
    say('third', true);
    assert.deepEqual(display.texts, ['first', 'third']);
  });

  it('names the epoch that has ended', () => {
    const display = recording();
    epochLine(display)({ validationLoss: [0.5, 0.25] });
    assert.deepEqual(display.texts, ['epoch 2: validation loss 0.2500']);
  });

  it('names the job while there is one, and ends alike in every run', () => {
    const display = recording();
    const say = jobLine(display);
    say({ label: 'pca on D-1, seed 0', done: 1, total: 3, epoch: 4 });
    say({ label: 'pca on D-2, seed 0', done: 3, total: 3 });
    assert.deepEqual(display.texts, ['1 of 3 done; pca on D-1, seed 0, epoch 4', '3 of 3 done']);
  });
});
