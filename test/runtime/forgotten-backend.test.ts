import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';

const root = path.join(__dirname, '..', '..');

/** Runs a program in a new process, where nobody has loaded a backend. */
function inFreshProcess(program: string, environment: Record<string, string> = {}) {
  const imports = `
    const tf = require('@tensorflow/tfjs');
    const { LstmVae, PcaReconstruction, saveDetector, loadDetector } = require('./lib/models');
    const { loadBackend, requireBackend } = require('./lib/runtime');
    const { scoreWindows } = require('./lib/scoring');
    const { fit, windowTensor } = require('./lib/training');
    const { sineWindows } = require('./test/support/windows');
    const windows = sineWindows();
    const data = { train: windows, validation: windows };
    const sizes = { windowSize: 8, features: 3, hiddenUnits: 8, latentDim: 2 };
    const message = (act) => { try { act(); return 'none'; } catch (error) { return error.message; } };
    const say = (value) => console.log(JSON.stringify(value));
    (async () => {${program}})().catch((error) => { say(error.message); process.exitCode = 1; });`;
  const { stdout, stderr, status } = spawnSync(process.execPath, [...RUN_TYPESCRIPT, '-e', imports], {
    cwd: root,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
  return { said: JSON.parse(stdout) as unknown, stderr };
}

const training = `
  const model = new LstmVae(sizes);
  const { trainLoss } = await fit(model, data, { epochs: 3 });
  say([tf.getBackend(), trainLoss, [...scoreWindows(model, windows)]]);`;

describe('a backend that was forgotten', () => {
  it('is loaded by the first variables: same backend, same figures to the last bit, no banner', () => {
    const [forgotten, awaited] = ['', 'await loadBackend();'].map((first) => inFreshProcess(first + training));
    assert.deepEqual(forgotten, awaited);
    assert.equal(forgotten.stderr, '');
    assert.equal((forgotten.said as [string])[0], 'tensorflow');
  }).timeout(120_000);

  for (const [what, program] of [
    ['a baseline is fitted', 'new PcaReconstruction({ windowSize: 8, features: 3 }).fitTo(windows);'],
    ['windows become a tensor', 'windowTensor(windows).dispose();'],
    [
      'windows are scored by a detector of a cell',
      `scoreWindows({ name: 'own', config: sizes, anomalyScore: (x) => x.abs().mean([1, 2]) }, windows);`,
    ],
    ['fit is called', `await fit({ name: 'own', config: sizes, variables: [], fitTo: () => undefined }, data);`],
  ] as const) {
    it(`is loaded when ${what}`, () => {
      const { said, stderr } = inFreshProcess(`${program} say(tf.getBackend());`);
      assert.equal(said, 'tensorflow');
      assert.equal(stderr, '');
    }).timeout(60_000);
  }

  it('takes over variables that a cell made with TensorFlow.js before, also in a training as a graph', () => {
    const own = (first: string) => `
      ${first}
      const w = tf.variable(tf.tensor1d([1, 2, 3]));
      const model = {
        name: 'own', config: sizes, variables: [w],
        loss: (x) => x.sub(w).square().mean(), reconstruct: (x) => x, anomalyScore: (x) => x.sub(w).abs().mean([1, 2]),
        dispose: () => w.dispose() };
      await fit(model, data, { epochs: 60 });
      await fit(model, data, { epochs: 60 });
      say([tf.getBackend(), [...w.dataSync()], [...scoreWindows(model, windows)].slice(0, 5)]);`;
    const [before, after] = [inFreshProcess(own('')), inFreshProcess(own('await loadBackend();'))];
    assert.equal(after.stderr, '');
    assert.deepEqual(before.said, after.said);
  }).timeout(120_000);

  it('that has to be awaited is asked for in one sentence, before anything is made', () => {
    const { said, stderr } = inFreshProcess(
      `const first = message(() => new LstmVae(sizes));
      await loadBackend();
      say([first, message(() => new LstmVae(sizes)), tf.getBackend()]);`,
      { TELLTALE_BACKEND: 'wasm' },
    );
    const sentence = 'The tensor backend is not loaded: write `await loadBackend()` first.';
    assert.deepEqual(said, [sentence, 'none', 'wasm']);
    assert.equal(stderr, '');
  }).timeout(60_000);

  it('that cannot be loaded is asked for, and says why when it is awaited', () => {
    const { said } = inFreshProcess(
      `const first = message(() => new LstmVae(sizes));
      say([first, await loadBackend().catch((error) => error.message)]);`,
      { TELLTALE_BACKEND: 'quantum' },
    );
    const [first, second] = said as [string, string];
    assert.match(first, /write `await loadBackend\(\)` first/);
    assert.equal(second, 'TELLTALE_BACKEND=quantum: expected gpu, cpu, prebuilt or wasm.');
  }).timeout(60_000);
});
