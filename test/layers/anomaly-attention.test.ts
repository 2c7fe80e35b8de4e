import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import {
  anomalyAttention,
  associationDiscrepancy,
  Dense,
  discrepancyFromPrior,
  gaussianPrior,
  mergeHeads,
  priorWidth,
  splitHeads,
} from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';
import { anomalyAttention as reference } from '../fixtures/anomaly-transformer.json';
import { assertClose, finiteDifference } from '../support/numeric';

const { heads } = reference;

/** A Dense of the reference's weights, applied. */
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

/** Rows that sum to one. */
const drawSeries = (seed: number, ...shape: number[]) => tf.softmax(draw(seed, ...shape).mul(3));

describe('anomalyAttention', () => {
  before(() => loadBackend());

  it("agrees with the official implementation's output, associations and widths", () => {
    tf.tidy(() => {
      const [query, key, value, sigma] = referenceInputs();
      const { output, series, prior } = anomalyAttention(query, key, value, sigma);
      assertClose(project(mergeHeads(output), reference.outProjection), tf.tensor(reference.output), 1e-5);
      assertClose(series, tf.tensor(reference.series), 1e-5);
      assertClose(prior, tf.tensor(reference.prior), 1e-5);
      assertClose(priorWidth(sigma), tf.tensor(reference.sigma), 1e-5);
    });
  });

  it('rounds the width of a narrow prior as single precision does, element by element', () => {
    const sigma = Float32Array.from({ length: 601 }, (_, i) => -3 + i / 100);
    const single = (raw: number) => {
      const gate = Math.fround(1 / (1 + Math.exp(-5 * raw)));
      return Math.fround(Math.fround(3 ** Math.fround(gate + Math.fround(1e-5))) - 1);
    };
    const found = tf.tidy(() => priorWidth(tf.tensor1d(sigma)).dataSync());
    const off = sigma.filter((raw, i) => Math.abs(found[i] / single(raw) - 1) > 1e-4);
    assert.ok(
      off.length <= 1,
      `${off.length} of ${sigma.length} are another number of single precision: ${off.join(', ')}`,
    );
  });

  it('agrees with finite differences in every argument', () => {
    tf.tidy(() => {
      const inputs = [draw(1, 1, 2, 4, 2), draw(2, 1, 2, 4, 2), draw(3, 1, 2, 4, 2), draw(4, 1, 2, 4).mul(0.4)];
      const loss = (...[q, k, v, s]: tf.Tensor[]) => {
        const { output, prior } = anomalyAttention(
          q as tf.Tensor4D,
          k as tf.Tensor4D,
          v as tf.Tensor4D,
          s as tf.Tensor3D,
        );
        return output.square().sum().add<tf.Scalar>(prior.square().sum());
      };
      const gradients = tf.grads((...args) => loss(...args))(inputs);
      inputs.forEach((_, i) => assertClose(gradients[i], finiteDifference(loss, inputs, i), 2e-2));
    });
  });

  it('keeps finite where a width is next to zero', () => {
    tf.tidy(() => {
      const sigma = tf.tensor3d([[[-40, 0, 40]]]);
      const prior = gaussianPrior(sigma).arraySync()[0][0];
      assert.deepEqual(prior[0].slice(1), [0, 0]);
      const series = tf.softmax(tf.zeros<tf.Rank.R4>([1, 1, 3, 3]));
      for (const run of [discrepancyFromPrior, viaPrior]) {
        const [value, gradient] = [run(series, sigma), tf.grad((s) => run(series, s as tf.Tensor3D).sum())(sigma)];
        for (const tensor of [value, gradient]) assert.ok(tensor.isFinite().all().dataSync()[0], run.name);
      }
    });
  });

  it('names the shapes it was given when they do not fit', () => {
    tf.tidy(() => {
      const [a, b] = [tf.zeros<tf.Rank.R4>([1, 2, 3, 4]), tf.zeros<tf.Rank.R4>([1, 2, 5, 4])];
      assert.throws(
        () => anomalyAttention(a, b, a, tf.zeros([1, 2, 3])),
        /anomalyAttention: .*found \[1, 2, 3, 4\], \[1, 2, 5, 4\], \[1, 2, 3, 4\], \[1, 2, 3\]/,
      );
    });
  });
});

