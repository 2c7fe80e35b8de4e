import assert from 'node:assert/strict';
import { tslabKernel } from '../../lib/runtime/tslab-kernel';

/** Puts a module of the kernel among those that are loaded. */
function load(folder: string, exports: object): string {
  const file = `/${folder}/node_modules/tslab/dist/jupyter.js`;
  require.cache[file] = { exports } as NodeJS.Module;
  return file;
}

describe('the kernel of a notebook', () => {
  const files: string[] = [];
  afterEach(() => {
    for (const file of files.splice(0)) Reflect.deleteProperty(require.cache, file);
  });

  it('is none outside a notebook', () => {
    assert.equal(tslabKernel(), undefined);
  });

  it('is the copy that runs cells where two are loaded', () => {
    const [registered, running] = [{ lastWriteDisplayData: null }, { lastWriteDisplayData: () => undefined }];
    files.push(load('registered', registered), load('running', running));
    assert.equal(tslabKernel(), running);
  });

  it('is the one that is loaded before it has run a cell', () => {
    const only = { lastWriteDisplayData: null };
    files.push(load('only', only));
    assert.equal(tslabKernel(), only);
  });
});
