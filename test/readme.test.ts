import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..');
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'environment.md',
  'data/README.md',
  'test/README.md',
  'bench/README.md',
  ...fs.readdirSync(path.join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? `docs/${name}` : [])),
];

for (const file of pages) {
  describe(file, () => {
    const text = fs.readFileSync(path.join(root, file), 'utf8');

    it('links to files that are there', () => {
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link);
      const missing = links.filter((link) => !fs.existsSync(path.resolve(root, path.dirname(file), link)));
      assert.deepEqual(missing, []);
    });

    it('names only commands that exist', () => {
      const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: object };
      const commands = [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name);
      assert.deepEqual(
        commands.filter((name) => !Object.hasOwn(scripts, name)),
        [],
      );
    });

    it('has lines of at most 120 characters, but for tables, pictures and code', () => {
      const prose = text.replace(/^```[^]*?^```$/gm, '').split('\n');
      assert.deepEqual(
        prose.filter((line) => line.length > 120 && !/^(\||!\[)/.test(line)),
        [],
      );
    });
  });
}

describe("README.md's table of notebooks", () => {
  it('has one row for each notebook, in their order', () => {
    const text = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
    const rows = [...text.matchAll(/^\| \[([^\]]+)\]\(notebooks\/([^)]+)\) \| /gm)].map(([, name, file]) => [
      name,
      file,
    ]);
    const files = fs.readdirSync(path.join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));
    assert.deepEqual(
      rows,
      files.sort().map((file) => [path.basename(file, '.ipynb'), file]),
    );
  });
});
