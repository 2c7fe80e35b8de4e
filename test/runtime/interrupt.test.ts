import assert from 'node:assert/strict';
import { interruptible, turn } from '../../lib/runtime';

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
});

/** Runs something as if tslab were loaded, without the other listeners of the signal. */
async function asNotebook(work: () => Promise<unknown>): Promise<void> {
  const file = '/node_modules/tslab/dist/jupyter.js';
  const others = process.listeners('SIGINT');
  others.forEach((each) => process.off('SIGINT', each));
  require.cache[file] = { exports: {} } as NodeJS.Module;
  try {
    await work();
  } finally {
    Reflect.deleteProperty(require.cache, file);
    others.forEach((each) => process.on('SIGINT', each));
  }
}
