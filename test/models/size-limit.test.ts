import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { usualLimit } from '../../lib/layers';
import { Autoencoder, detectorNames, makeDetector, parameterCount } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';

const given = process.env['TELLTALE_MAX_PARAMETERS'];

describe('the size of a network', () => {
  const windows = { windowSize: 100, features: 2 };
  before(() => loadBackend());
  afterEach(() => {
    if (given === undefined) delete process.env['TELLTALE_MAX_PARAMETERS'];
    else process.env['TELLTALE_MAX_PARAMETERS'] = given;
  });

  /** Gives the message of a detector that cannot be made; it leaves no tensor behind. */
  function refusal(make: () => unknown): string {
    const tensors = tf.memory().numTensors;
    let message = 'made';
    try {
      make();
    } catch (error) {
      assert.ok(error instanceof Error);
      message = error.message;
    }
    assert.equal(tf.memory().numTensors, tensors);
    return message;
  }

  it('is counted before anything is made', () => {
    assert.equal(
      refusal(() => makeDetector('autoencoder', { ...windows, hiddenUnits: [60_000, 60_000] })),
      'expected at most 100,000,000 parameters in a network, unless TELLTALE_MAX_PARAMETERS allows more; ' +
        'a weight of shape [60000, 60000] makes it 3,612,060,000',
    );
    assert.match(
      refusal(() => makeDetector('lstm-autoencoder', { ...windows, layers: 1e9 })),
      /^expected at most .* in a network, unless TELLTALE_MAX_PARAMETERS allows more; /,
    );
    assert.match(
      refusal(() => makeDetector('lstm-autoencoder', { ...windows, layers: 2 ** 40 })),
      /^expected a network that fits into memory; found a larger one$/,
    );
    assert.match(
      refusal(() => makeDetector('autoencoder', { ...windows, hiddenUnits: Array<number>(6000).fill(1) })),
      /^expected at most 10,000 weights in a network/,
    );
    // Without the catalogue each weight is held against the limit by itself.
    assert.throws(
      () => new Autoencoder({ ...windows, hiddenUnits: [2 ** 40] }),
      /a weight of shape \[200, 1099511627776\] makes it 219,902,325,555,200$/,
    );
  });

  it('may be larger or smaller by TELLTALE_MAX_PARAMETERS', () => {
    const detector = makeDetector('autoencoder', windows);
    const count = parameterCount(detector);
    detector.dispose();
    process.env['TELLTALE_MAX_PARAMETERS'] = String(count);
    makeDetector('autoencoder', windows).dispose();
    process.env['TELLTALE_MAX_PARAMETERS'] = String(count - 1);
    assert.match(
      refusal(() => makeDetector('autoencoder', windows)),
      new RegExp(`makes it ${count.toLocaleString('en-US')}$`),
    );
    for (const given of ['0', 'many', '1.5', '-1']) {
      assert.throws(() => usualLimit(given), {
        name: 'DataError',
        message: `TELLTALE_MAX_PARAMETERS: expected a whole number of at least 1, found '${given}'`,
      });
    }
    assert.equal(usualLimit('').values, 100_000_000);
  });

  it('is counted as it then is, of every detector', () => {
    for (const name of detectorNames) {
      const config = { windowSize: 20, features: 2 } as object;
      const detector = makeDetector(name, config);
      const count = parameterCount(detector);
      detector.dispose();
      if (count < 2) continue;
      process.env['TELLTALE_MAX_PARAMETERS'] = String(Math.ceil(count / 2));
      assert.match(refusal(() => makeDetector(name, config)), /^expected at most [\d,]+ parameters in a network/, name); // prettier-ignore
      delete process.env['TELLTALE_MAX_PARAMETERS'];
    }
  });
});
