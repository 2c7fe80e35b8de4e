import assert from 'node:assert/strict';
import { loadDigit, MNIST_PIXELS, mnistOneClass } from '../../lib/data';

describe('MNIST', () => {
  it('has images of 784 pixels in [0, 1]', () => {
    const zeros = loadDigit(0);
    assert.equal(zeros.length, 1001 * MNIST_PIXELS);
    assert.ok(zeros.every((value) => value >= 0 && value <= 1));
    // A one has less ink than a zero.
    const ink = (images: Float32Array) => images.reduce((sum, value) => sum + value, 0) / images.length;
    assert.ok(ink(loadDigit(1)) < 0.6 * ink(zeros));
    assert.equal(loadDigit(0), zeros, 'read once');
    assert.throws(() => loadDigit(10), /expected a digit from 0 to 9, found 10/);
  });

  it('trains on one digit and tests on its other images and as many of other digits', () => {
    const { train, test } = mnistOneClass({ normal: 0, anomalous: [1, 7], seed: 1 });
    assert.equal(train.count, 800);
    assert.ok(train.digits.every((digit) => digit === 0) && train.labels.every((label) => label === 0));
    assert.equal(test.count, 402);
    const counts = [0, 1, 7].map((digit) => test.digits.filter((shown) => shown === digit).length);
    assert.equal(counts[0], 201);
    assert.ok(Math.abs(counts[1] - counts[2]) <= 1 && counts[1] + counts[2] === 201, String(counts));
    test.digits.forEach((digit, i) => assert.equal(test.labels[i], digit === 0 ? 0 : 1));
    assert.equal(test.values.length, test.count * MNIST_PIXELS);
  });

  it('separates training and test images, the same for the same seed', () => {
    const { train, test } = mnistOneClass({ normal: 0, anomalous: [1], seed: 1 });
    const key = (values: Float32Array, i: number) => values.subarray(i * MNIST_PIXELS, (i + 1) * MNIST_PIXELS).join();
    const seen = new Set(Array.from({ length: train.count }, (_, i) => key(train.values, i)));
    for (let i = 0; i < test.count; i++) assert.ok(!seen.has(key(test.values, i)), `test image ${i}`);
    assert.deepEqual(mnistOneClass({ normal: 0, anomalous: [1], seed: 1 }).test, test);
    assert.notDeepEqual(mnistOneClass({ normal: 0, anomalous: [1], seed: 2 }).test.digits, test.digits);
  });

  it('refuses contradictory options', () => {
    assert.throws(
      () => mnistOneClass({ normal: 1, anomalous: [1], seed: 1 }),
      /anomalous: expected other digits than the normal one, found 1/,
    );
    assert.throws(
      () => mnistOneClass({ anomalous: [], seed: 1 }),
      /anomalous: expected at least one digit, found none/,
    );
    assert.throws(() => mnistOneClass({ trainFraction: 1, seed: 1 }), /trainFraction must lie between/);
  });
});
