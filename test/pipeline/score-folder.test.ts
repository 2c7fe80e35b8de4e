import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeNpy } from '../../lib/data';
import { AnomalyPipeline, exportPipeline, openOnnx, scoreFolder } from '../../lib/pipeline';
import { fittedPipeline, sineSeries, smallVae } from './samples';

describe('a pipeline in batch and in export', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-batch-'));
  let pipeline: AnomalyPipeline;
  before(async () => {
    pipeline = await fittedPipeline();
  });
  after(() => {
    pipeline.dispose();
    fs.rmSync(root, { recursive: true });
  });

  it('scores every readable file of a folder, and reports those that it cannot', () => {
    const [input, output] = [path.join(root, 'in'), path.join(root, 'out', 'deep')];
    fs.mkdirSync(input);
    const series = sineSeries({ seed: 1, length: 40, anomaly: [20, 24] });
    writeNpy(path.join(input, 'a.npy'), { shape: [40, 3], data: series.values });
    const rows = Array.from({ length: 40 }, (_, time) => [...series.values.subarray(3 * time, 3 * time + 3)].join());
    fs.writeFileSync(path.join(input, 'b.csv'), `x,y,z\n${rows.join('\n')}\n`);
    fs.writeFileSync(path.join(input, 'broken.csv'), 'x,y,z\n1,2\n');
    fs.writeFileSync(path.join(input, 'narrow.csv'), 'x,y\n1,2\n');
    fs.writeFileSync(path.join(input, 'readme.md'), 'not a series');
    const seen: string[] = [];
    const scored = scoreFolder(pipeline, { input, output }, { onFile: ({ file }) => seen.push(file) });
    assert.deepEqual(seen, ['a.npy', 'b.csv', 'broken.csv', 'narrow.csv']);
    assert.match(scored[2].error!, /broken\.csv: .*line 2/);
    assert.match(scored[3].error!, /fitted to 3 features.*found 2/);
    const { scores, predictions, segments } = pipeline.predict(series);
    assert.deepEqual(scored[0].segments, segments);
    const table = fs.readFileSync(path.join(output, 'a.npy.scores.csv'), 'utf8').trimEnd().split('\n');
    assert.deepEqual(table[0], 'time,score,prediction');
    assert.deepEqual(
      table.slice(1),
      [...scores].map((score, time) => `${time},${score},${predictions[time]}`),
    );
    assert.deepEqual([scored[0].notes, /matched by position/.test(scored[1].notes[0])], [[], true]);
    assert.deepEqual(JSON.parse(fs.readFileSync(path.join(output, 'summary.json'), 'utf8')), scored);
    assert.deepEqual(fs.readdirSync(output).sort(), ['a.npy.scores.csv', 'b.csv.scores.csv', 'summary.json']);
  });

  it('scores one file alone', () => {
    const [file, output] = [path.join(root, 'one.npy'), path.join(root, 'of one')];
    writeNpy(file, { shape: [40, 3], data: sineSeries({ length: 40 }).values });
    fs.writeFileSync(path.join(root, 'beside.csv'), 'x,y,z\n1,2,3\n');
    const scored = scoreFolder(pipeline, { input: file, output });
    assert.deepEqual(scored.map((each) => each.file), ['one.npy']); // prettier-ignore
    assert.deepEqual(fs.readdirSync(output).sort(), ['one.npy.scores.csv', 'summary.json']);
  });

  it('gives the times of a file back digit for digit, quoted where they must be', () => {
    const { values } = sineSeries({ length: 20 });
    const cells = (time: number) => [...values.subarray(3 * time, 3 * time + 3)].join();
    const second = (time: number) => String(time).padStart(2, '0');
    for (const [name, text] of [
      ['nanoseconds', (time) => `17145504000000000${second(time)}`],
      ['compact', (time) => `202405012000${second(time)}123`],
      ['decimals', (time) => `1714550400.1234567${second(time)}`],
      ['zeros', (time) => `00${second(time)}`],
      ['quoted', (time) => `"Wed, 1 May 2024 20:00:${second(time)}, ""UTC"""`],
      ['iso', (time) => `2024-05-01T20:00:00.0000000${second(time)}+02:00`],
    ] satisfies [string, (time: number) => string][]) {
      const file = path.join(root, `${name}.csv`);
      const lines = Array.from({ length: 20 }, (_, time) => `${text(time)},${cells(time)}`);
      fs.writeFileSync(file, `time,x,y,z\n${lines.join('\n')}\n`);
      const output = path.join(root, 'times', name);
      const [scored] = scoreFolder(pipeline, { input: file, output });
      assert.equal(scored.error, undefined);
      const [, ...found] = fs
        .readFileSync(path.join(output, `${name}.csv.scores.csv`), 'utf8')
        .trimEnd()
        .split('\n');
      assert.deepEqual(
        found.map((line) => /^(.*),[^,]*,[01]$/.exec(line)![1]),
        Array.from({ length: 20 }, (_, time) => text(time)),
        name,
      );
    }
  });

  it('reads files as the training file was read, names what they lack, and says what is missing', () => {
    const { values } = sineSeries({ length: 30 });
    const rows = Array.from({ length: 30 }, (_, time) => {
      const [x, y, z] = values.subarray(3 * time, 3 * time + 3);
      return [z, x, time > 24 ? '?' : y, 'on'].join(';');
    });
    const file = path.join(root, 'semicolons.csv');
    fs.writeFileSync(file, `z;x;y;state\n${rows.join('\n')}\n`);
    const named = AnomalyPipeline.fromParts(
      { ...smallVae, reading: { missing: '?', delimiter: ';', ignore: ['state', 'absent'] } },
      { ...pipeline.parts, names: ['x', 'y', 'z'] },
    );
    const [scored] = scoreFolder(named, { input: file, output: path.join(root, 'named') });
    assert.equal(scored.error, undefined);
    assert.deepEqual(scored.notes, ['y is missing in 5 of 30 time steps; filled with the last value before']);
    assert.deepEqual(
      scored.description!.features.map(({ name, missing }) => [name, missing]),
      [
        ['x', 0],
        ['y', 5],
        ['z', 0],
      ],
    );
    assert.deepEqual(scored.description!.leftOut, [{ column: 'state', reason: 'named by --ignore' }]);
    const other = scoreFolder(named, { input: file, output: path.join(root, 'other') }, { reading: { missing: '!' } });
    assert.match(other[0].error!, /semicolons\.csv: line 27, column 'y': .*'\?'/);
    const lacking = path.join(root, 'lacking.csv');
    fs.writeFileSync(lacking, `z;x\n${rows.map((row) => row.split(';').slice(0, 2).join(';')).join('\n')}\n`);
    const [refused] = scoreFolder(named, { input: lacking, output: path.join(root, 'lacking') });
    assert.match(refused.error!, /missing columns: y/);
  });

  it('refuses a folder that is not there, or holds no series', () => {
    const empty = path.join(root, 'empty');
    fs.mkdirSync(empty);
    const score = (input: string) => scoreFolder(pipeline, { input, output: path.join(root, 'none') });
    assert.throws(
      () => score(empty),
      /expected \.npy, \.npz, \.csv, \.tsv, \.jsonl or \.parquet files; found 0 other files/,
    );
    assert.throws(() => score(path.join(root, 'nowhere')), /cannot be read/);
  });

  it('refuses to write its scores among the series', () => {
    const input = path.join(root, 'both');
    const link = path.join(root, 'link');
    fs.mkdirSync(input);
    writeNpy(path.join(input, 'a.npy'), { shape: [40, 3], data: sineSeries({ length: 40 }).values });
    fs.symlinkSync(input, link);
    for (const output of [input, link]) {
      assert.throws(() => scoreFolder(pipeline, { input, output }), {
        name: 'PipelineError',
        message: /expected an output folder other than the input folder; found the same/,
      });
    }
    assert.deepEqual(fs.readdirSync(input), ['a.npy']);
  });

  it('exports what another program needs to give the same scores', async () => {
    const folder = path.join(root, 'exported');
    const files = exportPipeline(pipeline, folder, ['onnx', 'saved-model']);
    assert.deepEqual(
      files.map((file) => path.relative(folder, file)),
      ['detector.onnx', path.join('saved-model', '1'), 'export.json'],
    );
    assert.ok(fs.existsSync(path.join(files[1], 'saved_model.pb')));
    const around = JSON.parse(fs.readFileSync(files[2], 'utf8')) as {
      windowSize: number;
      preprocess: { steps: { kind: string; offset: number[]; scale: number[] }[] };
    };
    const { offset, scale } = around.preprocess.steps.find(({ kind }) => kind === 'z-score')!;
    const series = sineSeries({ seed: 2, length: around.windowSize });
    const values = Float32Array.from(series.values, (value, i) => (value - offset[i % 3]) / scale[i % 3]);
    const model = await openOnnx(files[0], pipeline.detector.config);
    const [score] = await model.score({ values, count: 1 });
    await model.release();
    const expected = pipeline.predict(series).scores[around.windowSize - 1];
    assert.ok(Math.abs(score - expected) <= 1e-5 * expected);
  });
});
