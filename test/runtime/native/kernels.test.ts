import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../../lib/base';
import { findDetector, isTrained, type Detector } from '../../../lib/models';
import { scoringGraph } from '../../../lib/pipeline/export/scoring-graph';
import { loadBackend, usesKernels, withoutKernels } from '../../../lib/runtime';
import { tensorflowBackend } from '../../../lib/runtime/capture/binding';
import { record } from '../../../lib/runtime/capture/recorder';
import { detectorNames, paperTransformer, shape, smallDetector } from '../../pipeline/export/samples';
import { requireKernels } from '../../support/native-kernels';

/** Loads the backend in a new process. Returns its description or the message of its error. */
function inFreshProcess(environment: Record<string, string>): string {
  const library = path.join(__dirname, '..', '..', '..', 'lib', 'runtime');
  const program = `
    const { describeBackend, loadBackend, usesKernels } = require(${JSON.stringify(library)});
    loadBackend().then(
      (info) => console.log(describeBackend(info) + (usesKernels() ? ', used' : ', not used')),
      (error) => console.log(error.message),
    );`;
  const env = { ...process.env, ...environment };
  const { stdout, stderr, status } = spawnSync(process.execPath, [...RUN_TYPESCRIPT, '-e', program], {
    encoding: 'utf8',
    env,
  });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

describe('the switch TELLTALE_NATIVE', () => {
  before(async function () {
    if ((await loadBackend()).backend === 'wasm') this.skip();
  });

  it('switches the kernels off with 0, and the description says so', () => {
    const description = inFreshProcess({ TELLTALE_NATIVE: '0' });
    assert.match(description, /^TensorFlow .*, no native kernels: TELLTALE_NATIVE=0, .*, not used$/);
  });

  it('leaves them on with 1', function () {
    if (!usesKernels()) this.skip();
    assert.match(inFreshProcess({ TELLTALE_NATIVE: '1' }), /, native kernels \(.+\), .*, used$/);
  });

  it('takes nothing else', () => {
    const refusal = inFreshProcess({ TELLTALE_NATIVE: 'yes' });
    assert.match(refusal, /^TELLTALE_NATIVE=yes: expected 0 or 1\.$/);
  });
});

describe('withoutKernels', () => {
  before(requireKernels);

  it('switches the kernels off for the call, also inside another, and returns its result', () => {
    const states = withoutKernels(() => [usesKernels(), withoutKernels(() => usesKernels()), usesKernels()]);
    assert.deepEqual([...states, usesKernels()], [false, false, false, true]);
  });

  it('switches them on again after an exception', () => {
    const fail = () => {
      throw new Error('failed');
    };
    assert.throws(() => withoutKernels(fail), /^Error: failed$/);
    assert.throws(() => withoutKernels(() => withoutKernels(fail)), /^Error: failed$/);
    assert.ok(usesKernels());
  });
});

describe('an exported scoring graph', () => {
  before(requireKernels);

  const trained = detectorNames.filter((name) => isTrained(findDetector(name)) && name !== 'anogan'); // it has no graph
  const detectors: Readonly<Record<string, () => Detector>> = {
    ...Object.fromEntries(trained.map((name) => [name, () => smallDetector(name)])),
    "anomaly-transformer, in the paper's form": paperTransformer,
  };
  const native = (operations: readonly string[]) => operations.filter((name) => name.startsWith('Telltale'));

  for (const [name, make] of Object.entries(detectors)) {
    it(`of ${name} holds standard operations only`, () => {
      const detector = make();
      const { nodes } = scoringGraph(detector);
      detector.dispose();
      const operations = nodes.flatMap((node) => (node.kind === 'operation' ? [node.recorded.op] : []));
      assert.ok(operations.length > 0);
      assert.deepEqual(native(operations), []);
      assert.ok(usesKernels());
    });
  }

  it('differs in that from the scoring here', () => {
    for (const name of ['lstm-vae', 'lstm-attention', 'anomaly-transformer'] as const) {
      const detector = smallDetector(name);
      const windows = tf.randomNormal<tf.Rank.R3>([2, shape.windowSize, shape.features], 0, 1, 'float32', 1);
      const { events, outputs } = record(tensorflowBackend()!, () => [detector.anomalyScore(windows)]);
      const operations = events.flatMap((event) => (event.kind === 'operation' ? [event.op] : []));
      assert.ok(native(operations).length > 0, name);
      tf.dispose([windows, ...outputs]);
      detector.dispose();
    }
  });
});
