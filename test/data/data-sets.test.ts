import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findDataSet } from '../../lib/data';
import { downloadedDataSet } from '../../lib/data/data-sets';

describe('findDataSet', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-data-sets-'));
  const kept = process.env['TELLTALE_TSB_AD'];
  const set = (value: string | undefined) => {
    if (value === undefined) delete process.env['TELLTALE_TSB_AD'];
    else process.env['TELLTALE_TSB_AD'] = value;
  };
  beforeEach(() => set(undefined));
  after(() => {
    set(kept);
    fs.rmSync(folder, { recursive: true });
  });

  it('takes the folder that is given before the one in the environment', () => {
    const other = path.join(folder, 'other');
    fs.mkdirSync(other);
    set(other);
    assert.equal(findDataSet('tsb-ad'), other);
    assert.equal(findDataSet('tsb-ad', folder), folder);
    assert.equal(findDataSet('tsb-ad', path.relative('.', folder)), folder, 'an absolute path');
  });

  it('says where it looked and how to get the data', () => {
    const absent = path.join(folder, 'absent');
    const message = (origin: string) =>
      `${absent}${origin}: expected a folder with the data set tsb-ad, found none; get it with npm run data -- --set tsb-ad.`;
    assert.throws(() => findDataSet('tsb-ad', absent), { name: 'DataError', message: message('') });
    set(absent);
    assert.throws(() => findDataSet('tsb-ad'), { name: 'DataError', message: message(' (from TELLTALE_TSB_AD)') });
  });

  it('takes the download where nothing is named, as an empty variable names nothing', () => {
    set('');
    const download = downloadedDataSet('tsb-ad');
    if (fs.existsSync(download)) assert.equal(findDataSet('tsb-ad'), download);
    else {
      const message = `tsb-ad: no data; looked in ${download}, and TELLTALE_TSB_AD names no folder; get it with npm run data -- --set tsb-ad.`;
      assert.throws(() => findDataSet('tsb-ad'), { name: 'DataError', message });
    }
  });
});
