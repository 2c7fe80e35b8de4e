import assert from 'node:assert/strict';
import { interruptible, turn } from '../../lib/runtime';
import { asNotebook } from '../support/as-notebook';

const waiting = (signal?: AbortSignal) =>
  new Promise<string>((resolve) => signal?.addEventListener('abort', () => resolve('ended early')));

describe('interruptible', () => {
  it('leaves work outside a notebook, or with a signal of its own, alone', async () => {
    const { signal } = new AbortController();
    const seen: (AbortSignal | undefined)[] = [];
    const work = (given?: AbortSignal) => Promise.resolve(seen.push(given));
    assert.equal(await interruptible(undefined, work), 1);
    await asNotebook(() => interruptible(signal, work));
    assert.deepEqual(seen, [undefined, signal]);
  });

  it('aborts work in a notebook, ends it with an error, and stops listening', async () => {
    const listeners = process.listenerCount('SIGINT');
    await asNotebook(async () => {
      const work = interruptible(undefined, waiting);
      await turn();
      assert.equal(process.listenerCount('SIGINT'), 1, 'its own alone');
      process.emit('SIGINT');
      await assert.rejects(work, /^Error: Interrupted\.$/);
      assert.equal(await interruptible(undefined, () => Promise.resolve('undisturbed')), 'undisturbed');
    });
    assert.equal(process.listenerCount('SIGINT'), listeners);
  });

  it('keeps what there is of it, and begins no further work in that cell', async () => {
    const cell = { interrupted: false, hearing: new Set<object>() };
    await asNotebook(async () => {
      const work = interruptible(undefined, waiting, (result) => `${result}, kept`);
      await turn();
      assert.equal(cell.hearing.size, 1, 'the kernel need not end the cell');
      cell.interrupted = true; // as the kernel does at the signal
      process.emit('SIGINT');
      assert.equal(await work, 'ended early, kept');
      assert.equal(cell.hearing.size, 0);
      await assert.rejects(
        interruptible(undefined, () => Promise.resolve('begun')),
        /^Error: Interrupted\.$/,
      );
    }, cell);
  });

  it('keeps nothing in a kernel that has given the cell up', async () => {
    await asNotebook(async () => {
      const work = interruptible(undefined, waiting, (result) => result);
      await turn();
      process.emit('SIGINT');
      await assert.rejects(work, /^Error: Interrupted\.$/);
    });
  });
});
