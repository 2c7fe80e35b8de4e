import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readLeaderboard, writeLeaderboard } from '../../../lib/leaderboard';

describe('a leaderboard as a file', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-file-'));
  const file = path.join(folder, 'leaderboard.json');
  after(() => fs.rmSync(folder, { recursive: true }));

  it('comes back as it was, to four digits', () => {
    const tables = [{ columns: ['detector', 'F1'], rows: [['random', [1 / 3, 0.5]]] }];
    writeLeaderboard(file, { profile: 'smoke', simulated: true, judged: ['D-1'], tables, results: [] });
    const { tables: found, ...rest } = readLeaderboard(file);
    assert.deepEqual(found, [{ columns: ['detector', 'F1'], rows: [['random', [0.3333, 0.5]]] }]);
    assert.deepEqual(rest, { profile: 'smoke', simulated: true, judged: ['D-1'], results: [] });
  });

  it('says what is wrong with another file', () => {
    fs.writeFileSync(file, '{"tables": [], "results": []}');
    assert.throws(
      () => readLeaderboard(file),
      /leaderboard\.json: expected a leaderboard, but it has no list 'judged'/,
    );
    fs.writeFileSync(file, 'detector,F1');
    assert.throws(() => readLeaderboard(file), /expected a leaderboard, which cannot be read/);
  });
});
