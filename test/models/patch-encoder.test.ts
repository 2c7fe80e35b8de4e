import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parameterCount, PatchEncoder, type PatchEncoderConfig } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { assertClose } from '../support/numeric';

interface TensorData {
  readonly shape: number[];
  readonly data: number[];
}

const torch = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'fixtures', 'paano.json'), 'utf8')) as {
  readonly config: PatchEncoderConfig;
  readonly patches: TensorData;
  readonly anchors: number;
  readonly preceded: number[];
  readonly others: number[];
  readonly pretextWeight: number;
  readonly variables: TensorData[];
  readonly embedding: TensorData;
  readonly triplet: number;
  readonly loss: number;
  readonly gradients: TensorData[];
};
const read = <R extends tf.Rank>({ data, shape }: TensorData) => tf.tensor<R>(data, shape as tf.ShapeMap[R]);

describe("PaAno's network", () => {
  before(() => loadBackend());

  it('has the embedding, the loss and the gradients of its PyTorch twin', () => {
    const model = new PatchEncoder(torch.config);
    tf.tidy(() => {
      torch.variables.forEach((values, i) => model.variables[i].assign(read(values)));
      const patches = read<tf.Rank.R3>(torch.patches);
      assertClose(model.embed(patches, false), read(torch.embedding), 1e-4);
      const { anchors, preceded, others, pretextWeight } = torch;
      const batch = { patches, anchors, preceded, others };
      assertClose(model.loss({ ...batch, pretextWeight: 0 }), tf.scalar(torch.triplet), 1e-4);
      const trainable = model.variables.filter((variable) => variable.trainable);
      const { value, grads } = tf.variableGrads(() => model.loss({ ...batch, pretextWeight }), trainable);
      assertClose(value, tf.scalar(torch.loss), 1e-4);
      model.variables.forEach((variable, i) => {
        // Those of the projection are what the division by its length leaves, in float32.
        if (variable.trainable) assertClose(grads[variable.name], read(torch.gradients[i]), 1e-3);
      });
    });
    model.dispose();
  });

  it("has .3 million values at the paper's size", () => {
    const sizes = { channels: [128, 256, 128, 64], kernelSizes: [7, 5, 3, 3], projectionDim: 256 };
    const model = new PatchEncoder({ features: 1, ...sizes, seed: 0 });
    const count = parameterCount(model);
    model.dispose();
    assert.ok(count > 0.29e6 && count < 0.42e6, `${count}`);
  });
});
