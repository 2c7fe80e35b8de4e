import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError, findFile, readRegularFile, REPOSITORY_ROOT } from '../../lib/base';
import { placesOf } from '../../lib/base/find-file';
import { loadSeries, readLabels, readNpyShape, readSeries, writeNpy } from '../../lib/data';
import { AnomalyPipeline } from '../../lib/pipeline';

describe('findFile', () => {
  const start = process.cwd();
  let root: string;
  let notebooks: string;
  before(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-clone-')));
    notebooks = path.join(root, 'notebooks');
    fs.mkdirSync(path.join(root, 'my-data'));
    fs.mkdirSync(path.join(notebooks, 'my-data'), { recursive: true });
    fs.writeFileSync(path.join(root, 'my-data', 'a.csv'), 'x\n1\n');
    fs.writeFileSync(path.join(root, 'my-data', 'b.csv'), 'x\n2\n');
    fs.writeFileSync(path.join(notebooks, 'my-data', 'b.csv'), 'x\n3\n');
  });
  afterEach(() => process.chdir(start));
  after(() => fs.rmSync(root, { recursive: true }));

  it('looks beside the notebook first, then in the clone', () => {
    process.chdir(notebooks);
    assert.equal(findFile('my-data/a.csv', root), path.join(root, 'my-data', 'a.csv'));
    assert.equal(findFile('my-data/b.csv', root), 'my-data/b.csv');
    assert.equal(findFile('my-data/c.csv', root), 'my-data/c.csv');
    assert.deepEqual(placesOf('c.csv', root), [path.join(notebooks, 'c.csv'), path.join(root, 'c.csv')]);
  });

  it('looks in one place for an absolute path, from the root itself, and outside the clone', () => {
    process.chdir(notebooks);
    assert.deepEqual(placesOf('/c.csv', root), ['/c.csv']);
    process.chdir(root);
    assert.deepEqual(placesOf('c.csv', root), [path.join(root, 'c.csv')]);
    process.chdir(os.tmpdir());
    assert.equal(placesOf('c.csv', root).length, 1);
  });

  it('says where a file was looked for, of every reader that a notebook calls', () => {
    process.chdir(path.join(REPOSITORY_ROOT, 'notebooks'));
    const absent = ['no-data/x.csv', 'no-data/x.npy', 'no-data/x.npz', 'no-data/x.parquet', 'no-data/x.jsonl'];
    const beside = readSeries(path.join(root, 'my-data', 'a.csv'));
    const readers: ((file: string) => unknown)[] = [readRegularFile, loadSeries, (file) => readLabels(file, beside)];
    for (const [file, read] of absent.flatMap((file) => readers.map((each) => [file, each] as const))) {
      assert.throws(
        () => read(file),
        (error) => {
          assert.ok(error instanceof DataError);
          const [first, second] = [path.resolve(file), path.join(REPOSITORY_ROOT, file)];
          assert.equal(error.message, `${file}: expected a file; looked for ${first} and ${second}, found neither`);
          return true;
        },
      );
    }
  });

  it('lets readers find in the clone what a notebook names, under the name that it was given', () => {
    fs.mkdirSync(path.join(REPOSITORY_ROOT, 'results'), { recursive: true });
    const folder = fs.mkdtempSync(path.join(REPOSITORY_ROOT, 'results', 'find-file-'));
    try {
      const name = `results/${path.basename(folder)}`;
      fs.writeFileSync(path.join(folder, 'a.csv'), 'x\n1\n2\n');
      writeNpy(path.join(folder, 'a.npy'), { data: Float64Array.of(1, 2, 3), shape: [3] });
      process.chdir(path.join(REPOSITORY_ROOT, 'notebooks'));
      const series = loadSeries(`${name}/a.csv`);
      assert.deepEqual([...series.values], [1, 2]);
      assert.equal(series.name, `${name}/a.csv`);
      assert.deepEqual(readNpyShape(`${name}/a.npy`), [3]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('names no second place for a folder without a pipeline', async () => {
    process.chdir(path.join(REPOSITORY_ROOT, 'notebooks'));
    await assert.rejects(AnomalyPipeline.load('no-pipeline'), /no-pipeline: expected a saved pipeline; manifest/);
  });
});
