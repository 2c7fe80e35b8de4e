import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Random } from '../../../lib/base';
import { writeNpy } from '../../../lib/data';
import {
  describeFiles,
  fileSource,
  loadSource,
  prepareSeries,
  runJob,
  smapMslProtocol,
  sourceSchema,
} from '../../../lib/experiments';
import { loadBackend } from '../../../lib/runtime';

describe('fileSource', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-source-'));
  const write = (name: string, lines: string[]) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  const random = new Random(0);
  const wave = (time: number) => `${Math.sin(time / 5)},${Math.cos(time / 5) + random.normal(0, 0.01)}`;
  const steps = (length: number) => Array.from({ length }, (_, time) => time);
  const labels = steps(300).map((time) => (time >= 200 && time < 240 ? 1 : 0));
  const train = write('train.csv', ['a,b', ...steps(400).map(wave)]);
  const test = write('test.csv', ['a,b', ...steps(300).map((time) => (labels[time] ? '3,-3' : wave(time)))]);
  after(() => fs.rmSync(folder, { recursive: true }));

  it('runs a detector on two CSV files and a file of labels', async () => {
    const source = fileSource({ train, test, labels: write('labels.csv', ['label', ...labels.map(String)]) });
    assert.deepEqual(source.channels, ['test.csv']);
    await loadBackend();
    const where = { source, channel: 'test.csv', protocol: smapMslProtocol, seed: 0 };
    const { measures } = await runJob({ detector: 'lstm-vae', profile: 'smoke', ...where });
    assert.ok(measures.rocAuc! > 0.9, String(measures.rocAuc));
  });

  it('takes the labels from a column, and mixes kinds of files', () => {
    const labelled = write('labelled.csv', ['a,b,label', ...steps(300).map((time) => `${wave(time)},${labels[time]}`)]);
    const array = path.join(folder, 'train.npy');
    writeNpy(array, { shape: [100, 2], data: new Float64Array(200) });
    const series = loadSource(fileSource({ train: array, test: labelled }), 'labelled.csv');
    assert.deepEqual([...series.test.labels!], labels);
    assert.equal(series.test.features, 2);
  });

  it('reads a label and a time column by the names given, where a file has them', () => {
    const rows = steps(300).map((time) => `${time},${wave(time)},${labels[time]}`);
    const labelled = write('odd.csv', ['when,a,b,y', ...rows]);
    const normal = write('normal.csv', ['when,a,b', ...steps(100).map((time) => `${time},${wave(time)}`)]);
    const options = { labelColumn: 'y', timestampColumn: 'when' };
    const series = loadSource(fileSource({ train: normal, test: labelled, ...options }), 'odd.csv');
    assert.deepEqual([...series.test.names], ['a', 'b']);
    assert.deepEqual([...series.test.labels!], labels);
    const separate = write('y.csv', ['y', ...labels.map(String)]);
    const plain = write('plain.csv', ['when,a,b', ...steps(300).map((time) => `${time},${wave(time)}`)]);
    const files = { train: normal, test: plain, labels: separate, ...options };
    assert.deepEqual([...loadSource(fileSource(files), 'plain.csv').test.labels!], labels);
  });

  it('matches columns by name, not by place', () => {
    const swapped = write('swapped.csv', ['b,a,label', ...steps(50).map((time) => `${time % 7},${-(time % 7)},0`)]);
    const series = loadSource(fileSource({ train, test: swapped }), 'swapped.csv');
    assert.deepEqual([...series.test.values.subarray(0, 4)], [0, 0, -1, 1]);
    const other = write('other.csv', ['a,c,label', ...steps(50).map((time) => `${time % 7},${-(time % 7)},0`)]);
    assert.throws(
      () => fileSource({ train, test: other }),
      /other\.csv: expected as in .*train\.csv 2 features; missing columns: b; unknown columns: c\.$/,
    );
  });

  it('does not train on what the training file labels as anomalous', () => {
    const half = steps(400).map((time) => `${wave(time)},${time < 200 ? 1 : 0}`);
    const series = loadSource(
      fileSource({ train: write('half.csv', ['a,b,label', ...half]), test: write('t.csv', ['a,b,label', ...half]) }),
      't.csv',
    );
    const prepared = prepareSeries(series, { seed: 0 });
    assert.equal(prepared.windows.train.count + prepared.windows.validation.count, 39);
    assert.match(prepared.warnings.join(), /40 windows labelled anomalous are not trained on/);
  });

  it('takes the options of reading that the commands have, and labels as words or spans', () => {
    const row = (time: number) => `${wave(time)},${time % 7},${labels[time] ? 'attack' : 'fine'}`;
    const first = write('first.csv', ['a,b,c,state', ...steps(100).map((time) => `${wave(time)},${time % 7},fine`)]);
    const second = write('second.csv', ['a,b,c,state', ...steps(300).map(row)]);
    const words = { labelColumn: 'state', anomalousLabel: 'attack', ignore: ['c'] };
    const read = (files: Parameters<typeof fileSource>[0]) => loadSource(fileSource(files), 'second.csv').test;
    assert.deepEqual([...read({ train: first, test: second, ...words }).labels!], labels);
    const spans = write('windows.json', ['{ "realKnownCause/second.csv": [[200, 219], [220, 239]] }']);
    const chosen = read({ train: first, test: second, labels: spans, features: ['b', 'a'], labelColumn: false });
    assert.deepEqual([chosen.names, [...chosen.labels!]], [['b', 'a'], labels]);
    const source = { kind: 'files', files: { train: first, test: second, ...words }, channels: ['second.csv'] };
    assert.deepEqual(sourceSchema.parse(JSON.parse(JSON.stringify(source))), source);
    assert.throws(() => sourceSchema.parse({ ...source, files: { ...source.files, decimal: ';' } }), /decimal/);
  });

  it('names the file that does not fit', () => {
    assert.throws(() => fileSource({ train, test }), /test\.csv: no labels; name a file with --labels/);
    const short = write('short.csv', ['0', '1']);
    assert.throws(
      () => fileSource({ train, test, labels: short }),
      /short\.csv: 2 labels for the 300 time steps of .*test\.csv/,
    );
    const narrow = write('narrow.csv', ['a', ...steps(20).map(String)]);
    assert.throws(
      () =>
        fileSource({
          train,
          test: narrow,
          labels: write(
            '20.csv',
            steps(20).map(() => '0'),
          ),
        }),
      /narrow\.csv: expected as in .*train\.csv 2 features; missing columns: b\.$/,
    );
  });

  it('leaves columns out that the training file does not have, and names them', () => {
    const narrow = write('one.csv', ['a', ...steps(100).map((time) => String(Math.sin(time / 5)))]);
    const files = { train: narrow, test, labels: write('all.csv', labels.map(String)) };
    const series = loadSource(fileSource(files), 'test.csv').test;
    assert.deepEqual([series.names, series.values[220]], [['a'], 3]);
    const [, described] = describeFiles(files);
    assert.ok('leftOut' in described);
    assert.deepEqual(described.leftOut, [{ column: 'b', reason: 'not a feature of the training file' }]);
  });
});
