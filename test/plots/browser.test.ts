import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { browserCandidates, firstWorking } from '../../lib/plots/browser';

describe('plots/browser', () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-browser-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const program = (name: string): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
    return file;
  };

  it('takes the one that TELLTALE_CHROMIUM names and no other', async () => {
    const named = program('mine');
    program('chromium');
    const candidates = browserCandidates({ TELLTALE_CHROMIUM: named, PATH: folder });
    assert.equal(candidates.length, 1);
    assert.equal((await candidates[0]())?.executablePath, named);
  });

  it('looks in PATH before it unpacks the carried one', async () => {
    const installed = program('google-chrome');
    fs.writeFileSync(path.join(folder, 'chromium'), 'not a program', { mode: 0o644 });
    const candidates = browserCandidates({ PATH: folder });
    assert.equal((await candidates[0]())?.executablePath, installed);
  });

  it('says why no browser works', async () => {
    const start = async (): Promise<string> => 'started';
    const missing = browserCandidates({ TELLTALE_CHROMIUM: path.join(folder, 'gone') });
    assert.match((await firstWorking(missing, start)).reason ?? '', /TELLTALE_CHROMIUM names .*gone, which is not/);
    const none = browserCandidates({ TELLTALE_CHROMIUM: 'none', PATH: folder });
    assert.deepEqual(await firstWorking(none, start), { reason: 'no Chromium was found' });
  });

  it('tries the next one if one does not start', async () => {
    const candidates = ['broken', 'good'].map((name) => async () => ({ executablePath: name, env: {}, origin: name }));
    const start = async ({ origin }: { origin: string }): Promise<string> => {
      if (origin === 'broken') throw new Error('broken cannot start\ncall log');
      return origin;
    };
    assert.deepEqual(await firstWorking(candidates, start), { started: 'good' });
    assert.deepEqual(await firstWorking(candidates.slice(0, 1), start), { reason: 'broken cannot start' });
  });
});
