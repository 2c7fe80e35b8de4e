import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Random, REPOSITORY_ROOT } from '../../../lib/base';
import { Dense, LstmLayer, meanSquaredError } from '../../../lib/layers';
import { capture, disposeIdleSessions } from '../../../lib/runtime';
import { attribute } from '../../../lib/runtime/capture/graph-def';
import { inferredAttributes, outputNames } from '../../../lib/runtime/capture/operations';
import { GraphSession } from '../../../lib/runtime/capture/session';
import { Adam } from '../../../lib/training';
import { requireKernels } from '../../support/native-kernels';
import { trainingBatches, trainingStep } from '../../support/training-step';

/** An LSTM, a dense layer and Adam, and a step that trains them. */
function smallTraining() {
  const random = new Random(5);
  const [recurrent, output] = [new LstmLayer(3, 9, random), new Dense(9, 3, random)];
  const variables = [...recurrent.variables, ...output.variables];
  const adam = new Adam(variables, { learningRate: 1e-2 });
  const step = (x: tf.Tensor) => {
    const loss = () => meanSquaredError(output.apply(recurrent.apply(x as tf.Tensor3D), 'relu'), x);
    const { value, grads } = tf.variableGrads(loss, variables);
    adam.apply(variables.map(({ name }) => grads[name]));
    return [value];
  };
  const weights = () => [...variables, ...adam.state].map((variable) => variable.dataSync<'float32'>().slice());
  return { step, weights, dispose: () => tf.dispose([...variables, ...adam.state]) };
}

/** Runs `body`. Returns the native operations in the graphs that it loads. */
function operationsLoadedBy(body: () => void): Set<string> {
  const found = new Set<string>();
  const { acquire } = GraphSession;
  GraphSession.acquire = (backend, savedModel) => {
    for (const name of savedModel.toString('latin1').match(/Telltale\w+/g) ?? []) found.add(name);
    return acquire(backend, savedModel);
  };
  try {
    body();
  } finally {
    GraphSession.acquire = acquire;
  }
  return found;
}

describe('captured steps with native operations', () => {
  before(requireKernels);
  afterEach(disposeIdleSessions);

  const steps = { 'an LSTM, a dense layer and Adam': smallTraining, 'an LSTM-VAE': trainingStep };
  for (const [name, make] of Object.entries(steps)) {
    for (const stepsPerCall of [1, 4]) {
      it(`train ${name} to the same bits as eagerly, ${stepsPerCall} in a call`, () => {
        tf.tidy(() => {
          const batches = trainingBatches(8);
          const [graph, eager] = [make(), make()];
          const captured = capture(graph.step, { name, stepsPerCall, warn: (line) => assert.fail(line) });
          const losses = captured.runMany(batches)[0].dataSync();
          const expected = tf.unstack(batches).map((batch) => eager.step(batch)[0].dataSync()[0]);
          assert.ok(captured.captured);
          captured.dispose();
          assert.deepEqual([...losses], expected);
          assert.deepEqual(graph.weights(), eager.weights());
          graph.dispose();
          eager.dispose();
        });
      });
    }
  }

  it('hold these operations in their graphs', () => {
    const { step, dispose } = smallTraining();
    const captured = capture(step, { name: 'small', warn: (line) => assert.fail(line) });
    const found = operationsLoadedBy(() => {
      tf.tidy(() => captured.run(...tf.unstack(trainingBatches(1))));
    });
    captured.dispose();
    dispose();
    const dense = ['Dense', 'DenseInputGrad', 'DenseKernelGrad', 'DenseBiasGrad', 'ReluGrad'];
    const others = ['Lstm', 'LstmGrad', 'MeanSquaredError', 'MeanSquaredErrorGrad', 'Adam'];
    assert.deepEqual(found, new Set([...dense, ...others].map((name) => `Telltale${name}`)));
  });
});

/** Reads the operations that C++ registers, as capture's list writes them: `inputs > outputs: name`. */
function registeredSignatures(): string[] {
  const folder = path.join(REPOSITORY_ROOT, 'lib', 'runtime', 'native', 'operations');
  const text = fs.readdirSync(folder).map((file) => fs.readFileSync(path.join(folder, file), 'utf8'));
  return [...text.join('\n').matchAll(/REGISTER_OP\("(\w+)"\)(.*?);\n/gs)].map(([, name, body]) => {
    // .Output("name: float") or .Output("name: count * float")
    const [inputs, outputs] = ['Input', 'Output'].map((kind) => [
      ...body.matchAll(new RegExp(`\\.${kind}\\("(\\w+): (?:(\\w+) \\* )?float"\\)`, 'g')),
    ]);
    const taken = inputs.map(([, , count]) => (count ? `${count}*-` : '-'));
    const given = outputs.map(([, name, count]) => (count ? `${count}*${name}` : name));
    return `${taken.join(' ')} > ${given.join(' ')}: ${name}`;
  });
}

describe("capture's list of operations", () => {
  it('has every operation that the library registers, with its inputs and outputs, and no other', () => {
    const file = path.join(REPOSITORY_ROOT, 'lib', 'runtime', 'capture', 'operations.ts');
    const listed = fs.readFileSync(file, 'utf8').match(/^.* > .*: .*Telltale.*$/gm) ?? [];
    const registered = registeredSignatures();
    assert.ok(registered.length > 20);
    assert.deepEqual([...listed].sort(), registered.sort());
  });

  it('counts the arguments that an operation repeats', () => {
    assert.deepEqual(inferredAttributes('TelltaleAdam', [1, 1, 1, 1, 1, 1, 1, 1]), { n: attribute.integer(2) });
    const updated = ['a:updated:0', 'a:updated:1'];
    assert.deepEqual(outputNames('a', 'TelltaleAdam', 4), [...updated, 'a:new_m:0', 'a:new_v:0']);
    const types = (states: number) => new Array<number>(4 + states).fill(1);
    for (const states of [0, 2])
      assert.deepEqual(inferredAttributes('TelltaleLstm', types(states)), {
        initial_states: attribute.integer(states),
      });
    const gradients = ['a:projection:0', 'a:d_kernel:0', 'a:d_recurrent:0', 'a:d_bias:0'];
    assert.deepEqual(outputNames('a', 'TelltaleLstmGrad', 4), gradients);
    assert.deepEqual(outputNames('a', 'TelltaleLstmGrad', 6).slice(4), ['a:d_initial:0', 'a:d_initial:1']);
  });
});
