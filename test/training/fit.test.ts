import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { selectWindows, trainValidationSplit, type Windows } from '../../lib/data';
import { AnoGan, LstmVae, type FittedDetector, type TrainedDetector } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { describeTraining, FEWEST_NATS, fit, windowTensor, type FitOptions, type History } from '../../lib/training';
import { asNotebook, standardErrorOf } from '../support/as-notebook';
import { sineWindows } from '../support/windows';

const windows = sineWindows();
const { train, validation } = trainValidationSplit(windows.count, { seed: 0 });
const data = { train: selectWindows(windows, train), validation: selectWindows(windows, validation) };
const makeModel = (seed = 0) => new LstmVae({ windowSize: 8, features: 3, hiddenUnits: 8, latentDim: 2, seed });

async function trained(options: Partial<FitOptions>, seed = 0): Promise<{ history: History; weights: Float32Array[] }> {
  const model = makeModel(seed);
  const history = await fit(model, data, { epochs: 4, seed, ...options });
  const weights = model.variables.map((variable) => variable.dataSync<'float32'>().slice());
  model.dispose();
  return { history, weights };
}

/** Makes a model of one weight w whose validation loss is taken from a list, one entry per epoch. */
function scripted(validationLosses: number[]): TrainedDetector {
  const weight = tf.variable(tf.scalar(0));
  let epoch = 0;
  const unused = () => {
    throw new Error('not used');
  };
  return {
    name: 'scripted',
    config: { windowSize: 8, features: 3 },
    variables: [weight],
    reconstruct: unused,
    anomalyScore: unused,
    // A loss with gradient 1, so that Adam lowers w by about one learning rate each step.
    loss: (_, { training }) => (training ? weight.mul(1).asScalar() : tf.scalar(validationLosses[epoch++])),
    dispose: () => weight.dispose(),
  };
}

