import assert from 'node:assert/strict';
import { parseUnit, runUnit, type Unit } from '../../lib/experiments';
import { loadBackend } from '../../lib/runtime';

const unit: Unit = {
  model: 'pca',
  source: { kind: 'correlated', channels: ['samples'], train: 400, testNormal: 200, testAnomalous: 40 },
  channel: 'samples',
  protocol: {
    windowSize: 1,
    stride: 1,
    validationFraction: 0.2,
    scaling: 'z-score',
    threshold: { kind: 'sigma', k: 3 },
  },
  profile: 'smoke',
  seed: 1,
  baselines: ['all-anomalous', 'pca'],
};
const windowsOf = (windowSize: number, stride = windowSize) => ({ ...unit.protocol, windowSize, stride });

describe('parseUnit', () => {
  it('takes a unit that went through JSON', () => {
    assert.deepEqual(parseUnit(JSON.parse(JSON.stringify(unit))), unit);
  });

  for (const [what, change, message] of [
    ['an unknown model', { model: 'pcb' }, /model: unknown model 'pcb', expected lstm-vae, .*pca/],
    ['an unknown baseline', { baselines: ['pcb'] }, /baselines\.0: unknown model 'pcb'/],
    ['a missing field', { channel: undefined }, /channel: /],
    ['a channel of another source', { channel: 'D-1' }, /channel: expected one of source\.channels/],
    ['an unknown source', { source: { kind: 'sql', channels: ['a'] } }, /source\.kind: /],
    ['an unknown option', { source: { ...unit.source, sd: 1 } }, /source: .*"sd"/],
    [
      'a digit that is none',
      { source: { kind: 'mnist', channels: ['12'] }, channel: '12' },
      /source\.channels\.0: .*digit/,
    ],
    ['a window of no step', { protocol: windowsOf(0) }, /protocol\.windowSize: /],
    [
      'a bad percentile',
      { protocol: { ...unit.protocol, threshold: { kind: 'percentile', percentile: 101, of: 'test' } } },
      /protocol\.threshold\.percentile: /,
    ],
    ['a function in the config', { config: { hiddenUnits: () => 1 } }, /config\.hiddenUnits: /],
    ['no epoch', { training: { epochs: 0 } }, /training\.epochs: /],
    ['a seed that is no whole number', { seed: 0.5 }, /seed: /],
  ] as const) {
    it(`names the field: ${what}`, () => {
      assert.throws(
        () => parseUnit({ ...unit, ...change }),
        (error: Error) => {
          assert.match(error.message, /^Not a unit of work: /);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});

describe('runUnit', () => {
  before(() => loadBackend());
  const figures = (value: unknown) => JSON.stringify(value, (key, each: unknown) => (key === 'seconds' ? 0 : each));

  it('runs a model and the baselines asked for, each once, the same for the same seed', async () => {
    const result = await runUnit(unit);
    assert.deepEqual(Object.keys(result.rows), ['pca', 'all-anomalous']);
    assert.equal(figures(await runUnit(unit)), figures(result));
    assert.notEqual(figures(await runUnit({ ...unit, seed: 2 })), figures(result));
  });

  it('tells the kinds of anomaly apart', async () => {
    const { kinds, recall } = (await runUnit(unit)).rows.pca;
    assert.deepEqual(Object.keys(kinds!), ['correlation break', 'mean shift', 'variance explosion']);
    const recalls = Object.values(kinds!).map((kind) => kind.recall);
    assert.ok(Math.abs(recalls.reduce((sum, each) => sum + each, 0) / 3 - recall) < 1e-9, 'equally many of each kind');
    assert.ok(kinds!['mean shift'].rocAuc! > 0.95);
  });

  it('hands the config and the training on to the model, not to the baselines', async () => {
    const settings = { config: { latentDim: 3 }, training: { epochs: 3 } };
    const { rows } = await runUnit({ ...unit, model: 'vae', ...settings, baselines: ['vae', 'pca'] });
    assert.equal(rows.vae.epochs, 3);
    const unset = await runUnit({ ...unit, model: 'vae' });
    assert.equal(unset.rows.vae.epochs, 2);
    assert.notEqual(unset.rows.vae.rocAuc, rows.vae.rocAuc);
    assert.equal(rows.pca.rocAuc, (await runUnit(unit)).rows.pca.rocAuc);
    await assert.rejects(
      runUnit({ ...unit, config: { latentDims: 3 } }),
      /config\.latentDims: pca has no such setting/,
    );
  });

  for (const [source, protocol] of [
    [{ kind: 'periodic', channels: ['series'], length: 2000 }, windowsOf(50, 10)],
    [
      { kind: 'sensor', channels: ['sequences'], train: 40 },
      { ...windowsOf(50), scaling: 'none' },
    ],
    [
      { kind: 'mnist', channels: ['1', '7'] },
      { ...windowsOf(1), scaling: 'none' },
    ],
  ] as const) {
    it(`runs on the ${source.kind} data`, async () => {
      const channel = source.channels[source.channels.length - 1];
      const where = { source, channel, protocol } as unknown as Pick<Unit, 'source' | 'channel' | 'protocol'>;
      const { rows } = await runUnit({ ...unit, ...where, model: 'nearest-neighbour', baselines: [] });
      assert.ok(rows['nearest-neighbour'].rocAuc! > 0.9, String(rows['nearest-neighbour'].rocAuc));
      assert.equal(rows['nearest-neighbour'].kinds, undefined);
    });
  }
});
