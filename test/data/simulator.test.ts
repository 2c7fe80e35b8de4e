import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  column,
  evaluationChannels,
  findSmapMsl,
  isSimulated,
  listChannels,
  loadChannel,
  REPORT_CHANNELS,
  simulateSmapMsl,
} from '../../lib/data';

describe('the simulator', () => {
  let folder: string;
  let root: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-sim-'));
    root = path.join(folder, 'simulated');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const small = { channels: ['P-1', 'M-1'], length: 400, seed: 1 };
  const bytes = (file: string) => fs.readFileSync(path.join(root, file));

  it('writes channels in the layout of the real data, marked as simulated', () => {
    simulateSmapMsl(root, small);
    assert.ok(isSimulated(root));
    assert.match(bytes('SIMULATED.md').toString(), /not NASA telemetry/);
    const [smap, msl] = [loadChannel(root, 'P-1'), loadChannel(root, 'M-1')];
    assert.deepEqual(
      [smap.spacecraft, smap.test.features, smap.test.length, smap.train.length],
      ['SMAP', 25, 400, 200],
    );
    assert.deepEqual([msl.spacecraft, msl.test.features], ['MSL', 55]);
    for (const { train, test, classes } of [smap, msl]) {
      assert.deepEqual([...classes].sort(), ['contextual', 'contextual', 'point']);
      for (const series of [train, test]) {
        assert.ok(column(series, 0).every((value) => Math.abs(value) < 1));
        const commands = series.values.filter((_, i) => i % series.features !== 0);
        assert.deepEqual([...new Set(commands)].sort(), [0, 1]);
      }
    }
  });

  it('writes anomalies that can be found: anomalous telemetry moves differently', () => {
    simulateSmapMsl(root, { channels: ['P-1'], seed: 1 });
    const { test, segments } = loadChannel(root, 'P-1');
    const telemetry = column(test, 0);
    const step = (start: number, end: number) => {
      let sum = 0;
      for (let time = start + 1; time < end; time++) sum += Math.abs(telemetry[time] - telemetry[time - 1]);
      return sum / (end - start - 1);
    };
    const normal = step(0, Math.min(...segments.map(({ start }) => start)));
    const ratios = segments.map(({ start, end }) => step(start, end) / normal);
    assert.ok(Math.max(...ratios) > 2, `mean step in anomalies over normal: ${ratios.join(', ')}`);
  });

  it("writes by default channels of which report 3's filter keeps those in its list, and only those", () => {
    simulateSmapMsl(root);
    const names = listChannels(root).map(({ channel }) => channel);
    const passing = evaluationChannels(root);
    assert.deepEqual(
      passing,
      names.filter((name) => REPORT_CHANNELS.includes(name)),
    );
    assert.ok(passing.length >= 5 && passing.length < names.length);
  });

  it('writes the same data for the same seed, and does nothing the second time', () => {
    simulateSmapMsl(root, small);
    const first = bytes('test/P-1.npy');
    const { mtimeMs, ino } = fs.statSync(path.join(root, 'test/P-1.npy'));
    simulateSmapMsl(root, small);
    assert.deepEqual(
      [fs.statSync(path.join(root, 'test/P-1.npy')).mtimeMs, fs.statSync(path.join(root, 'test/P-1.npy')).ino],
      [mtimeMs, ino],
    );
    fs.rmSync(root, { recursive: true });
    simulateSmapMsl(root, small);
    assert.deepEqual(bytes('test/P-1.npy'), first);
    simulateSmapMsl(root, { ...small, seed: 2 });
    assert.notDeepEqual(bytes('test/P-1.npy'), first);
    assert.deepEqual(fs.readdirSync(folder), ['simulated']);
  });

  it('does not change a folder with other files', () => {
    fs.mkdirSync(root);
    fs.writeFileSync(path.join(root, 'labeled_anomalies.csv'), 'real');
    assert.throws(() => simulateSmapMsl(root, small), /expected simulated data or an empty folder, found other files/);
    assert.deepEqual(fs.readdirSync(root), ['labeled_anomalies.csv']);
    assert.throws(
      () => simulateSmapMsl(root, { channels: ['../x'] }),
      /expected channel names like P-1, found '\.\.\/x'/,
    );
    assert.throws(() => simulateSmapMsl(root, { length: 10 }), /length must be a whole number of at least 200/);
  });

  it('is recognized by findSmapMsl, which refuses a named folder without data', () => {
    simulateSmapMsl(root, small);
    assert.deepEqual(findSmapMsl({ data: root }), { root, simulated: true });
    fs.rmSync(path.join(root, 'simulated.json'));
    assert.deepEqual(findSmapMsl({ data: root }), { root, simulated: false });
    assert.throws(
      () => findSmapMsl({ data: folder }),
      /expected SMAP\/MSL data \(train, test and labeled_anomalies\.csv\), found none/,
    );
    const before = process.env['TELLTALE_DATA'];
    try {
      process.env['TELLTALE_DATA'] = root;
      assert.equal(findSmapMsl().root, root);
      process.env['TELLTALE_DATA'] = folder;
      assert.throws(() => findSmapMsl(), /\(from TELLTALE_DATA\)/);
    } finally {
      if (before === undefined) delete process.env['TELLTALE_DATA'];
      else process.env['TELLTALE_DATA'] = before;
    }
  });
});
