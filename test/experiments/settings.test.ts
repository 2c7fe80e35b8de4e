import assert from 'node:assert/strict';
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

  it('knows three profiles', () => {
    assert.equal(parseProfile('full'), 'full');
    assert.throws(() => parseProfile(''), /Unknown profile ''/);
  });
});
