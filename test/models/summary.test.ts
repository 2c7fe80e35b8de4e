import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { AnomalyTransformer, LstmAttention, parameterCount, summary, Vae } from '../../lib/models';
import { namedVariables } from '../../lib/models/named-variables';
import { loadBackend } from '../../lib/runtime';

describe('summary', () => {
  before(() => loadBackend());

  it('prints the layers by the names of their fields, their weights and how many', () => {
    const model = new Vae({ windowSize: 2, features: 3, hiddenUnits: [50], latentDim: 4 });
    assert.deepEqual(summary(model).text.split('\n'), [
      'vae, windows [batch, 2, 3]',
      'layer             kind   weights                    parameters',
      'encoder.layers.0  Dense  kernel [6, 50], bias [50]         350',
      'mu                Dense  kernel [50, 4], bias [4]          204',
      'logVar            Dense  kernel [50, 4], bias [4]          204',
      'decoder.layers.0  Dense  kernel [4, 50], bias [50]         250',
      'decoder.output    Dense  kernel [50, 6], bias [6]          306',
      '1,314 parameters',
    ]);
    assert.deepEqual(summary(model).layers[1], {
      layer: 'mu',
      kind: 'Dense',
      parameters: 204,
      weights: [
        { name: 'kernel', shape: [50, 4] },
        { name: 'bias', shape: [4] },
      ],
    });
    model.dispose();
  });

  it('counts every parameter once, in models whose blocks hold layers and whose class holds weights', () => {
    const transformer = new AnomalyTransformer({ windowSize: 4, features: 2, modelDim: 8, heads: 2, layers: 2 });
    for (const model of [new LstmAttention({ hiddenUnits: 6, bottleneckUnits: 4 }), transformer]) {
      const { layers, parameters } = summary(model);
      assert.equal(parameters, parameterCount(model));
      assert.equal(
        layers.map((layer) => layer.parameters).reduce((sum, count) => sum + count, 0),
        parameters,
      );
      const names = namedVariables(model).map(({ name }) => name);
      assert.equal(new Set(names).size, model.variables.length);
      assert.ok(
        names.every((name) => !name.startsWith('variables.')),
        String(names),
      );
      model.dispose();
    }
    assert.ok(summary(transformer).layers.some(({ layer, kind }) => layer === 'blocks.1.attended' && kind === 'Dense'));
  });

  it('names variables without a field by position, survives circles, and counts what is not trained', () => {
    const [weight, mean] = [tf.variable(tf.zeros([3])), tf.variable(tf.zeros([2]), false)];
    const hidden = new WeakMap([[weight, 1]]);
    const detector = {
      name: 'own',
      config: { windowSize: 1, features: 3 },
      mean,
      hidden,
      self: {},
      get variables() {
        return [...(hidden.has(weight) ? [weight] : []), mean];
      },
      anomalyScore: () => tf.tensor1d([]),
      dispose: () => tf.dispose([weight, mean]),
    };
    detector.self = detector;
    Object.defineProperty(detector, 'variables', { enumerable: false });
    const { text, untrainedParameters } = summary(detector);
    assert.deepEqual(
      namedVariables(detector).map(({ name }) => name),
      ['variables.0', 'mean'],
    );
    assert.equal(untrainedParameters, 2);
    assert.match(text, /5 parameters, 2 of them not trained$/);
    detector.dispose();
  });
});
