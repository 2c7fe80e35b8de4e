import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { committedLeaderboard } from '../../lib/leaderboard';

describe('the committed leaderboard', () => {
  it('is over the 28 channels of the report, with its protocols', () => {
    const { judged, tables, profile, seeds } = committedLeaderboard();
    assert.deepEqual([judged.length, profile], [28, 'quick']);
    assert.ok(seeds >= 1, `${seeds}`);
    for (const protocol of ['Protocol (a)', 'Protocol (b): SMAP', 'Protocol (b): MSL', 'Protocol (c): SMAP']) {
      assert.equal(tables.filter(({ caption }) => caption?.startsWith(protocol)).length, 1, protocol);
    }
  });

  it('has as many seeds as its cells have numbers', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-committed-'));
    const file = path.join(folder, 'tables.json');
    const rows = [['a', [1]], ['b', [1, 2, 3]], ['c', { value: 1, low: 0, high: 2 }, null]]; // prettier-ignore
    fs.writeFileSync(file, JSON.stringify({ suite: 'leaderboard', tables: [{ columns: ['', '', ''], rows }] }));
    assert.equal(committedLeaderboard(file).seeds, 3);
    fs.rmSync(folder, { recursive: true });
  });

  it('is refused where a file holds something else', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-committed-'));
    const file = path.join(folder, 'other.json');
    fs.writeFileSync(file, JSON.stringify({ suite: 'report-3', tables: [] }));
    assert.throws(
      () => committedLeaderboard(file),
      /other\.json: expected the tables of a leaderboard; found report-3\./,
    );
    fs.rmSync(folder, { recursive: true });
  });
});
