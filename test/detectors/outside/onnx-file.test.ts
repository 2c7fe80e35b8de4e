import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeSeries, type Series } from '../../../lib/data';
import { cutWindows, findSeriesDetector, type ScoreOptions, type SeriesPair } from '../../../lib/detectors';
import { makeForWindows } from '../../../lib/models';
import { exportOnnx } from '../../../lib/pipeline';
import { encodeOnnx, OnnxType, type OnnxGraph, type OnnxNode } from '../../../lib/pipeline/export/onnx-model';
import { loadBackend } from '../../../lib/runtime';
import { loadOnnxRuntime } from '../../../lib/runtime/onnx-runtime';
import { scoreWindows } from '../../../lib/scoring';
import { fit } from '../../../lib/training';

/** Values that tell step and feature: 10 * step + feature. */
function countingSeries(name: string, length: number, features: number, labels?: Uint8Array): Series {
  const values = Float64Array.from(
    { length: length * features },
    (_, i) => 10 * Math.floor(i / features) + (i % features),
  );
  return makeSeries({ name, values, features, ...(labels && { labels }) });
}

const pairOf = (features: number, targets: SeriesPair['targets'] = 'all'): SeriesPair => ({
  train: countingSeries('train', 7, features),
  test: countingSeries('test', 6, features),
  targets,
});

const options: ScoreOptions = { seed: 0, profile: 'smoke', windows: { windowSize: 4, stride: 1 }, steps: true };

type Shape = readonly (number | string)[];

