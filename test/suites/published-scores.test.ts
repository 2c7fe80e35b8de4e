import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { column, loadChannel, parseNpy, periodOf, simulateSmapMsl } from '../../lib/data';
import {
  Results,
  runSuite,
  smapMslProtocol,
  smapMslSource,
  type SuiteResult,
  type SuiteTable,
} from '../../lib/experiments';
import { checkScores, chooseTables, keepingScores, publishScores } from '../../lib/suites';

describe('published scores', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-scores-'));
  const root = path.join(folder, 'data');
  const place = (name: string) => path.join(folder, name);
  let result: SuiteResult;
  const tableOf = (): SuiteTable => ({
    name: 'small',
    title: 'Three rows',
    source: smapMslSource(root, ['P-1', 'D-1']),
    protocol: { ...smapMslProtocol, measuredOn: ['windows', 'steps', 'events', 'point-adjusted', 'tsb-ad'] },
    rows: [
      { label: 'random', detector: 'random', seeds: [0, 1] },
      { label: 'range, alone', detector: 'range', view: { context: 20 } },
      { label: 'time-index', detector: 'time-index' },
    ],
    seeds: [0],
    measures: ['rocAuc'],
    notes: [],
  });

  before(async () => {
    simulateSmapMsl(root, { channels: ['P-1', 'D-1'], length: 1500 });
    result = await runSuite(keepingScores([tableOf()]), { profile: 'smoke' });
    assert.deepEqual(result.failures, []);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  const publish = (name: string, bits?: number) =>
    publishScores(result, { folder: place(name), suite: 'small', ...(bits !== undefined && { bits }) });

  /** Publishes a copy, changes it, and lists what the check finds. */
  const faultsAfter = (name: string, change: (file: (part: string) => string) => void): readonly string[] => {
    publish(name);
    change((part) => path.join(place(name), part));
    return checkScores(place(name)).faults;
  };

  it('give every measure again, in float32, and say what rounding changed', () => {
    const { entries, bytes, largest } = publish('whole');
    assert.equal(entries, 8);
    assert.ok(bytes < 1e6 && bytes > 1e4, String(bytes));
    assert.ok(largest!.difference < 1e-3, JSON.stringify(largest));
    const { faults, measures, manifest } = checkScores(place('whole'));
    assert.deepEqual(faults, []);
    assert.equal(measures, 8 * Object.keys(result.results.rows[0].measures).length);
    for (const { row, channel, seed, measures: published } of manifest.entries) {
      const own = result.results.row(row).channel(channel).seed(seed).only().measures;
      assert.deepEqual(Object.keys(published).sort(), Object.keys(own).sort());
      assert.ok(Math.abs(published.vusPr! - own.vusPr!) < 1e-3, `${row} on ${channel}`);
    }
  });

  it("keep the window of TSB-AD's VUS, which is the period of a series that is not published", () => {
    publish('windows');
    const { manifest } = checkScores(place('windows'));
    for (const { channel, maxWindow } of manifest.entries) {
      assert.equal(maxWindow, periodOf(column(loadChannel(root, channel).test, 0)));
      assert.notEqual(maxWindow, periodOf(new Float64Array(1500)), 'what any series without a period has');
    }
    const [fault] = faultsAfter('no-window', (file) => {
      const text = fs.readFileSync(file('manifest.json'), 'utf8');
      fs.writeFileSync(file('manifest.json'), text.replace(/"maxWindow": \d+,/, ''));
    });
    assert.match(fault, /cannot be computed again \(expected maxWindow, the widest window of TSB-AD's VUS; found none/);
  });

  it('are not published where a measure of the run is not that of its scores', () => {
    const rows = result.results.rows.map((row) => ({ ...row, measures: { ...row.measures, tsbVusPr: 0.99 } }));
    const wrong = { ...result, results: new Results(rows) };
    assert.throws(
      () => publishScores(wrong, { folder: place('wrong'), suite: 'small' }),
      /^Error: random on P-1, seed 0: expected tsbVusPr of 0\.99, as it was run; found 0\.\d+ of its scores in float32\.$/,
    );
    assert.ok(!fs.existsSync(path.join(place('wrong'), 'manifest.json')));
  });

  it('are arrays that NumPy reads: scores as f4, labels as u1', () => {
    publish('arrays');
    const [entry] = checkScores(place('arrays')).manifest.entries;
    const read = (file: string) => parseNpy(gunzipSync(fs.readFileSync(path.join(place('arrays'), file))), file);
    const { test } = entry.scores.steps!;
    const [scores, labels] = [read(test), read(entry.labels)];
    assert.equal(test, 'scores/small/random/P-1.seed-0.steps-test.npy.gz');
    assert.deepEqual([scores.dtype, scores.shape, labels.dtype, labels.shape], ['<f4', [1500], '|u1', [1500]]);
    const kept = result.results.row('random').channel('P-1').seed(0).only().measured!.steps!.test;
    assert.deepEqual([...scores.data], [...Float32Array.from(kept)]);
  });

  it('need less space with fewer bits, of which the measures then are', () => {
    const [all, few] = [publish('all-bits'), publish('few-bits', 6)];
    assert.ok(few.bytes < all.bytes * 0.8, `${few.bytes} of ${all.bytes}`);
    assert.deepEqual(checkScores(place('few-bits')).faults, []);
    const [entry] = checkScores(place('few-bits')).manifest.entries;
    const file = path.join(place('few-bits'), entry.scores.steps!.test);
    const { data } = parseNpy(gunzipSync(fs.readFileSync(file)), file);
    const kept = result.results.row('random').channel('P-1').seed(0).only().measured!.steps!.test;
    data.forEach((score, i) => assert.ok(Math.abs(score - kept[i]) <= 2 ** -7 * kept[i], `${score} of ${kept[i]}`));
  });

  it('show a changed byte, by the name of its file', () => {
    const part = 'scores/small/time-index/D-1.seed-0.steps-test.npy.gz';
    const [fault, ...others] = faultsAfter('byte', (file) => {
      const bytes = fs.readFileSync(file(part));
      bytes[bytes.length >> 1] ^= 1;
      fs.writeFileSync(file(part), bytes);
    });
    assert.match(fault, /^scores\/small\/time-index\/D-1\.seed-0\.steps-test\.npy\.gz: expected SHA-256 [0-9a-f]{12}/);
    assert.deepEqual(others, []);
  });

  it('show a score that was changed with its checksum, by the measures that no longer follow', () => {
    const part = 'labels/P-1.npy.gz';
    const faults = faultsAfter('forged', (file) => {
      const bytes = gunzipSync(fs.readFileSync(file(part)));
      bytes.fill(1, bytes.length - 100); // the last hundred steps are labelled
      const forged = gzipSync(bytes, { level: 9 });
      fs.writeFileSync(file(part), forged);
      const text = fs.readFileSync(file('manifest.json'), 'utf8');
      const manifest = JSON.parse(text) as { files: { path: string; sha256: string }[] };
      const [hash] = [...new Set(checkScores(file('')).faults)].map((each) => /found ([0-9a-f]+)/.exec(each)![1]);
      const sha256 = createHash('sha256').update(forged).digest('hex');
      assert.ok(sha256.startsWith(hash));
      manifest.files.find((each) => each.path === part)!.sha256 = sha256;
      fs.writeFileSync(file('manifest.json'), JSON.stringify(manifest));
    });
    const vus = faults.find((each) => /^random on P-1, seed 0: vusPr /.test(each));
    assert.match(vus!, /vusPr is stated as 0\.\d+, and is 0\.\d+ by scores\/small\/random\/P-1\.seed-0\.windows-train/);
    assert.ok(
      faults.every((each) => each.includes(' on P-1,')),
      'D-1 is as it was',
    );
  });

  it('show a measure that is not that of the scores, a missing file, and a folder without a manifest', () => {
    const stated = faultsAfter('stated', (file) => {
      const text = fs.readFileSync(file('manifest.json'), 'utf8');
      fs.writeFileSync(file('manifest.json'), text.replace(/"stepPrAuc": [\d.e-]+/, '"stepPrAuc": 0.99'));
    });
    assert.equal(stated.length, 1);
    assert.match(stated[0], /^random on P-1, seed 0: stepPrAuc is stated as 0\.99, and is 0\.\d+ by scores\//);
    const missing = faultsAfter('missing', (file) => fs.rmSync(file('labels/P-1.npy.gz')));
    assert.match(missing[0], /^labels\/P-1\.npy\.gz: cannot be read \(ENOENT/);
    assert.throws(() => checkScores(root), /manifest\.json: expected the manifest of published scores \(ENOENT/);
  });

  it('need rows that kept theirs', async () => {
    const without = await runSuite([{ ...tableOf(), rows: [{ label: 'range', detector: 'range' }] }], {
      profile: 'smoke',
    });
    assert.throws(
      () => publishScores(without, { folder: place('none'), suite: 'small' }),
      /range on P-1, seed 0: expected its scores, by keep: \['measured'\]; found none\./,
    );
  });

  it('are of the rows and channels that are chosen', () => {
    const [table] = chooseTables([tableOf()], { channels: ['D-1'], rows: ['range, alone'] });
    assert.deepEqual([table.source.channels, table.rows.map(({ label }) => label)], [['D-1'], ['range, alone']]);
    assert.throws(
      () => chooseTables([tableOf()], { rows: ['rang'] }),
      /unknown row 'rang', expected random; range, alone; time-index\./,
    );
    assert.throws(() => chooseTables([tableOf()], { channels: ['D-2'] }), /unknown channel 'D-2', expected P-1; D-1\./);
  });
});
