import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import {
  Dense,
  discrepancyFromPrior,
  gaussianPrior,
  mergeHeads,
  priorWidth,
  seriesAssociation,
  splitHeads,
} from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';
import { anomalyAttention as reference } from '../fixtures/anomaly-transformer.json';
import { assertClose, finiteDifference } from '../support/numeric';

const { heads } = reference;

/** Applies a Dense with the reference's weights. */
function project(x: tf.Tensor3D, { kernel, bias }: { kernel: number[][]; bias: number[] }): tf.Tensor3D {
  const dense = new Dense(kernel.length, bias.length, new Random(0));
  dense.kernel.assign(tf.tensor2d(kernel));
  dense.bias.assign(tf.tensor1d(bias));
  const y = dense.apply(x);
  tf.dispose(dense.variables);
  return y;
}

function referenceInputs(): [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor3D] {
  const x = tf.tensor3d(reference.x);
  const [query, key, value] = [reference.query, reference.key, reference.value].map(
    (weights) => splitHeads(project(x, weights), heads)[0],
  );
  return [query, key, value, project(x, reference.sigmaProjection).transpose([0, 2, 1])];
}

const draw = (seed: number, ...shape: number[]) => {
  const random = new Random(seed);
  return tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal(0, 0.5)),
    shape,
  );
};

/** Draws rows that sum to one. */
const drawSeries = (seed: number, ...shape: number[]) => tf.softmax(draw(seed, ...shape).mul(3));

describe('the associations', () => {
  before(() => loadBackend());

  it("agree with those of the official implementation, and so do the attention's output and the widths", () => {
    tf.tidy(() => {
      const [query, key, value, sigma] = referenceInputs();
      const series = seriesAssociation(query, key);
      assertClose(
        project(mergeHeads(tf.matMul(series, value)), reference.outProjection),
        tf.tensor(reference.output),
        1e-5,
      );
      assertClose(series, tf.tensor(reference.series), 1e-5);
      assertClose(gaussianPrior(sigma), tf.tensor(reference.prior), 1e-5);
      assertClose(priorWidth(sigma), tf.tensor(reference.sigma), 1e-5);
    });
  });

  it('round the width of a narrow prior as single precision does, element by element', () => {
    const sigma = Float32Array.from({ length: 601 }, (_, i) => -3 + i / 100);
    const single = (raw: number) => {
      const gate = Math.fround(1 / (1 + Math.exp(-5 * raw)));
      return Math.fround(Math.fround(3 ** Math.fround(gate + Math.fround(1e-5))) - 1);
    };
    const found = tf.tidy(() => priorWidth(tf.tensor1d(sigma)).dataSync());
    const off = sigma.filter((raw, i) => Math.abs(found[i] / single(raw) - 1) > 1e-4);
    assert.ok(off.length <= 1, `${off.length} of ${sigma.length} differ from single precision: ${off.join(', ')}`);
  });

  it('agree with finite differences in every argument', () => {
    tf.tidy(() => {
      const inputs = [draw(1, 1, 2, 4, 2), draw(2, 1, 2, 4, 2), draw(4, 1, 2, 4).mul(0.4)];
      const loss = (...[q, k, s]: tf.Tensor[]) => {
        const series = seriesAssociation(q as tf.Tensor4D, k as tf.Tensor4D);
        return series
          .square()
          .sum()
          .add<tf.Scalar>(
            gaussianPrior(s as tf.Tensor3D)
              .square()
              .sum(),
          );
      };
      const gradients = tf.grads((...args) => loss(...args))(inputs);
      inputs.forEach((_, i) => assertClose(gradients[i], finiteDifference(loss, inputs, i), 2e-2));
    });
  });

  it('stay finite where a width is almost zero', () => {
    tf.tidy(() => {
      const sigma = tf.tensor3d([[[-40, 0, 40]]]);
      const prior = gaussianPrior(sigma).arraySync()[0][0];
      assert.deepEqual(prior[0].slice(1), [0, 0]);
      const series = tf.softmax(tf.zeros<tf.Rank.R4>([1, 1, 3, 3]));
      const value = discrepancyFromPrior(series, sigma);
      const gradient = tf.grad((s) => discrepancyFromPrior(series, s as tf.Tensor3D).sum())(sigma);
      for (const tensor of [value, gradient]) assert.ok(tensor.isFinite().all().dataSync()[0]);
    });
  });
});

