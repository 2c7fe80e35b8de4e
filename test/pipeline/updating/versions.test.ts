import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PipelineVersions, type AnomalyPipeline } from '../../../lib/pipeline';
import { fittedPipeline } from '../samples';

describe('PipelineVersions', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-versions-'));
  let pipelines: AnomalyPipeline[];
  before(async () => {
    const training = { epochs: 1 };
    pipelines = [await fittedPipeline({ training }), await fittedPipeline({ training, seed: 1 })];
  });
  after(() => {
    for (const pipeline of pipelines) pipeline.dispose();
    fs.rmSync(root, { recursive: true });
  });

  const twoVersions = (name: string) => {
    const folder = path.join(root, name);
    const versions = new PipelineVersions(folder);
    assert.deepEqual(
      pipelines.map((pipeline) => versions.add(pipeline)),
      ['v0001', 'v0002'],
    );
    return { folder, versions };
  };

  it('uses nothing before it is promoted, and goes back to what it used before', async () => {
    const { folder, versions } = twoVersions('a');
    assert.equal(versions.current(), undefined);
    await assert.rejects(versions.load(), /none has been promoted yet/);
    await versions.promote('v0001');
    await versions.promote('v0002');
    await versions.promote('v0002');
    assert.equal(new PipelineVersions(folder).current(), 'v0002');
    assert.equal(await versions.rollBack(), 'v0001');
    const loaded = await versions.load();
    assert.equal(loaded.settings.seed, 0);
    loaded.dispose();
    await assert.rejects(versions.rollBack(), /expected a version to return to; found 1 in the history/);
    assert.deepEqual(versions.list(), ['v0001', 'v0002']);
  });

  it('promotes nothing that is damaged, missing or elsewhere', async () => {
    const { folder, versions } = twoVersions('b');
    await versions.promote('v0001');
    fs.truncateSync(path.join(folder, 'v0002', 'detector.safetensors'), 100);
    await assert.rejects(versions.promote('v0002'), /truncated or changed/);
    await assert.rejects(versions.promote('v0007'), /expected a saved pipeline/);
    await assert.rejects(versions.promote('../a/v0001'), /expected the name of a version/);
    assert.equal(versions.current(), 'v0001');
  });

  it('says so when the pointer is damaged', () => {
    const { folder, versions } = twoVersions('c');
    for (const content of ['{"version": 1, "hist', '{"version":1,"history":["../../x"]}']) {
      fs.writeFileSync(path.join(folder, 'current.json'), content);
      assert.throws(() => versions.current(), /current.json: this file is truncated or changed/);
    }
  });
});
