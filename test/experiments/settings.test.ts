import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { notebookSettings } from '../../lib/experiments';
import { parseProfile } from '../../lib/models';

describe('notebookSettings', () => {
  const saved = { ...process.env };
  afterEach(() => {
    process.env = { ...saved };
  });

  it('names the variable that holds something unexpected', () => {
    process.env.TELLTALE_PROFILE = 'fast';
    assert.throws(() => notebookSettings(), /Unknown profile 'fast': expected smoke, quick, full/);
    process.env.TELLTALE_PROFILE = 'smoke';
    process.env.TELLTALE_SEED = '1.5';
    assert.throws(() => notebookSettings(), /TELLTALE_SEED=1\.5: expected a whole number/);
    process.env.TELLTALE_SEED = '1';
    process.env.TELLTALE_DATA = '/nowhere';
    assert.throws(() => notebookSettings(), /\/nowhere \(from TELLTALE_DATA\)/);
  });

  it('keeps results only where it is told to', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-settings-'));
    process.env.TELLTALE_DATA = path.join(folder, 'data');
    simulateSmapMsl(process.env.TELLTALE_DATA, { channels: ['D-1'], length: 400 });
    assert.equal(notebookSettings().store, undefined);
    assert.equal(notebookSettings().run.store, undefined);
    process.env.TELLTALE_STORE = path.join(folder, 'store');
    assert.deepEqual(notebookSettings().store!.hashes(), []);
    process.env.TELLTALE_PROFILE = 'smoke';
    const { store, run } = notebookSettings();
    assert.deepEqual(run, { profile: 'smoke', workers: 1, whole: true, store: run.store });
    assert.equal(run.store, store);
    process.env.TELLTALE_STORE = process.env.TELLTALE_DATA;
    assert.throws(() => notebookSettings(), /no result store can be made here/);
    fs.rmSync(folder, { recursive: true });
  });

  it('knows three profiles', () => {
    assert.equal(parseProfile('full'), 'full');
    assert.throws(() => parseProfile(''), /Unknown profile ''/);
  });
});
