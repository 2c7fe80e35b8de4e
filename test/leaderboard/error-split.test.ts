import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import {
  deletionTest,
  explainStrongest,
  seenInSplits,
  seenInTests,
  splitError,
  type ErrorSplit,
} from '../../lib/leaderboard';
import { rocAuc } from '../../lib/metrics';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';

describe('the error of one network, split', () => {
  const root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-split-')), 'data');
  let split: ErrorSplit;
  before(async () => {
    await loadBackend();
    simulateSmapMsl(root, { channels: ['D-1'], length: 600 });
    split = await splitError(root, 'D-1', { epochs: 2, seed: 0 });
  });
  after(() => {
    split.model.dispose();
    fs.rmSync(path.dirname(root), { recursive: true });
  });

  it('adds up: the score of all features is the telemetry and the commands', () => {
    const { model, windows, errors, telemetryShare, rocAuc: auc } = split;
    const scores = scoreWindows(model, windows);
    const sums = scores.map((_, i) => errors.subarray(i * 25, (i + 1) * 25).reduce((sum, error) => sum + error, 0));
    sums.forEach((sum, i) => assert.ok(Math.abs(sum / 25 - scores[i]) < 1e-4 * Math.max(1, scores[i])));
    assert.ok(Math.abs(auc['all features'] - rocAuc(scores, windows.labels)) < 1e-6);
    const telemetry = errors.filter((_, i) => i % 25 === 0);
    assert.ok(Math.abs(auc['telemetry alone'] - rocAuc(telemetry, windows.labels)) < 1e-12);
    const total = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(telemetryShare - total(telemetry) / total(errors)) < 1e-4);
  });

  it('has explanations that lower the score further than chance', () => {
    const test = deletionTest(split, 0);
    assert.ok(test.windows > 0 && test.windows <= 50 && test['telemetry named'] <= test.windows);
    assert.ok(test['fall without the named'] > test['fall without a random one']);
    const { start, score, feature, featureFall, step } = explainStrongest(split);
    const { windows, model } = split;
    const anomalous = scoreWindows(model, windows).filter((_, i) => windows.labels[i] === 1);
    assert.equal(score, Math.max(...anomalous));
    assert.ok(
      windows.starts.includes(start) && feature >= 0 && feature < 25 && step >= 1 && step <= 10 && featureFall > 0,
    );
  });

  it('says what was seen, from the figures', () => {
    const auc = { 'all features': 0.5, 'commands alone': 0.4, 'telemetry alone': 0.6, 'telemetry, 300 steps': 0.25 };
    assert.match(seenInSplits([{ ...split, channel: 'Z-9', rocAuc: auc }]), /all features: Z-9 -\.250\. Where/);
    const tests = [
      deletionTest(split, 0),
      { ...deletionTest(split, 0), channel: 'Z-9', windows: 4, 'telemetry named': 1 },
    ];
    const strongest = { start: 7, score: 1.5, feature: 3, featureFall: 0.5, step: 2, stepFall: 0.25 };
    const text = seenInTests(tests, 'D-1', strongest);
    assert.match(
      text,
      /of 2 channels.* 1\.500, begins at step 7: without feature 3 .* falls by \.500, without step 2 .* \.250\.$/,
    );
    assert.doesNotMatch(text, /Z-9/);
  });
});
