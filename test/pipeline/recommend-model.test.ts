import assert from 'node:assert/strict';
import { makeDetector } from '../../lib/models/make-detector';
import { AnomalyPipeline, recommendModel, type DataDescription } from '../../lib/pipeline';
import { loadBackend } from '../../lib/runtime';

describe('recommendModel', () => {
  const advise = (description: Partial<DataDescription> & Pick<DataDescription, 'kind'>) =>
    recommendModel({ features: 25, length: 5000, ...description });

  it("follows the chapter's table", () => {
    assert.equal(advise({ kind: 'image', features: 784 }).model, 'convolutional-autoencoder');
    assert.equal(advise({ kind: 'tabular' }).model, 'autoencoder');
    assert.equal(advise({ kind: 'sparse', features: 2000 }).model, 'vae');
    assert.equal(advise({ kind: 'time-series' }).model, 'lstm-vae');
    assert.match(advise({ kind: 'time-series' }).reason, /temporal dependencies/);
  });

  it('wants enough rows before it names a transformer, and says so', () => {
    assert.equal(advise({ kind: 'time-series', longContext: true, length: 20_000 }).model, 'anomaly-transformer');
    const { model, reason, options } = advise({ kind: 'time-series', longContext: true });
    assert.equal(model, 'lstm-vae');
    assert.match(reason, /needs 10000 rows, and there are 5000/);
    assert.equal(options.windowSize, 50);
  });

  it('gives options that a pipeline and the detector take', async () => {
    await loadBackend();
    for (const kind of ['image', 'time-series', 'tabular', 'sparse'] as const) {
      const { model, options, alternatives } = advise({ kind, features: 12 });
      const { windowSize, modelConfig } = new AnomalyPipeline(options).settings;
      const detector = makeDetector(model, { ...modelConfig, windowSize, features: 12 });
      assert.deepEqual({ ...detector.config, ...modelConfig }, detector.config);
      assert.ok(!alternatives.includes(model));
      detector.dispose();
    }
  });
});
