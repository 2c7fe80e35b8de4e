import assert from 'node:assert/strict';
import {
  describeSource,
  fingerprintOf,
  loadSource,
  runSuite,
  type ClassScores,
  type Generated,
  type Source,
  type SuiteTable,
} from '../../../lib/experiments';
import { loadBackend } from '../../../lib/runtime';

const table: SuiteTable = {
  name: 'probed',
  title: 'Probed',
  source: { kind: 'rhythm', channels: ['wave'], train: 400, test: 700 },
  protocol: {
    windowSize: 5,
    stride: 5,
    validationFraction: 0.2,
    scaling: 'none',
    threshold: { kind: 'percentile', percentile: 95, of: 'training' },
  },
  rows: [],
  seeds: [3],
  measures: ['rocAuc'],
  notes: [],
};

describe('the source of rhythm series', () => {
  it('trains on a normal wave and tells the kinds of event in its test series', () => {
    const { train, test, kinds } = loadSource(table.source, 'wave', 3);
    assert.deepEqual([train.length, test.length], [400, 700]);
    assert.ok(!train.labels!.includes(1));
    assert.deepEqual(
      Array.from(test.labels!),
      kinds!.map((kind) => Number(kind !== 'normal')),
    );
    assert.deepEqual([...new Set(kinds)].sort(), ['jump', 'normal', 'tempo']);
    assert.equal(describeSource(table.source), 'rhythm');
  });

  it('is fingerprinted by its lengths', () => {
    const wanted = { channel: 'wave', seed: 3 };
    const longer = { ...table.source, test: 800 } as typeof table.source;
    assert.notEqual(fingerprintOf(table.source, wanted), fingerprintOf(longer, wanted));
  });
});

describe('probes', () => {
  before(() => loadBackend());

  const probe = async (row: Pick<SuiteTable['rows'][number], 'detector' | 'probe' | 'source'>) => {
    const { results, failures } = await runSuite([{ ...table, rows: [{ label: 'row', ...row }] }], {
      profile: 'smoke',
    });
    return { found: results.rows[0]?.probe, failure: failures[0] };
  };

  it('class-scores averages the scores of any detector of windows by class', async () => {
    const { found } = await probe({ detector: 'range', probe: 'class-scores' });
    const { normal, anomalous } = found as ClassScores;
    assert.ok(anomalous! > normal!);
  });

  it('class-scores has no mean of a class without windows', async () => {
    const source: Source = { kind: 'rhythm', channels: ['wave'], train: 400, test: 100 };
    const { found } = await probe({ detector: 'range', probe: 'class-scores', source });
    assert.equal((found as ClassScores).anomalous, null);
  });

  it('generated compares what a generator draws, and held-out windows, with those trained on', async () => {
    const { found } = await probe({ detector: 'anogan', probe: 'generated' });
    const { energy, heldOutEnergy, samples } = found as Generated;
    assert.ok(energy > heldOutEnergy, `untrained ${energy}, held out ${heldOutEnergy}`);
    assert.equal(Buffer.from(samples, 'base64').length, 10 * 5 * 1); // ten windows of five steps
    assert.match(
      (await probe({ detector: 'pca', probe: 'generated' })).failure,
      /Probe generated: expected an adversarial detector, found pca\./,
    );
  });

  it('refuse detectors that they do not suit', async () => {
    assert.match(
      (await probe({ detector: 'pca', probe: 'latent-space' })).failure,
      /Probe latent-space: expected a vae or an autoencoder, found pca\./,
    );
    assert.match(
      (await probe({ detector: 'multi-scale', probe: 'rival' })).failure,
      /Probe rival: expected a detector of windows, found one that scores series as a whole\./,
    );
  });

  it('rhythm refuses series whose kinds of event it does not know', async () => {
    const source: Source = { kind: 'periodic', channels: ['series'], features: 1, length: 1000 };
    assert.match(
      (await probe({ detector: 'range', probe: 'rhythm', source })).failure,
      /Probe rhythm: expected a source of kind rhythm/,
    );
  });
});
