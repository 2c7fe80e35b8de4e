import assert from 'node:assert/strict';
import { compareRivals } from '../../lib/exercises/anogan-against-autoencoder';
import { klClosedFormGap } from '../../lib/exercises/kl-closed-form';
import { autoencoderSpace, vaeSpace } from '../../lib/exercises/kl-role';
import { sweepLatentSize } from '../../lib/exercises/latent-size';
import { trySequenceLength } from '../../lib/exercises/sequence-length';
import { Random } from '../../lib/base';
import type { Windows } from '../../lib/data';
import { loadBackend } from '../../lib/runtime';

/** Points of the unit square beside a corner, the anomalous ones beside the other; 12 features, all alike. */
function squares(count: number, anomalous: number, seed: number): Windows {
  const random = new Random(seed);
  const labels = Uint8Array.from({ length: count }, (_, i) => Number(i < anomalous));
  const values = Float32Array.from({ length: 12 * count }, (_, i) => {
    return (labels[Math.floor(i / 12)] ? 0.8 : 0.2) + random.uniform(-0.1, 0.1);
  });
  return { values, labels, count, windowSize: 1, stride: 1, features: 12, starts: Int32Array.from(labels.keys()) };
}

const windows = { train: squares(100, 0, 0), validation: squares(20, 0, 1), test: squares(60, 30, 2) };
const training = { epochs: 12, learningRate: 0.02, capture: false };

describe('the experiments of the exercises', () => {
  before(() => loadBackend());

  it('1: finds that fewer latent dimensions than the data has lose normal data', async () => {
    const [one, enough] = await sweepLatentSize({
      trueDim: 3,
      features: 10,
      latentDims: [1, 4],
      seeds: [0],
      epochs: 12,
      train: 400,
    });
    assert.equal(one.latentDim, 1);
    assert.ok(one.normalError[0] > 1.5 * enough.normalError[0]);
    assert.ok(enough.errorRatio[0] > one.errorRatio[0]);
  });

  it('2: finds that the KL term draws the codes together', async () => {
    const options = { windows, hiddenUnits: [16], latentDim: 3, training, seed: 0 };
    const [free, bound] = [await vaeSpace(0, options), await vaeSpace(1, options)];
    assert.ok(free.kl > bound.kl);
    assert.ok(free.meanLength > bound.meanLength);
    assert.equal(free.mu.length, 60 * 3);
    assert.ok((await autoencoderSpace(options)).generatedDistance > 0);
  });

  it('2: confirms the closed form of the KL divergence, and would notice an error in it', () => {
    assert.ok(Math.abs(klClosedFormGap(1.5, -1)) < 0.02);
    assert.ok(Math.abs(klClosedFormGap(0, 0)) < 1e-12);
  });

  it('3: measures both rivals, AnoGAN after each number of steps', async () => {
    const sizes = { hiddenUnits: [16, 8], latentDim: 4 };
    const { autoencoder, anoGan } = await compareRivals({
      windows,
      seed: 0,
      searchSteps: [1, 5],
      autoencoder: { config: sizes, training },
      anoGan: { config: { ...sizes, searchSteps: 5 }, training: { epochs: 2, capture: false } },
    });
    assert.ok(autoencoder.rocAuc > 0.95);
    assert.deepEqual(
      anoGan.bySteps.map(({ steps }) => steps),
      [1, 5],
    );
    assert.equal(anoGan.rocAuc, anoGan.bySteps[1].rocAuc);
    assert.ok(anoGan.secondsAlone > autoencoder.secondsAlone);
  });

  it('4: measures a sequence length from its three sides', async () => {
    const row = await trySequenceLength(6, {
      seed: 0,
      windows: 200,
      length: 1000,
      model: { hiddenUnits: 8, layers: 1, latentDim: 3 },
      training: { epochs: 12, learningRate: 0.01, capture: false },
    });
    assert.ok(row.rocAuc.jump > row.rocAuc.tempo, 'six steps do not show a rhythm');
    assert.ok(row.delay.jump <= 10 && row.delay.tempo <= 60);
    assert.ok(row.trainingSeconds > 0 && row.microsecondsPerStep > 0);
  });
});
