import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { makeSeries, writeNpy } from '../../lib/data';
import { AnomalyPipeline, type PipelineOptions } from '../../lib/pipeline';
import { changeConfig, changePipeline, reseal, type StoredDescription } from './reseal';
import { fittedPipeline, sineSeries } from './samples';

describe('a pipeline whose parts contradict each other, with good checksums', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-resealed-'));
  const saved = path.join(root, 'saved');
  before(async () => {
    const pipeline = await fittedPipeline();
    pipeline.save(saved);
    pipeline.dispose();
  });
  after(() => fs.rmSync(root, { recursive: true }));

  /** Changes a copy, and gives the sentence with which it is refused; it leaves no tensor behind. */
  async function refusal(change: (folder: string) => void, from = saved): Promise<string> {
    const folder = path.join(root, 'changed');
    fs.rmSync(folder, { recursive: true, force: true });
    fs.cpSync(from, folder, { recursive: true });
    change(folder);
    const before = tf.memory().numTensors;
    let message = 'loaded';
    try {
      (await AnomalyPipeline.load(folder)).dispose();
    } catch (error) {
      assert.ok(error instanceof Error && /^(Pipeline|Data)Error$/.test(error.name), String(error));
      assert.ok(error.message.startsWith(folder), error.message);
      message = error.message.slice(folder.length);
    }
    assert.equal(tf.memory().numTensors, before);
    return message;
  }
  const pipelineRefusal = (change: (json: StoredDescription) => void) =>
    refusal((folder) => changePipeline(folder, change));

  it('is loaded if only the checksums are new', async () => {
    assert.equal(await refusal(reseal), 'loaded');
    assert.equal(await pipelineRefusal(() => undefined), 'loaded');
    assert.equal(await refusal((folder) => changeConfig(folder, () => undefined)), 'loaded');
  });

  it('is refused if settings and detector differ', async () => {
    assert.equal(
      await pipelineRefusal(({ settings }) => (settings.windowSize = 9)),
      ': expected a detector of windows of 9 steps; found one of 8.',
    );
    assert.equal(
      await pipelineRefusal(({ settings }) => (settings.model = 'autoencoder')),
      ': expected the detector autoencoder of the settings; found vae.',
    );
    assert.match(await pipelineRefusal(({ settings }) => (settings.model = 'half-space-trees')), /expected .*; found/);
  });

  it('is refused if names, features and reference differ', async () => {
    assert.equal(
      await pipelineRefusal(({ names }) => (names[1] = names[0])),
      ": expected different names of features; found 'feature 0' twice.",
    );
    assert.equal(
      await pipelineRefusal(({ names }) => names.push('one more')),
      '/reference-inputs.npy: expected rows of 4 features; found the shape [480, 3].',
    );
    const scores = (data: number[], shape = [data.length]) =>
      refusal((folder) => {
        writeNpy(path.join(folder, 'reference-scores.npy'), { shape, data: Float64Array.from(data) });
        reseal(folder);
      });
    assert.equal(await scores([0.5, NaN]), ': expected finite reference scores; found NaN at 1.');
    assert.equal(await scores([Infinity]), ': expected finite reference scores; found Infinity at 0.');
    assert.equal(await scores([]), ': expected at least one reference score; found none.');
    assert.equal(
      await scores([1, 2], [1, 2]),
      '/reference-scores.npy: expected one number a score; found the shape [1, 2].',
    );
  });

  it('is refused if settings and preprocessing or threshold differ', async () => {
    assert.equal(
      await pipelineRefusal(({ settings }) => (settings.scaling = 'robust')),
      ': expected the preprocessing of the settings, fill-missing by forward-fill, robust, clip to [-10, 10]; ' +
        'found fill-missing by forward-fill, z-score, clip to [-10, 10].',
    );
    assert.match(
      await pipelineRefusal(({ settings }) => (settings.clip = 5)),
      /clip to \[-5, 5\]; found .*clip to \[-10, 10\]\.$/,
    );
    assert.match(
      await pipelineRefusal(({ preprocess }) => preprocess.steps[0].means.pop()),
      /^: one step: fill-missing was fitted to 2 features, this series has 3\.$/,
    );
    assert.equal(
      await pipelineRefusal(({ settings }) => (settings.threshold = { kind: 'sigma', k: 2 })),
      ': expected a threshold by the rule of the settings, {"k":2,"kind":"sigma"}; ' +
        'found {"kind":"false-positive-rate","rate":0.05}.',
    );
    assert.match(
      await pipelineRefusal(({ settings, threshold }) => {
        settings.threshold = threshold.rule = { kind: 'spot', q: 0.01, level: 0.9, driftWindow: 0 };
      }),
      /expected a state of SPOT with the rule spot alone; found the rule spot/,
    );
  });

  it('is refused if a number is beyond any use', async () => {
    for (const span of [1e300, 100_001, 0.5]) {
      assert.match(
        await pipelineRefusal(({ settings }) => (settings.smoothingSpan = span)),
        /pipeline\.json: expected the description of a pipeline; found a fault \(settings\.smoothingSpan: /,
      );
    }
    const wide = { model: 'range', windowSize: 10 } satisfies PipelineOptions;
    const pipeline = await new AnomalyPipeline(wide).fit(sineSeries());
    const folder = path.join(root, 'range');
    pipeline.save(folder);
    pipeline.dispose();
    const huge = (place: string) => {
      changePipeline(place, ({ settings }) => (settings.windowSize = 2 ** 40));
      changeConfig(place, (config) => (config.windowSize = 2 ** 40));
    };
    assert.match(
      await refusal(huge, folder),
      /expected windows of at most 134,217,728 values; found 1099511627776 steps of 3 features\.$/,
    );
  });

  it('is refused before it is read if a file is too large or no regular file', async function () {
    assert.match(
      await refusal((folder) => fs.truncateSync(path.join(folder, 'manifest.json'), 40 * 2 ** 20)),
      /^.manifest\.json: expected at most 65536 bytes, found 41943040\.$/,
    );
    assert.match(
      await refusal((folder) => fs.truncateSync(path.join(folder, 'reference-inputs.npy'), 2 ** 40)),
      /reference-inputs\.npy is truncated or changed \(.+: expected at most \d+ bytes, found 1099511627776\)\.$/,
    );
    if (process.platform === 'win32') this.skip();
    for (const [make, what] of [
      [(file: string) => spawnSync('mkfifo', [file]), 'a pipe'],
      [(file: string) => fs.symlinkSync('/dev/zero', file), 'a device'],
    ] as const) {
      for (const name of ['manifest.json', 'detector.safetensors']) {
        const message = await refusal((folder) => {
          fs.rmSync(path.join(folder, name));
          make(path.join(folder, name));
        });
        assert.ok(message.includes(`expected a regular file, found ${what}`), message);
      }
    }
  });

  it('is not fitted to two features of one name, nor saved', async () => {
    const { values, features } = sineSeries();
    const series = makeSeries({ name: 'twins', values, features, names: ['a', 'b', 'a'] });
    await assert.rejects(fittedPipeline({}, series), {
      name: 'PipelineError',
      message: "twins: expected different names of features; found 'a' twice.",
    });
    const pipeline = await fittedPipeline();
    const { parts } = pipeline;
    const place = path.join(root, 'never');
    for (const changed of [
      { names: ['a', 'b', 'a'] },
      { reference: { ...parts.reference, scores: Float64Array.of(NaN) } },
    ]) {
      const wrong = AnomalyPipeline.fromParts(pipeline.settings, { ...parts, ...changed });
      assert.throws(() => wrong.save(place), { name: 'PipelineError', message: /expected (different|finite)/ });
    }
    pipeline.dispose();
    assert.equal(fs.existsSync(place), false);
  });
});
