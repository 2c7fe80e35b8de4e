import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import {
  detectorClasses,
  findDetector,
  makeDetector,
  makeForWindows,
  RangeDistance,
  type DetectorClass,
} from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { sineWindows } from '../support/windows';

/** Named otherwise than its entry, by a slip of the pen. */
class Renamed extends RangeDistance {
  override readonly name = 'ragne' as 'range';
}

describe('the catalogue', () => {
  before(() => loadBackend());

  it('refuses at once a detector whose name is not that of its entry', () => {
    const [entry, classes] = [findDetector('range'), detectorClasses] as [
      { detector: DetectorClass },
      Record<string, DetectorClass>,
    ];
    const message = /^Error: detector 'range' of the catalogue: expected a class with this name, found 'ragne' in the class Renamed\.$/; // prettier-ignore
    const before = tf.memory().numTensors;
    const own = entry.detector;
    [entry.detector, classes.range] = [Renamed, Renamed];
    try {
      assert.throws(() => makeDetector('range', { windowSize: 8, features: 3 }), message);
      const windows = { train: sineWindows() };
      assert.throws(() => makeForWindows('range', { windows, profile: 'smoke', seed: 0 }), message);
    } finally {
      [entry.detector, classes.range] = [own, own];
    }
    makeDetector('range', { windowSize: 8, features: 3 }).dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