describe('fit', () => {
  before(() => loadBackend());

  it('lowers the loss', async () => {
    const { history } = await trained({ epochs: 10, learningRate: 1e-2 });
    assert.ok(history.validationLoss.at(-1)! < 0.9 * history.validationLoss[0], String(history.validationLoss));
  });

  it('gives the same weights to the last bit for the same seed, and others for another', async () => {
    const [a, b, c] = [await trained({}), await trained({}), await trained({}, 1)];
    assert.deepEqual(a.weights, b.weights);
    assert.deepEqual(a.history.trainLoss, b.history.trainLoss);
    assert.notDeepEqual(a.weights, c.weights);
  });

  it('splits validation windows off windows alone, by its seed', async () => {
    const alone = async (given: Windows | typeof data, seed = 0) => {
      const model = makeModel();
      const { validationLoss } = await fit(model, given, { epochs: 2, seed });
      model.dispose();
      return validationLoss;
    };
    assert.deepEqual(await alone(windows), await alone(data));
    assert.notDeepEqual(await alone(windows, 1), await alone(data, 1));
    await assert.rejects(alone(selectWindows(windows, [0])), /lstm-vae: expected train windows, found none/);
  });

  it('shows a fitted detector all of the windows', async () => {
    const seen: Windows[] = [];
    const model = {
      name: 'watching',
      config: { windowSize: 8, features: 3 },
      fitTo: (each: Windows) => seen.push(each),
    };
    const history = await fit(model as unknown as FittedDetector, windows);
    assert.equal(seen[0], windows);
    assert.match(inspect(history), /^Fitted in one look at the training windows, in \d+\.\d s$/);
  });

  it('prints its first, best and last epochs at the end of a cell', async () => {
    const losses = [9, 8, 7, 6, 1, 5, 5, 5, 5, 5];
    const history = await fit(scripted(losses), data, { epochs: 10 });
    const [title, headings, ...rows] = inspect(history).split('\n');
    assert.match(title, /^10 epochs, ended by epochs; best epoch 5; \d+ steps in \d+\.\d s$/);
    assert.match(headings, /^ +epoch {2}training loss {2}validation loss {2}learning rate$/);
    assert.deepEqual(
      rows.map((row) => row.trim().split(/ {2,}/)).map(([epoch, , validationLoss]) => [epoch, validationLoss]),
      [['1', '9'], ['2', '8'], ['3', '7'], ['5 (best)', '1'], ['8', '5'], ['9', '5'], ['10', '5']], // prettier-ignore
    );
  });

  it('holds the number of tensors flat over epochs and leaves none behind', async () => {
    const model = makeModel();
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    await fit(model, data, { epochs: 5, onEpoch: () => counts.push(tf.memory().numTensors) });
    assert.equal(new Set(counts).size, 1, String(counts));
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });

  it('restores the weights of the best epoch and stops `patience` epochs after it', async () => {
    const model = scripted([3, 1, 2, 2, 2, 2, 2]);
    const atEpochEnd: number[] = [];
    const onEpoch = () => atEpochEnd.push(model.variables[0].dataSync()[0]);
    const history = await fit(model, data, { epochs: 7, patience: 3, onEpoch });
    assert.equal(history.ended, 'early stopping');
    assert.equal(history.bestEpoch, 1);
    assert.equal(history.trainLoss.length, 5);
    assert.equal(model.variables[0].dataSync()[0], atEpochEnd[1]);
    assert.notEqual(atEpochEnd[1], atEpochEnd[4]);
    model.dispose();
  });

  it('lowers the learning rate on a plateau', async () => {
    const model = scripted([1, 1, 1, 1, 1]);
    const history = await fit(model, data, { epochs: 5, plateau: { factor: 0.5, patience: 1 } });
    assert.deepEqual(history.learningRates, [1e-3, 1e-3, 1e-3, 5e-4, 5e-4]);
    model.dispose();
  });

  it('trains as a graph as it does step by step, the smaller last batch included', async () => {
    const options = { epochs: 15, batchSize: 10 };
    assert.ok(15 * Math.floor(data.train.count / 10) >= 100 && data.train.count % 10 > 0);
    const counts: number[] = [];
    const before = tf.memory().numTensors;
    const [graph, again, eager] = [
      await trained({ ...options, onEpoch: () => counts.push(tf.memory().numTensors) }),
      await trained(options),
      await trained({ ...options, capture: false }),
    ];
    assert.equal(new Set(counts).size, 1, String(counts));
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(graph.weights, again.weights);
    assert.equal(graph.history.steps, eager.history.steps);
    for (const losses of ['trainLoss', 'validationLoss'] as const) {
      graph.history[losses].forEach((loss, i) => assert.ok(Math.abs(loss / eager.history[losses][i] - 1) < 1e-3));
    }
  });

  it('tells how many nats the code of a variational autoencoder carries, by the weights that are kept', async () => {
    const model = makeModel();
    const history = await fit(model, data, { epochs: 4 });
    const nats = tf.tidy(() => {
      const { mu, logVar } = model.encode(windowTensor(data.validation));
      const [m, s] = [mu.dataSync(), logVar.dataSync()];
      const terms = Array.from(m, (value, i) => -0.5 * (1 + s[i] - value ** 2 - Math.exp(s[i])));
      return terms.reduce((sum, term) => sum + term, 0) / data.validation.count;
    });
    assert.ok(nats > 0 && Math.abs(history.nats! / nats - 1) < 1e-4, `${history.nats} for ${nats}`);
    model.dispose();
    const plain = scripted([1]);
    assert.equal((await fit(plain, data, { epochs: 1 })).nats, undefined);
    plain.dispose();
  });

  it('warns of a code that carries less than a bit, and of no other', async () => {
    const of = async (beta: number) => {
      const model = new LstmVae({ windowSize: 8, features: 3, hiddenUnits: 8, latentDim: 2, beta });
      const { nats, warnings } = await fit(model, data, { epochs: 12, learningRate: 1e-2 });
      model.dispose();
      return { nats: nats!, warnings };
    };
    const [collapsed, told] = [await of(10), await of(0.01)];
    assert.ok(collapsed.nats < FEWEST_NATS && told.nats > FEWEST_NATS, `${collapsed.nats}, ${told.nats}`);
    const expected =
      /^lstm-vae: its code carries less than one bit \(0\.69 nats\).*a smaller beta than 10 lets it carry more$/;
    assert.equal(collapsed.warnings.length, 1);
    assert.match(collapsed.warnings[0], expected);
    assert.deepEqual(told.warnings, []);
  });

  it('is described in a line', async () => {
    const { history } = await trained({ epochs: 1 });
    assert.equal(describeTraining({ ...history, nats: 0.0834 }), '1 epoch, ended by epochs; best epoch 1; z carries 0.083 nats'); // prettier-ignore
    assert.equal(describeTraining({ ...history, nats: undefined }), '1 epoch, ended by epochs; best epoch 1');
  });

  it('ends when it is aborted and keeps the best weights so far', async () => {
    const abort = new AbortController();
    const { history } = await trained({ signal: abort.signal, onEpoch: () => abort.abort() });
    assert.equal(history.ended, 'aborted');
    assert.equal(history.trainLoss.length, 1);
    assert.equal(history.bestEpoch, 0);
  });

  it('keeps its epochs when a notebook interrupts it, and says how many', async () => {
    const cell = { interrupted: false, hearing: new Set<object>() };
    const run = async (model: TrainedDetector, epochs: number) => {
      const onEpoch = ({ trainLoss }: History) => trainLoss.length === epochs && process.emit('SIGINT');
      let history: History | undefined;
      const written = await standardErrorOf(() =>
        asNotebook(async () => (history = await fit(model, data, { epochs: 4, onEpoch })), cell),
      );
      model.dispose();
      return { history: history!, written };
    };
    const { history, written } = await run(scripted([3, 1, 2, 2]), 3);
    assert.equal(history.ended, 'interrupted');
    assert.equal(history.trainLoss.length, 3);
    assert.equal(history.bestEpoch, 1);
    assert.equal(written, 'scripted: training interrupted after 3 epochs; the best weights, of epoch 2, are kept.\n');
    assert.equal(describeTraining(history), '3 epochs, interrupted; best epoch 2');
    const { windowSize, features } = windows;
    const game = new AnoGan({ windowSize, features, seed: 0, hiddenUnits: [8], latentDim: 2 });
    const { written: ofGame } = await run(game, 1);
    assert.equal(ofGame, 'anogan: training interrupted after 1 epoch; the last weights are kept.\n');
    const late = await run(scripted([3, 1, 2, 2]), 4); // in its last epoch: it was over
    assert.deepEqual([late.history.ended, late.written], ['epochs', '']);
  });

  it('says that nothing is kept when a notebook interrupts its first epoch', async () => {
    const model = makeModel();
    const loss = model.loss.bind(model);
    model.loss = (batch, options) => {
      process.emit('SIGINT');
      return loss(batch, options);
    };
    const expected = { message: 'lstm-vae: training interrupted in its first epoch; no epoch is kept.' };
    const slow = { epochs: 1, batchSize: 1 };
    await asNotebook(() => assert.rejects(fit(model, data, slow), expected), {
      interrupted: false,
      hearing: new Set<object>(),
    });
    model.dispose();
  });

  it('names the model and the epoch when a loss is not finite, or the part that has no windows', async () => {
    const model = makeModel();
    const before = tf.memory().numTensors;
    const broken: Windows = { ...data.train, values: data.train.values.map(() => NaN) };
    await assert.rejects(fit(model, { ...data, train: broken }), /lstm-vae: loss became NaN in epoch 1/);
    const none = selectWindows(windows, []);
    await assert.rejects(
      fit(model, { ...data, validation: none }),
      /lstm-vae: expected validation windows, found none/,
    );
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });

  for (const [name, value, expected] of [
    ['epochs', 0, 'a whole number of at least 1'],
    ['epochs', NaN, 'a whole number of at least 1'],
    ['batchSize', 2.5, 'a whole number of at least 1'],
    ['batchSize', -1, 'a whole number of at least 1'],
    ['learningRate', -1, 'a finite number of at least 0'],
    ['learningRate', NaN, 'a finite number of at least 0'],
    ['patience', NaN, 'a whole number of at least 1'],
    ['seed', 0.5, 'a whole number of at least 0'],
    ['plateau.factor', NaN, 'a number above 0, at most 1'],
    ['plateau.patience', -1, 'a whole number of at least 0'],
  ] as const) {
    it(`refuses ${name} ${value}`, async () => {
      const model = makeModel();
      const [option, part] = name.split('.') as [string, string?];
      const plateau = { factor: 0.5, patience: 5 };
      const options = { [option]: part ? { ...plateau, [part]: value } : value };
      const message = `lstm-vae: ${name} must be ${expected}, found ${value}.`;
      await assert.rejects(fit(model, data, options), { message });
      model.dispose();
    });
  }

  it("records the rate from the detector's config, and refuses one that no phase would use", async () => {
    const { windowSize, features } = windows;
    const model = new AnoGan({ windowSize, features, seed: 0, hiddenUnits: [8], latentDim: 2, learningRate: 7e-4 });
    const { learningRates } = await fit(model, data, { epochs: 2 });
    assert.deepEqual(learningRates, [7e-4, 7e-4]);
    const expected = /^Error: anogan: learningRate 0\.5 has no effect: every phase \(discriminator, generator\) takes/;
    await assert.rejects(fit(model, data, { epochs: 1, learningRate: 0.5 }), expected);
    model.dispose();
  });
});