describe('a file of ONNX as a detector', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-onnx-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  /** Writes a model of one node and runs it. */
  async function run(
    {
      input,
      output = ['batch'],
      nodes,
      ...graph
    }: Partial<OnnxGraph> & { input: Shape; output?: Shape; nodes: readonly OnnxNode[] },
    pair: SeriesPair,
    { config = {}, ...more }: Partial<ScoreOptions> = {},
  ) {
    const file = path.join(folder, 'model.onnx');
    fs.writeFileSync(
      file,
      encodeOnnx({
        name: 'model',
        nodes,
        constants: [],
        inputs: [{ name: 'windows', type: OnnxType.float32, shape: input }],
        outputs: [{ name: 'scores', type: OnnxType.float32, shape: output }],
        ...graph,
      }),
    );
    return findSeriesDetector('onnx').detector.score(pair, {
      ...options,
      ...more,
      config: { file: 'model.onnx', folder, ...config },
    });
  }

  /** The mean over axes. */
  const mean = (axes: readonly number[], keepdims = 0, output = 'scores'): OnnxNode[] => [
    { op: 'ReduceMean', inputs: ['windows'], outputs: [output], attributes: { axes, keepdims } },
  ];

  it('scores windows of the size in the file, as the protocol cuts them', async () => {
    const { windows, steps } = await run({ input: ['batch', 4, 2], nodes: mean([1, 2]) }, pairOf(2));
    assert.deepEqual([...windows!.test], [15.5, 25.5, 35.5], 'the mean of 4 steps and 2 features');
    assert.deepEqual([...windows!.train], [15.5, 25.5, 35.5, 45.5]);
    assert.deepEqual([...steps!.test], [15.5, 20.5, 25.5, 25.5, 30.5, 35.5], 'a step has the mean of its windows');
  });

  it('lays the scores of other windows than the protocol has on the steps', async () => {
    const { windows, steps } = await run({ input: ['batch', 2, 1], nodes: mean([1, 2]) }, pairOf(1), { steps: false });
    assert.equal(windows, undefined);
    assert.deepEqual([...steps!.test], [5, 10, 20, 30, 40, 45]);
  });

  it('takes scores of shape [batch, 1], and one for each step of a window', async () => {
    const one = await run(
      {
        input: ['batch', 4, 2],
        output: ['batch', 1],
        nodes: [...mean([1, 2], 0, 'flat'), { op: 'Unsqueeze', inputs: ['flat', 'axis'], outputs: ['scores'] }],
        constants: [
          { name: 'axis', type: OnnxType.int64, shape: [1], content: Buffer.from(BigInt64Array.of(1n).buffer) },
        ],
      },
      pairOf(2),
    );
    assert.deepEqual([...one.windows!.test], [15.5, 25.5, 35.5]);
    const each = await run({ input: ['batch', 4, 2], output: ['batch', 4], nodes: mean([2]) }, pairOf(2));
    assert.equal(each.windows, undefined);
    assert.deepEqual([...each.steps!.test], [0.5, 10.5, 20.5, 30.5, 40.5, 50.5], 'that step alone');
  });

  it('takes an output of the shape of the input as a reconstruction, by its squared error', async () => {
    const half: OnnxNode[] = [{ op: 'Sub', inputs: ['windows', 'two'], outputs: ['again'] }];
    const two = { name: 'two', type: OnnxType.float32, shape: [], content: Buffer.from(Float32Array.of(2).buffer) };
    const outputs = [{ name: 'again', type: OnnxType.float32, shape: ['batch', 4, 2] }];
    const { windows } = await run({ input: ['batch', 4, 2], nodes: half, constants: [two], outputs }, pairOf(2));
    assert.deepEqual([...windows!.test], [4, 4, 4]);
  });

  it('takes windows in a row: scores by the name of the output, or what the user says it is', async () => {
    const same = (output: string): OnnxNode[] => [{ op: 'Identity', inputs: ['windows'], outputs: [output] }];
    const scores = await run({ input: ['batch', 4], output: ['batch', 4], nodes: same('scores') }, pairOf(1));
    assert.deepEqual([...scores.steps!.test], [0, 10, 20, 30, 40, 50]);
    const outputs = [{ name: 'out', type: OnnxType.float32, shape: ['batch', 4] }];
    const again = await run({ input: ['batch', 4], nodes: same('out'), outputs }, pairOf(1));
    assert.deepEqual([...again.windows!.test], [0, 0, 0], 'a reconstruction without an error');
    const said = await run({ input: ['batch', 4], nodes: same('out'), outputs }, pairOf(1), {
      config: { output: 'scores' },
    });
    assert.deepEqual([...said.steps!.test], [0, 10, 20, 30, 40, 50]);
    const wide = await run({ input: ['batch', 8], nodes: mean([1]) }, pairOf(2), { config: { windowSize: 4 } });
    assert.deepEqual([...wide.windows!.test], [15.5, 25.5, 35.5]);
  });

  it('tells windows whose features come first, or is told', async () => {
    // The first value of the last axis: of steps it is the first step, of features the first feature.
    const first: OnnxNode[] = [
      { op: 'Gather', inputs: ['windows', 'zero'], outputs: ['gathered'], attributes: { axis: 2 } },
      { op: 'ReduceMean', inputs: ['gathered'], outputs: ['scores'], attributes: { axes: [1], keepdims: 0 } },
    ];
    const constants = [
      { name: 'zero', type: OnnxType.int64, shape: [], content: Buffer.from(BigInt64Array.of(0n).buffer) },
    ];
    const told = await run({ input: ['batch', 2, 4], nodes: first, constants }, pairOf(2));
    assert.deepEqual([...told.windows!.test], [0.5, 10.5, 20.5], 'both features of the first step');
    const square = pairOf(4);
    const steps = await run({ input: ['batch', 4, 4], nodes: first, constants }, square);
    assert.deepEqual([...steps.windows!.test], [15, 25, 35], 'the first feature of all steps');
    const said = await run({ input: ['batch', 4, 4], nodes: first, constants }, square, {
      config: { layout: 'features-steps' },
    });
    assert.deepEqual([...said.windows!.test], [1.5, 11.5, 21.5]);
  });

  it('is given the scored feature alone where it takes one', async () => {
    const { windows } = await run({ input: ['batch', 4, 1], nodes: mean([1, 2]) }, pairOf(3, 'first'));
    assert.deepEqual([...windows!.test], [15, 25, 35]);
  });

  it('takes the size of windows that the file leaves open', async () => {
    const open = { input: ['batch', 'steps', 'features'], nodes: mean([1, 2]) };
    const { windows } = await run(open, pairOf(2), { config: { windowSize: 4 } });
    assert.deepEqual([...windows!.test], [15.5, 25.5, 35.5]);
    await assert.rejects(
      run(open, pairOf(2)),
      /model\.onnx: input 'windows': expected the steps of a window, which the file does not say: give --window-size, found \[batch, steps, features\]/,
    );
  });

  it('is given whole batches where it takes no others', async () => {
    const { windows } = await run({ input: [2, 4, 2], output: [2], nodes: mean([1, 2]) }, pairOf(2));
    assert.deepEqual([...windows!.test], [15.5, 25.5, 35.5], 'three windows in two batches of two');
  });

  it('has no training scores of windows that hold a labelled step', async () => {
    const train = countingSeries('train', 7, 2, Uint8Array.of(0, 0, 0, 0, 0, 0, 1));
    const { windows } = await run({ input: ['batch', 4, 2], nodes: mean([1, 2]) }, { ...pairOf(2), train });
    assert.deepEqual([...windows!.train], [15.5, 25.5, 35.5]);
  });

  it('scores as the detector of this library that was exported', async () => {
    await loadBackend();
    const pair = pairOf(2);
    const cut = cutWindows(pair, { windowSize: 4, stride: 1, seed: 0, validationFraction: 0 });
    const model = makeForWindows('pca', { windows: cut, profile: 'smoke', config: { components: 1 }, seed: 0 });
    await fit(model, cut);
    exportOnnx(model, path.join(folder, 'pca.onnx'));
    const { windows } = await findSeriesDetector('onnx').detector.score(pair, {
      ...options,
      config: { file: 'pca.onnx', folder },
    });
    const expected = scoreWindows(model, cut.test);
    windows!.test.forEach((score, i) =>
      assert.ok(Math.abs(score - expected[i]) < 1e-4 * (1 + expected[i]), `${score} ${expected[i]}`),
    );
    model.dispose();
  });

  for (const [what, model, pair, message] of [
    [
      'other features',
      { input: ['batch', 4, 3], nodes: mean([1, 2]) },
      pairOf(2),
      /model\.onnx: input 'windows': expected windows of 2 features, as the series have, found \[batch, 4, 3\]$/,
    ],
    [
      'a row of another length',
      { input: ['batch', 9], nodes: mean([1]) },
      pairOf(2),
      /expected the steps of a window, which the file does not say/,
    ],
    [
      'an input of four axes',
      { input: ['batch', 4, 2, 1], nodes: mean([1, 2, 3]) },
      pairOf(2),
      /expected \[batch, windowSize, features\] or \[batch, windowSize \* features\], found \[batch, 4, 2, 1\]/,
    ],
    [
      'windows longer than a series',
      { input: ['batch', 7, 2], nodes: mean([1, 2]) },
      pairOf(2),
      /expected at least 7 time steps for one window, found 6 in test/,
    ],
    [
      'an output of another shape',
      { input: ['batch', 4, 2], output: ['batch', 2], nodes: mean([1]) },
      pairOf(2),
      /output 'scores': expected scores \[3\], \[3, 1\] or \[3, 4\], or a reconstruction \[3, 4, 2\]; found \[3, 2\]|\[4, 2\]/,
    ],
    [
      'scores that are not finite',
      {
        input: ['batch', 4, 2],
        nodes: [
          ...mean([1, 2], 0, 'm'),
          { op: 'Neg', inputs: ['m'], outputs: ['n'] },
          { op: 'Log', inputs: ['n'], outputs: ['scores'] },
        ],
      },
      pairOf(2),
      /expected finite scores, found NaN for window 0 of train/,
    ],
    [
      'two inputs',
      {
        input: [],
        nodes: [{ op: 'Add', inputs: ['a', 'b'], outputs: ['scores'] }],
        inputs: ['a', 'b'].map((name) => ({ name, type: OnnxType.float32, shape: ['batch'] })),
      },
      pairOf(2),
      /expected one input, the windows; found 2 \(a, b\)/,
    ],
    [
      'an input of whole numbers',
      {
        input: [],
        nodes: [{ op: 'Cast', inputs: ['windows'], outputs: ['scores'], attributes: { to: 1 } }],
        inputs: [{ name: 'windows', type: OnnxType.int64, shape: ['batch', 4, 2] }],
      },
      pairOf(2),
      /input 'windows': expected float32, found int64/,
    ],
    [
      'an output of whole numbers',
      {
        input: ['batch', 4, 2],
        nodes: [...mean([1, 2], 0, 'm'), { op: 'Cast', inputs: ['m'], outputs: ['scores'], attributes: { to: 7 } }],
        outputs: [{ name: 'scores', type: OnnxType.int64, shape: ['batch'] }],
      },
      pairOf(2),
      /output 'scores': expected float32, found int64/,
    ],
    [
      'two outputs that neither is named',
      {
        input: ['batch', 4, 2],
        nodes: [...mean([1, 2], 0, 'a'), ...mean([1], 0, 'b')],
        outputs: ['a', 'b'].map((name) => ({ name, type: OnnxType.float32, shape: [] })),
      },
      pairOf(2),
      /expected one output, or one whose name holds score or reconstruct; found a, b/,
    ],
  ] as const satisfies readonly (readonly [string, Parameters<typeof run>[0], SeriesPair, RegExp])[]) {
    it(`is refused for ${what}`, () => assert.rejects(run(model, pair), message));
  }

  it('is refused where the file is damaged or missing, or the runtime is', async () => {
    fs.writeFileSync(path.join(folder, 'bad.onnx'), 'not a model');
    const score = (file: string) =>
      findSeriesDetector('onnx').detector.score(pairOf(2), { ...options, config: { file, folder } });
    await assert.rejects(score('bad.onnx'), /^Error: bad\.onnx: .*(protobuf|Protobuf|load|model)/);
    await assert.rejects(score('none.onnx'), /^Error: none\.onnx: /);
    const check = () =>
      findSeriesDetector('onnx').detector.check(pairOf(2), { ...options, config: { file: 'none.onnx', folder } });
    assert.throws(check, /none\.onnx: expected the file of a detector, which cannot be read/);
    await assert.rejects(
      loadOnnxRuntime('no-such-runtime'),
      /expected the package no-such-runtime, which runs ONNX; it cannot be loaded/,
    );
  });
});
