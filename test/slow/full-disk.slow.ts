import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runPlan } from '../../lib/runs/run-plan';
import { ResultStore } from '../../lib/runs/store/result-store';
import { executor, planTiny, tinyJob } from '../support/tiny-executor';

describe('a result store on a full disk', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-disk-'));
  let mounted = false;
  before(function () {
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', folder], { encoding: 'utf8' });
    mounted = mount.status === 0;
    if (mounted) return;
    process.stdout.write(
      `    skipped: no tmpfs can be mounted (${(mount.stderr || String(mount.error)).trim()}); the store's quick tests stand in\n`,
    );
    this.skip();
  });
  after(() => {
    if (mounted) spawnSync('umount', [folder]);
    fs.rmSync(folder, { recursive: true });
  });

  it('stops with one sentence, keeps what is stored, and continues once there is room', async () => {
    const store = ResultStore.open(folder);
    const plan = planTiny(Array.from({ length: 12 }, (_, seed) => tinyJob('full', seed)));
    const run = () => runPlan(plan, { store, workers: 1, executor });
    await assert.rejects(
      run(),
      /^StoreError: .*no space is left on its disk\)\. The \d+ stored results are kept; run again/,
    );
    const kept = store.hashes().length;
    assert.ok(kept > 0 && kept < 12, `${kept} kept`);
    assert.equal(store.list().length, kept, 'each of them whole');
    assert.deepEqual(fs.readdirSync(folder).filter((name) => name.endsWith('.tmp')), []); // prettier-ignore
    assert.equal(spawnSync('mount', ['-o', 'remount,size=1m', folder]).status, 0);
    const { counts } = await run();
    assert.deepEqual(counts, { settled: 12, total: 12, reused: kept, failed: 0 });
  });
});
