/** docs/own-detector.md: its cell compiles, and runs as tslab, the notebooks' kernel, compiles it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { Module } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import type ts from 'typescript';
import { REPOSITORY_ROOT } from '../lib/base';
import { simulateSmapMsl } from '../lib/data';
import { ResultStore } from '../lib/runs';
import { cellsAsModule, CELLS_FILE, compilerFaults, guideBlocks } from './support/guide';

/** A package of tslab's, by its path. */
const TSLABS_COMPILER = path.join(REPOSITORY_ROOT, 'node_modules/@tslab/typescript-for-tslab/lib/typescript.js');

interface Cells {
  cells(): Promise<void>;
}

describe('docs/own-detector.md', () => {
  const page = fs.readFileSync(path.join(REPOSITORY_ROOT, 'docs', 'own-detector.md'), 'utf8');
  const blocks = guideBlocks(page);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-own-page-'));
  const variables = {
    TELLTALE_DATA: path.join(folder, 'data'),
    TELLTALE_STORE: path.join(folder, 'store'),
    TELLTALE_PROFILE: 'smoke',
  };
  const before_ = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  before(() => {
    simulateSmapMsl(variables.TELLTALE_DATA, { channels: ['D-1'], length: 1200 });
    Object.assign(process.env, variables);
  });
  after(() => {
    for (const [name, value] of Object.entries(before_)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    fs.rmSync(folder, { recursive: true });
  });

  it('has a cell that compiles', () => {
    assert.deepEqual(blocks.map(({ kind }) => kind), ['cell']); // prettier-ignore
    assert.deepEqual(compilerFaults(blocks), []);
  });

  it('has a cell whose class stands in a table and in the store, compiled as tslab does', async () => {
    const { default: tslab } = (await import(TSLABS_COMPILER)) as { readonly default: typeof ts };
    const { outputText } = tslab.transpileModule(cellsAsModule(blocks), {
      compilerOptions: { module: tslab.ModuleKind.CommonJS, target: tslab.ScriptTarget.ES2022, esModuleInterop: true },
    });
    const file = path.join(REPOSITORY_ROOT, CELLS_FILE);
    const module = new Module(file);
    const { cells } = compiled(module, outputText, file);
    const printed = mock.method(console, 'log', () => undefined);
    try {
      await cells();
    } finally {
      printed.mock.restore();
    }
    const said = printed.mock.calls.map((call) => String((call.arguments as unknown[])[0]));
    for (const row of ['jump of 20 steps', 'random', 'time-index'])
      assert.match(said.join('\n'), new RegExp(`\\| ${row} +\\|`));
    const [own] = ResultStore.open(variables.TELLTALE_STORE).list().filter(({ name }) => name.startsWith('Jump on')); // prettier-ignore
    assert.equal(own.name, 'Jump on D-1, seed 0');
  });

  it('has at most two pages', () => assert.ok(page.split('\n').length < 170));
});

/** Runs compiled code as a module in the place of its file. */
function compiled(module: Module, code: string, file: string): Cells {
  module.filename = file;
  module.paths = [path.join(REPOSITORY_ROOT, 'node_modules')];
  (module as unknown as { _compile: (code: string, file: string) => void })._compile(code, file);
  return module.exports as Cells;
}