/** The discrepancy as the paper writes it, left to automatic differentiation. */
function plainDiscrepancy(series: tf.Tensor4D, prior: tf.Tensor4D): tf.Tensor2D {
  const normalised = prior.div<tf.Tensor4D>(prior.sum(3, true));
  const kl = (p: tf.Tensor, q: tf.Tensor) =>
    p
      .mul(p.add(1e-4).log().sub(q.add(1e-4).log()))
      .sum(3)
      .mean(1);
  return kl(series, normalised).add(kl(normalised, series));
}

const viaPrior = (series: tf.Tensor4D, sigma: tf.Tensor3D) => associationDiscrepancy(series, gaussianPrior(sigma));

describe('associationDiscrepancy', () => {
  before(() => loadBackend());

  it('agrees with the official implementation', () => {
    tf.tidy(() => {
      const expected = tf.tensor(reference.associationDiscrepancy);
      const [query, key, value, sigma] = referenceInputs();
      const { series, prior } = anomalyAttention(query, key, value, sigma);
      assertClose(associationDiscrepancy(series, prior), expected, 1e-5);
      assertClose(discrepancyFromPrior(series, sigma), expected, 1e-5);
    });
  });

  it('is zero where the series is the prior, and positive elsewhere', () => {
    tf.tidy(() => {
      const prior = drawSeries(5, 1, 2, 6, 6) as tf.Tensor4D;
      assertClose(associationDiscrepancy(prior, prior.mul(7)), tf.zeros([1, 6]), 1e-6);
      const elsewhere = associationDiscrepancy(drawSeries(6, 1, 2, 6, 6) as tf.Tensor4D, prior);
      assert.ok(elsewhere.min().dataSync()[0] > 0);
    });
  });

  it('has the gradients of the plain formula, and so has its form without a prior', () => {
    tf.tidy(() => {
      const [series, sigma] = [drawSeries(7, 2, 3, 5, 5) as tf.Tensor4D, draw(8, 2, 3, 5) as tf.Tensor3D];
      const upstream = draw(9, 2, 5);
      const ofPrior = (run: typeof plainDiscrepancy) =>
        tf.grads((s, p) => run(s as tf.Tensor4D, p as tf.Tensor4D))([series, gaussianPrior(sigma)], upstream);
      const [expected, found] = [ofPrior(plainDiscrepancy), ofPrior(associationDiscrepancy)];
      found.forEach((gradient, i) => assertClose(gradient, expected[i], 1e-4));
      const ofSigma = (run: typeof viaPrior) =>
        tf.grads((s, raw) => run(s as tf.Tensor4D, raw as tf.Tensor3D))([series, sigma], upstream);
      const plain = ofSigma((s, raw) => plainDiscrepancy(s, gaussianPrior(raw)));
      for (const gradients of [ofSigma(viaPrior), ofSigma(discrepancyFromPrior)]) {
        gradients.forEach((gradient, i) => assertClose(gradient, plain[i], 1e-4));
      }
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

  it('refuses a prior of another shape', () => {
    tf.tidy(() => {
      const [a, b] = [tf.ones<tf.Rank.R4>([1, 2, 3, 3]), tf.ones<tf.Rank.R4>([1, 1, 3, 3])];
      assert.throws(() => associationDiscrepancy(a, b), /found \[1, 2, 3, 3\] and \[1, 1, 3, 3\]/);
    });
  });

  it('leaves no tensor behind', () => {
    const [series, sigma] = [tf.ones<tf.Rank.R4>([1, 2, 3, 3]), tf.zeros<tf.Rank.R3>([1, 2, 3])];
    const before = tf.memory().numTensors;
    for (const run of [viaPrior, discrepancyFromPrior]) {
      tf.dispose(tf.tidy(() => tf.grads((s, raw) => run(s as tf.Tensor4D, raw as tf.Tensor3D).sum())([series, sigma])));
    }
    assert.equal(tf.memory().numTensors, before);
    tf.dispose([series, sigma]);
  });
});
