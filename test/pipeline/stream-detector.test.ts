import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sliceSeries, type Series } from '../../lib/data';
import { causalNames } from '../../lib/detectors';
import { AnomalyPipeline, exportPipeline, fineTune, measureDrift, type PipelineOptions } from '../../lib/pipeline';
import { sineSeries } from './samples';

/** Small, so that a short series is enough. */
const configs: Readonly<Record<string, PipelineOptions['modelConfig']>> = {
  'multi-scale': { scales: [16, 32], contexts: [8] },
  'random-cut-forest': { trees: 10, leaves: 60 },
  'half-space-trees': { height: 6, window: 60, context: 4 },
  'autoregression-residuals': { lags: 8 },
};

const fitted = (model: string, options: Partial<PipelineOptions> = {}, series = sineSeries()) =>
  new AnomalyPipeline({ model, modelConfig: configs[model], ...options }).fit(series);

/** The scores of a stream; NaN where there is none. */
function streamed(pipeline: AnomalyPipeline, { values, length, features }: Series): Float64Array {
  const stream = pipeline.stream();
  const at = (time: number) => values.subarray(time * features, (time + 1) * features);
  return Float64Array.from({ length }, (_, time) => stream.push(at(time)).score ?? NaN);
}

describe('a pipeline of a detector that scores step by step', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-stream-'));
  after(() => fs.rmSync(root, { recursive: true }));
  const broken = sineSeries({ seed: 5, length: 400, anomaly: [250, 270] });
  broken.values[3 * 200] = NaN;

  for (const model of causalNames) {
    it(`finds an anomaly by ${model}, in one go and streamed, before and after it was saved`, async () => {
      const pipeline = await fitted(model, { smoothingSpan: 2 });
      const { scores, segments } = pipeline.predict(broken);
      assert.ok(segments.some(({ start, end }) => start < 270 && end > 250));
      const late = scores.subarray(pipeline.windowSize, 240);
      const share = late.filter((score) => score > pipeline.parts.threshold.value).length / late.length;
      assert.ok(share < 0.25, `${share} of the normal steps`);
      const stream = streamed(pipeline, broken);
      const first = stream.findIndex(Number.isFinite);
      assert.ok(first < pipeline.windowSize);
      assert.deepEqual(stream.slice(first), scores.slice(first));
      assert.ok(scores.subarray(0, first).every((score) => score === scores[first]));
      assert.deepEqual(pipeline.predict(broken).scores, scores, 'a series leaves nothing behind');

      const folder = path.join(root, model);
      pipeline.save(folder);
      assert.deepEqual(fs.readdirSync(folder).filter((file) => /detector|scorer/.test(file)), ['scorer.json']); // prettier-ignore
      const loaded = await AnomalyPipeline.load(folder);
      assert.deepEqual(loaded.settings, pipeline.settings);
      assert.deepEqual(loaded.predict(broken), pipeline.predict(broken));
      assert.deepEqual(streamed(loaded, broken), stream);
    });

    it(`continues a stream of ${model} from its state to the last bit`, async () => {
      const pipeline = await fitted(model, { smoothingSpan: 3 });
      const whole = streamed(pipeline, broken);
      for (const cut of [0, 5, 17, 201, 260]) {
        const [first, second] = [pipeline.stream(), pipeline.stream()];
        const push = (stream: typeof first, time: number) =>
          stream.push(broken.values.subarray(3 * time, 3 * time + 3)).score ?? NaN;
        for (let time = 0; time < cut; time++) push(first, time);
        second.restore!(JSON.parse(JSON.stringify(first)));
        const found = Float64Array.from({ length: 400 - cut }, (_, i) => push(second, cut + i));
        assert.deepEqual(found, whole.slice(cut), `cut at ${cut}`);
      }
      const stream = pipeline.stream();
      for (const state of [undefined, {}, { smoothed: 1, scorer: {}, previous: null }]) {
        assert.throws(() => stream.restore!(state), {
          name: 'PipelineError',
          message: new RegExp(`^stream: expected the state of ${model}; found a fault \\([^.]+: .*\\)\\.$`),
        });
      }
    });
  }

  it('sets the threshold by the normal steps that were held out', async () => {
    const pipeline = await fitted('autoregression-residuals');
    const { reference, threshold } = pipeline.parts;
    assert.equal(reference.scores.length, 120 - 8);
    const above = reference.scores.filter((score) => score > threshold.value).length;
    // One of 113 * 0.05 = 5.65 scores is the threshold itself.
    assert.equal(above, 4);
    const labelled = sineSeries({ anomaly: [520, 540] });
    const careful = await fitted('autoregression-residuals', {}, labelled);
    assert.equal(careful.parts.reference.scores.length, 40 - 8 + (60 - 8));
    assert.ok(Math.max(...careful.parts.reference.scores) <= 2 * Math.max(...reference.scores));
  });

  it('sets the threshold by labels, if asked to, and measures drift', async () => {
    const validation = sineSeries({ seed: 3, length: 300, anomaly: [200, 230] });
    const recall = { kind: 'recall', recall: 0.9 } as const;
    const pipeline = new AnomalyPipeline({ model: 'autoregression-residuals', threshold: recall });
    await pipeline.fit(sineSeries(), { validation });
    assert.equal(pipeline.history, undefined);
    const { predictions } = pipeline.predict(validation);
    assert.ok(predictions.subarray(200, 230).filter((each) => each === 1).length >= 27);
    assert.equal(measureDrift(pipeline, sineSeries({ seed: 9 })).drifted, false);
    assert.equal(measureDrift(pipeline, sineSeries({ seed: 9, shift: 2 })).drifted, true);
  });

  it('refuses in one sentence what needs windows', async () => {
    const pipeline = await fitted('half-space-trees');
    const refusal = (what: string) => ({
      name: 'PipelineError',
      message: `${what}: expected a detector of windows; found half-space-trees, which scores step by step.`,
    });
    assert.throws(() => pipeline.explain({ start: 30, end: 50 }, broken), refusal('explain'));
    assert.throws(() => exportPipeline(pipeline, path.join(root, 'export'), ['onnx']), refusal('export'));
    await assert.rejects(fineTune(pipeline, sineSeries()), refusal('fineTune'));
    assert.throws(() => pipeline.detector, refusal('detector'));
    assert.throws(() => pipeline.predict(sliceSeries(broken, 0, 3)), {
      name: 'PipelineError',
      message: /sines 5.*: expected time steps enough for half-space-trees; found 3\./,
    });
  });

  it('refuses settings that are not those of the detector', async () => {
    const refused = (options: Partial<PipelineOptions>, message: RegExp) =>
      assert.throws(() => new AnomalyPipeline({ model: 'half-space-trees', ...options }), { name: 'PipelineError', message }); // prettier-ignore
    refused({ windowSize: 9 }, /windowSize: expected none, as half-space-trees scores step by step and looks at 4; found 9\./); // prettier-ignore
    refused(
      { modelConfig: { height: 30 } },
      /modelConfig: half-space-trees\.height must be a whole number from 1 to 20/,
    );
    refused({ modelConfig: { leaves: 3 } }, /modelConfig: .*half-space-trees has no such setting/);
    await assert.rejects(
      new AnomalyPipeline({ model: 'half-space-tree' }).fit(sineSeries()),
      /unknown detector 'half-space-tree', expected .*half-space-trees/,
    );
    await assert.rejects(fitted('multi-scale', { modelConfig: {} }), /expected at least 287 time steps in each part/);
  });

  it('refuses a scorer.json that is not one of its detector', async () => {
    const folder = path.join(root, 'wrong');
    (await fitted('half-space-trees')).save(folder);
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const asText = (json: object) => `${JSON.stringify(json, null, 1)}\n`;
    const place = path.join(folder, 'manifest.json');
    const { sha256: _, ...manifest } = JSON.parse(fs.readFileSync(place, 'utf8')) as Record<string, object>;
    const write = (content: string, file = 'scorer.json') => {
      fs.writeFileSync(path.join(folder, file), content);
      const files = (manifest.files as { path: string }[]).map((entry) => {
        const wrong = { path: file, bytes: Buffer.byteLength(content), sha256: sha256(content) };
        return entry.path === 'scorer.json' ? wrong : entry;
      });
      const changed = { ...manifest, files };
      fs.writeFileSync(place, asText({ ...changed, sha256: sha256(asText(changed)) }));
    };
    const rejects = (message: RegExp) =>
      assert.rejects(AnomalyPipeline.load(folder), { name: 'PipelineError', message });
    fs.writeFileSync(path.join(folder, 'scorer.json'), '{}');
    await rejects(/scorer\.json is truncated or changed/);
    write('{');
    await rejects(/scorer\.json: this file is truncated or changed: it is not JSON/);
    write('{"lags":20}');
    await rejects(/scorer\.json: expected the state of half-space-trees; found a fault \(.+\)\.$/);
    write('{}', 'detector.safetensors');
    await rejects(/expected scorer\.json of half-space-trees in the manifest; it is not listed/);
  });
});
