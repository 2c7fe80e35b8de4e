import assert from 'node:assert/strict';
import { slidingWindows } from '../../../lib/data';
import { ExportError } from '../../../lib/pipeline';
import { scoringTimes } from '../../../lib/pipeline/export/scoring-times';
import { makeDetector } from '../../../lib/models';
import { loadBackend } from '../../../lib/runtime';
import { sineSeries } from '../samples';

describe('scoringTimes', () => {
  before(() => loadBackend());
  const windows = slidingWindows(sineSeries({ length: 60 }), { windowSize: 8, stride: 2 });

  it('times both ways to run a detector, alone and in a batch', async () => {
    const detector = makeDetector('vae', { windowSize: 8, features: 3, hiddenUnits: [8], latentDim: 2 });
    const { library, onnx } = await scoringTimes(detector, windows, { threads: 1 });
    for (const time of [library, onnx]) assert.ok(time.batch > 0 && time.oneByOne > time.batch);
    detector.dispose();
  });

  it('refuses a detector that has no ONNX form', async () => {
    const detector = makeDetector('anogan', {
      windowSize: 8,
      features: 3,
      hiddenUnits: [8, 4],
      latentDim: 2,
      searchSteps: 1,
    });
    await assert.rejects(scoringTimes(detector, windows), ExportError);
    detector.dispose();
  });
});
