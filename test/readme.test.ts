import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..');

for (const file of ['README.md', 'environment.md', 'data/README.md', 'test/README.md', 'bench/README.md']) {
  describe(file, () => {
    const text = fs.existsSync(path.join(root, file)) ? fs.readFileSync(path.join(root, file), 'utf8') : '';

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
  });
}
