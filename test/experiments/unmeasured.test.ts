import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileSource, runJob, smapMslProtocol, type Job } from '../../lib/experiments';
import { loadBackend } from '../../lib/runtime';

describe('labelled steps that drop out of the measures', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-unmeasured-'));
  before(() => loadBackend());
  after(() => fs.rmSync(folder, { recursive: true }));

  const wave = (step: number) => Math.sin(step / 5).toFixed(4);
  const write = (name: string, lines: readonly string[]) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  const train = write('train.csv', ['a,b', ...Array.from({ length: 300 }, (_, t) => `${wave(t)},${wave(t + 3)}`)]);

  /** Runs a detector on a test file whose steps are labelled, and those without a value lack the first one. */
  const run = (name: string, length: number, isLabelled: (step: number) => boolean, isMissing = isLabelled) => {
    const rows = Array.from({ length }, (_, t) => `${isMissing(t) ? '' : wave(t)},${wave(t + 3)},${+isLabelled(t)}`);
    const source = fileSource({ train, test: write(name, ['a,b,label', ...rows]) });
    const measuredOn: Job['protocol']['measuredOn'] = ['windows', 'steps', 'events', 'point-adjusted'];
    const protocol = { ...smapMslProtocol, measuredOn };
    return runJob({ detector: 'pca', source, channel: name, protocol, profile: 'smoke', seed: 0 });
  };

  it('are counted where values are missing, and leave F1 undefined where none is left', async () => {
    const all = await run('all.csv', 200, (t) => t >= 100 && t < 120);
    assert.deepEqual(all.unmeasured, { labelled: 20, dropped: 20, inNoWindow: 0 });
    assert.match(
      all.warnings.join('\n'),
      /all\.csv: 20 time steps with missing values dropped, all 20 of its steps labelled anomalous among them;/,
    );
    const { measures } = all;
    for (const name of ['precision', 'recall', 'f1', 'rangeF1', 'pointAdjustedF1', 'eventF1', 'stepF1'] as const) {
      assert.equal(measures[name], null, name);
    }
    assert.ok(measures.accuracy! > 0, 'what is defined without anomalies stays');
    const some = await run(
      'some.csv',
      200,
      (t) => t >= 100 && t < 120,
      (t) => t >= 90 && t < 104,
    );
    assert.deepEqual(some.unmeasured, { labelled: 20, dropped: 4, inNoWindow: 0 });
    assert.match(some.warnings.join('\n'), /14 time steps with missing values dropped, 4 of its steps labelled/);
    assert.equal(typeof some.measures.f1, 'number');
  });

  it('are counted where they lie after the last window', async () => {
    const isLabelled = (t: number) => (t >= 100 && t < 120) || t >= 200;
    const tail = await run('tail.csv', 203, isLabelled, () => false);
    assert.deepEqual(tail.unmeasured, { labelled: 23, dropped: 0, inNoWindow: 3 });
    assert.match(tail.warnings.join('\n'), /tail\.csv: its last 3 time steps lie in no window of 10 with stride 5; 3 /);
  });

  it('are not spoken of where there are none', async () => {
    const whole = await run(
      'whole.csv',
      200,
      (t) => t >= 100 && t < 120,
      () => false,
    );
    assert.equal(whole.unmeasured, undefined);
    assert.doesNotMatch(whole.warnings.join('\n'), /dropped|no window/);
  });
});