/** The discrepancy as the paper writes it, left to automatic differentiation. */
function plainDiscrepancy(series: tf.Tensor4D, sigma: tf.Tensor3D): tf.Tensor2D {
  const prior = gaussianPrior(sigma);
  const normalised = prior.div<tf.Tensor4D>(prior.sum(3, true));
  const kl = (p: tf.Tensor, q: tf.Tensor) =>
    p
      .mul(p.add(1e-4).log().sub(q.add(1e-4).log()))
      .sum(3)
      .mean(1);
  return kl(series, normalised).add(kl(normalised, series));
}

describe('discrepancyFromPrior', () => {
  before(() => loadBackend());

  it('agrees with the official implementation', () => {
    tf.tidy(() => {
      const expected = tf.tensor(reference.associationDiscrepancy);
      const [query, key, , sigma] = referenceInputs();
      assertClose(discrepancyFromPrior(seriesAssociation(query, key), sigma), expected, 1e-5);
    });
  });

  it('is zero where the series is the normalised prior, and positive elsewhere', () => {
    tf.tidy(() => {
      const sigma = draw(5, 1, 2, 6) as tf.Tensor3D;
      const prior = gaussianPrior(sigma);
      const normalised = prior.div<tf.Tensor4D>(prior.sum(3, true));
      assertClose(discrepancyFromPrior(normalised, sigma), tf.zeros([1, 6]), 1e-6);
      const elsewhere = discrepancyFromPrior(drawSeries(6, 1, 2, 6, 6) as tf.Tensor4D, sigma);
      assert.ok(elsewhere.min().dataSync()[0] > 0);
    });
  });

  it('has the value and the gradients of the plain formula', () => {
    tf.tidy(() => {
      const [series, sigma] = [drawSeries(7, 2, 3, 5, 5) as tf.Tensor4D, draw(8, 2, 3, 5) as tf.Tensor3D];
      const upstream = draw(9, 2, 5);
      assertClose(discrepancyFromPrior(series, sigma), plainDiscrepancy(series, sigma), 1e-5);
      const gradients = (run: typeof plainDiscrepancy) =>
        tf.grads((s, raw) => run(s as tf.Tensor4D, raw as tf.Tensor3D))([series, sigma], upstream);
      const expected = gradients(plainDiscrepancy);
      gradients(discrepancyFromPrior).forEach((gradient, i) => assertClose(gradient, expected[i], 1e-4));
    });
  });

  it('agrees with finite differences', () => {
    tf.tidy(() => {
      const inputs = [tf.softmax(draw(10, 1, 2, 4, 4)), draw(11, 1, 2, 4).mul(0.4)];
      const loss = (...[series, sigma]: tf.Tensor[]) =>
        discrepancyFromPrior(series as tf.Tensor4D, sigma as tf.Tensor3D).sum<tf.Scalar>();
      const gradients = tf.grads((...args) => loss(...args))(inputs);
      inputs.forEach((_, i) => assertClose(gradients[i], finiteDifference(loss, inputs, i), 2e-2));
    });
  });

  it('leaks no tensor', () => {
    const [series, sigma] = [tf.ones<tf.Rank.R4>([1, 2, 3, 3]), tf.zeros<tf.Rank.R3>([1, 2, 3])];
    const before = tf.memory().numTensors;
    const loss = (s: tf.Tensor, raw: tf.Tensor) => discrepancyFromPrior(s as tf.Tensor4D, raw as tf.Tensor3D).sum();
    tf.dispose(tf.tidy(() => tf.grads(loss)([series, sigma])));
    assert.equal(tf.memory().numTensors, before);
    tf.dispose([series, sigma]);
  });
});
