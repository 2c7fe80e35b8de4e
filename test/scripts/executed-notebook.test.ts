import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  executionFailure,
  finishNotebook,
  isExecutedWith,
  notebookInputs,
} from '../../scripts/support/executed-notebook';

describe('an executed notebook', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-executed-'));
  const [file, data] = [path.join(folder, 'a.ipynb'), path.join(folder, 'data')];
  const write = (source: string, outputs: unknown[] = []) =>
    fs.writeFileSync(file, JSON.stringify({ cells: [{ cell_type: 'markdown', source }, { cell_type: 'code', source, outputs }], metadata: {} })); // prettier-ignore
  before(() => {
    fs.mkdirSync(data);
    fs.writeFileSync(path.join(data, 'P-1.npy'), 'values');
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  const inputs = (environment: NodeJS.ProcessEnv = { TELLTALE_PROFILE: 'quick', HOME: 'a' }) =>
    notebookInputs(file, data, environment);

  it('is known by its cells, its settings and its data, not by its outputs', () => {
    write('1 + 1');
    const first = inputs();
    write('1 + 1', [{ output_type: 'stream' }]);
    assert.equal(inputs(), first);
    assert.equal(inputs({ TELLTALE_PROFILE: 'quick', HOME: 'b' }), first);
    assert.notEqual(inputs({ TELLTALE_PROFILE: 'full' }), first);
    fs.writeFileSync(path.join(data, 'P-1.npy'), 'other values');
    const second = inputs();
    assert.notEqual(second, first);
    write('1 + 2');
    assert.notEqual(inputs(), second);
  });

  it('has its code cells numbered and is found again, unless it is to be committed', () => {
    write('1');
    assert.equal(isExecutedWith(file, 'x'), false);
    finishNotebook(file, 'x');
    assert.equal(isExecutedWith(file, 'x'), true);
    assert.equal(isExecutedWith(file, 'y'), false);
    const { cells } = JSON.parse(fs.readFileSync(file, 'utf8')) as { cells: { execution_count?: number }[] };
    assert.deepEqual(cells.map((cell) => cell.execution_count), [undefined, 1]); // prettier-ignore
    finishNotebook(file);
    assert.equal(isExecutedWith(file, 'x'), false);
  });

  it('is run again if the file is missing or damaged', () => {
    assert.equal(isExecutedWith(path.join(folder, 'none.ipynb'), 'x'), false);
    fs.writeFileSync(file, '{"cells": [');
    assert.equal(isExecutedWith(file, 'x'), false);
  });

  it('names the failed cell, or what nbconvert said last, or that it said nothing', () => {
    const stack = 'Traceback:\n  at nbconvert\nCellExecutionError: the cell\nfit()\n    at frame (x.ts:1)\nNo data\n';
    assert.equal(executionFailure(stack, 1), 'a cell failed. CellExecutionError: the cell\nfit()\nNo data');
    assert.equal(
      executionFailure('a\nDeadKernelError: Kernel died\n', 1),
      'nbconvert ended with 1; it said: a\nDeadKernelError: Kernel died',
    );
    assert.equal(executionFailure('', 'SIGKILL'), 'nbconvert ended with SIGKILL; it said: nothing');
  });
});
