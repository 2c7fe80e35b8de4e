import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..');

describe('docs/inputs.md', () => {
  const page = path.join(root, 'docs', 'inputs.md');
  const rows = fs
    .readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Kind |'));

  it('says of each kind what happens, and names a test that is there', () => {
    assert.ok(rows.length >= 30, `${rows.length} rows`);
    for (const row of rows) {
      const cells = row.split(/(?<!\\)\|/).slice(1, -1);
      assert.equal(cells.length, 3, row);
      const tests = [...cells[2].matchAll(/\[([\w-]+)\]\(([^)]+)\)/g)];
      assert.ok(tests.length > 0, `no test: ${row}`);
      for (const [, name, link] of tests) {
        assert.match(path.basename(link), new RegExp(`^${name}\\.(test|slow)\\.ts$`));
        assert.ok(fs.existsSync(path.join(root, 'docs', link)), link);
      }
    }
  });
});

describe('.gitattributes', () => {
  it('gives text one kind of line break wherever it is checked out, and leaves other files as they are', () => {
    const check = (...files: string[]) => {
      const { status, stdout } = spawnSync('git', ['check-attr', 'text', 'eol', '--', ...files], {
        cwd: root,
        encoding: 'utf8',
      });
      assert.equal(status, 0);
      return stdout.trim().split('\n');
    };
    assert.deepEqual(check('lib/base/index.ts'), ['lib/base/index.ts: text: auto', 'lib/base/index.ts: eol: lf']);
    for (const file of ['a.npy', 'a.npz', 'a.png', 'a.gz', 'a.zip', 'a.parquet', 'a.onnx']) {
      assert.equal(check(file)[0], `${file}: text: unset`);
    }
  });
});
