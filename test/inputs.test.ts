import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readers } from '../scripts/support/fuzz/readers';
import { pageTables } from './support/page-tables';

const root = path.join(__dirname, '..');

describe('docs/inputs.md', () => {
  const page = path.join(root, 'docs', 'inputs.md');
  const [kinds] = fs.readFileSync(page, 'utf8').split('\n## Damaged files\n');
  const rows = kinds.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Kind |'));

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

describe('docs/inputs.md, damaged files', () => {
  it('counts 10,000 files of readers that there are, without a fault', () => {
    const [, section] = fs.readFileSync(path.join(root, 'docs', 'inputs.md'), 'utf8').split('\n## Damaged files\n');
    const [table] = pageTables(section);
    assert.ok(table.length > 0);
    for (const { label, cells } of table) {
      const count = (column: string) => Number(cells[column].replaceAll(',', ''));
      assert.ok(Object.hasOwn(readers, label), label);
      assert.deepEqual([count('Taken') + count('Refused'), count('Faults')], [10_000, 0], label);
    }
  });
});

describe('the cases in test/README.md', () => {
  it('have a right value each, and tests that are there under the names given', () => {
    const page = fs.readFileSync(path.join(__dirname, 'README.md'), 'utf8');
    const [, section] = page.split('\n## Cases that went wrong once\n');
    const rows = section.split('\n## ')[0].split('\n').filter((line) => /^\| (?!Case \|)/.test(line)); // prettier-ignore
    assert.ok(rows.length >= 26, `${rows.length} rows`);
    for (const row of rows) {
      const [, value, tests] = row.split(/(?<!\\)\|/).slice(1, -1);
      assert.ok(value.trim() !== '', row);
      const named = [...tests.matchAll(/\[[\w-]+\]\(([^)]+)\): (.*?)(?=, \[|\s*$)/g)];
      assert.ok(named.length > 0, `no test: ${row}`);
      for (const [, file, title] of named) {
        const source = fs.readFileSync(path.join(__dirname, file), 'utf8');
        const titles = [...source.matchAll(/\b(?:it|describe)\(\s*(['"`])(.*?)\1/g)].map(([, , found]) => found);
        assert.ok(titles.some((found) => found.includes(title)), `${file}: expected a test '${title}'`); // prettier-ignore
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

  it('leaves no carriage return in a checkout by Git for Windows', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-autocrlf-'));
    try {
      const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
      const files = git('ls-files', '--', '*.ts', '*.md', '*.json', '*.mjs', '*.sh', '.gitattributes').stdout.trim();
      const named = files.split('\n').filter((file) => fs.existsSync(path.join(root, file)));
      assert.ok(named.length > 700, String(named.length));
      const { status, stderr } = spawnSync(
        'git',
        ['-c', 'core.autocrlf=true', 'checkout-index', `--prefix=${folder}/`, '--stdin'],
        { cwd: root, encoding: 'utf8', input: `${named.join('\n')}\n` },
      );
      assert.equal(status, 0, stderr);
      const changed = named.filter((file) => fs.readFileSync(path.join(folder, file)).includes('\r\n'));
      assert.deepEqual(changed, []);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
