import assert from 'node:assert/strict';
import { selectWindows } from '../../../lib/data';
import { Vae } from '../../../lib/models';
import { averageWeights, compareFederated, federatedAveraging, type Site } from '../../../lib/pipeline';
import { loadBackend } from '../../../lib/runtime';
import { sineWindows } from '../../support/windows';

describe('federated averaging', () => {
  before(() => loadBackend());

  it('weighs each site by its windows', () => {
    const weights = (...values: number[]) => [Float32Array.from(values), Float32Array.of(values[0] * 10)];
    const mean = averageWeights([
      { count: 3, weights: weights(1, 2) },
      { count: 1, weights: weights(5, -2) },
    ]);
    assert.deepEqual(mean, [Float32Array.of(2, 1), Float32Array.of(20)]);
  });

  it('refuses sites without windows, and weights of another model', () => {
    assert.throws(() => averageWeights([]), /expected sites with windows; found 0 sites/);
    const one = { count: 1, weights: [Float32Array.of(1)] };
    for (const weights of [[], [Float32Array.of(1, 2)]]) {
      assert.throws(
        () => averageWeights([one, { count: 1, weights }]),
        /expected weights of the same model from all sites/,
      );
    }
  });

  it('refuses to end before the first round', async () => {
    const site: Site = { count: 1, train: async (weights) => weights };
    for (const rounds of [0, 1.5, NaN]) {
      await assert.rejects(federatedAveraging([site], [Float32Array.of(0)], { rounds }), {
        name: 'PipelineError',
        message: /rounds must be a whole number of at least 1, found/,
      });
    }
    const windows = sineWindows({ length: 100 });
    const make = () => new Vae({ windowSize: 8, features: 3, hiddenUnits: [4], latentDim: 2 });
    await assert.rejects(compareFederated({ sites: [windows], test: windows }, make, { rounds: 0 }), /rounds must be/);
  });

  it('hands the mean of a round to every site in the next; nothing else travels', async () => {
    const seen: number[][] = [];
    const site = (step: number, count: number): Site => ({
      count,
      train: async ([values]) => {
        seen.push([...values]);
        return [values.map((value) => value + step)];
      },
    });
    const shared = await federatedAveraging([site(1, 1), site(4, 2)], [Float32Array.of(0)], { rounds: 2 });
    assert.deepEqual(seen, [[0], [0], [3], [3]]);
    assert.deepEqual(shared, [Float32Array.of(6)]);
  });

  it('comes near the loss of central training, on sites of unlike size', async () => {
    const windows = sineWindows({ length: 1600 });
    const range = (start: number, end: number) => Int32Array.from({ length: end - start }, (_, i) => start + i);
    const sites = [range(0, 80), range(80, 240), range(240, 320)].map((indices) => selectWindows(windows, indices));
    const test = selectWindows(windows, range(320, windows.count));
    const make = () => new Vae({ windowSize: 8, features: 3, hiddenUnits: [16], latentDim: 4, beta: 0.01 });
    const options = { rounds: 4, epochs: 2, learningRate: 0.01 };
    const { federated, central, ratio } = await compareFederated({ sites, test }, make, options);
    assert.deepEqual([federated.length, central.length], [5, 5]);
    assert.equal(federated[0], central[0]);
    assert.ok(federated[4] < 0.6 * federated[0], JSON.stringify(federated));
    assert.ok(ratio > 0.5 && ratio < 2, `${ratio}: ${JSON.stringify({ federated, central })}`);
  });
});
