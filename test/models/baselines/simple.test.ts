import assert from 'node:assert/strict';
import {
  AllAnomalous,
  ConstantReconstruction,
  MovingAverageResidual,
  RandomBaseline,
  RangeDistance,
} from '../../../lib/models';
import { loadBackend } from '../../../lib/runtime';
import { scoreWindows } from '../../../lib/scoring';
import { largestDifference, windowsOf } from '../../support/scikit-learn';

describe('RangeDistance', () => {
  before(() => loadBackend());
  it('averages how far values lie outside the training range of their feature', () => {
    const model = new RangeDistance({ windowSize: 2, features: 2 });
    model.fitTo(
      windowsOf(
        [
          [0, 10, 1, 20],
          [-1, 12, 0, 15],
        ],
        2,
      ),
    ); // features: [-1, 1] and [10, 20]
    const scores = scoreWindows(
      model,
      windowsOf(
        [
          [-1, 10, 1, 20],
          [3, 10, 0, 8],
          [-2, 21, 0, 15],
        ],
        2,
      ),
    );
    assert.deepEqual([...scores], [0, (2 + 2) / 4, (1 + 1) / 4]);
    model.dispose();
  });
});

describe('ConstantReconstruction', () => {
  before(() => loadBackend());
  it('scores the mean squared distance to the mean training window', () => {
    const model = new ConstantReconstruction({ windowSize: 2, features: 2 });
    model.fitTo(
      windowsOf(
        [
          [0, 10, 1, 20],
          [2, 12, 3, 0],
        ],
        2,
      ),
    );
    assert.deepEqual([...model.variables[0].dataSync()], [1, 11, 2, 10]);
    const scores = scoreWindows(
      model,
      windowsOf(
        [
          [1, 11, 2, 10],
          [3, 11, 2, 14],
        ],
        2,
      ),
    );
    assert.deepEqual([...scores], [0, (4 + 16) / 4]);
    model.dispose();
  });
});

describe('MovingAverageResidual', () => {
  before(() => loadBackend());
  it('compares each step with the mean of at most `span` steps before it', () => {
    const model = new MovingAverageResidual({ windowSize: 4, features: 1, span: 2 });
    const [constant, other] = scoreWindows(
      model,
      windowsOf(
        [
          [5, 5, 5, 5],
          [0, 2, 4, 1],
        ],
        4,
      ),
    );
    assert.equal(constant, 0);
    // residuals 2 - 0, 4 - 1, 1 - 3
    assert.ok(Math.abs(other - (4 + 9 + 4) / 3) < 1e-6, String(other));
  });

  it('keeps features apart', () => {
    const model = new MovingAverageResidual({ windowSize: 2, features: 2, span: 5 });
    assert.ok(largestDifference(scoreWindows(model, windowsOf([[0, 10, 1, 13]], 2)), [(1 + 9) / 2]) < 1e-6);
  });

  it('refuses windows of one step and a span of 0', () => {
    assert.throws(
      () => new MovingAverageResidual({ windowSize: 1 }),
      /moving-average\.windowSize must be .*at least 2, found 1/,
    );
    assert.throws(() => new MovingAverageResidual({ span: 0 }), /moving-average\.span must be .*found 0/);
  });
});

describe('RandomBaseline', () => {
  before(() => loadBackend());
  const windows = windowsOf(Array.from({ length: 2000 }, () => [0]));
  const scores = (seed: number, stream?: string) => {
    const model = new RandomBaseline({ windowSize: 1, features: 1, seed, ...(stream && { stream }) });
    return [model.trainingScores(windows), scoreWindows(model, windows)] as const;
  };

  it('draws a uniform number for every window, by seed and stream', () => {
    const [train, test] = scores(1);
    assert.deepEqual(scores(1), [train, test]);
    for (const [other] of [scores(2), scores(1, 'another')]) assert.notDeepEqual(other, train);
    assert.notDeepEqual(test, train);
    const mean = test.reduce((sum, score) => sum + score, 0) / test.length;
    assert.ok(Math.abs(mean - 0.5) < 0.02 && test.every((score) => score >= 0 && score < 1), String(mean));
    assert.equal(new Set(test).size, test.length, 'equal windows get their own scores');
  });
});

describe('AllAnomalous', () => {
  before(() => loadBackend());
  it('puts every window above every training window', () => {
    const model = new AllAnomalous({ windowSize: 1, features: 1 });
    const windows = windowsOf([[0], [1]]);
    assert.deepEqual([...scoreWindows(model, windows)], [1, 1]);
    assert.deepEqual([...model.trainingScores(windows)], [0, 0]);
  });
});
