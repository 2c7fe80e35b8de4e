import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base/index';
import {
  circles,
  filesToEdit,
  folderOf,
  folderOrder,
  importsBack,
  importsOf,
  readSources,
  WHOLE_INDEX,
} from '../scripts/support/house-counts';

describe('the house', () => {
  const files = readSources(REPOSITORY_ROOT, ['lib']);
  const imports = importsOf(files);
  const order = folderOrder(fs.readFileSync(path.join(REPOSITORY_ROOT, 'docs', 'architecture.md'), 'utf8'));

  it('has its folders in docs/architecture.md, each once', () => {
    const folders = new Set(files.filter(({ file }) => file !== WHOLE_INDEX).map(({ file }) => folderOf(file)));
    assert.deepEqual([...order].sort(), [...folders].sort());
  });

  it('imports only from folders that stand before', () => {
    const back = importsBack(imports, order).map(({ from, to }) => `${from} -> ${to}`);
    assert.deepEqual(back, []);
  });

  it('has no circle of files, also of types', () => {
    assert.deepEqual(circles(imports), []);
  });

  it('names in comments only files that are there, from the root or from beside', () => {
    const exists = (...parts: string[]) => fs.existsSync(path.join(REPOSITORY_ROOT, ...parts));
    const gone = readSources(REPOSITORY_ROOT, ['lib', 'bench', 'scripts']).flatMap(({ file, text }) => {
      const comments = text.match(/\/\*[^]*?\*\/|(?<=^|\s)\/\/ .*$/gm) ?? [];
      const named = comments.flatMap((comment) => comment.match(/(?:[\w-]+\/)*[\w.-]+\.ts\b/g) ?? []);
      return named
        .filter((name) => !exists(name) && !exists(path.dirname(file), name))
        .map((name) => `${file}: ${name}`);
    });
    assert.deepEqual(gone, []);
  });
});

describe('counts of the house', () => {
  const source = (file: string, text: string) => ({ file: `lib/${file}.ts`, text });
  const arrow = (from: string, to: string) => ({ from: `lib/${from}.ts`, to: `lib/${to}.ts` });

  it('find imports of values, of types, of folders, inside a type, and handed on', () => {
    const files = [
      source('a/index', ''),
      source('a/one', "import fs from 'node:fs';\nimport { two } from './two';\nexport type { B } from '../b/index';"),
      source('a/two', "// from './one'\nexport const x: import('../b/index').B = require('nothing');"),
      source('b/index', "import { type A } from '../a';"),
    ];
    assert.deepEqual(importsOf(files), [
      arrow('a/one', 'a/two'),
      arrow('a/one', 'b/index'),
      arrow('a/two', 'b/index'),
      arrow('b/index', 'a/index'),
    ]);
  });

  it('find circles of any length, and those that share a file', () => {
    const arrows = ['ab', 'bc', 'ca', 'cd', 'de', 'ed', 'ef', 'gg'].map(([from, to]) => arrow(from, to));
    const found = circles(arrows).map((group) => group.map((file) => file.slice(4, -3)).join(''));
    assert.deepEqual(found.sort(), ['abc', 'de', 'g']);
    assert.deepEqual(circles([arrow('a', 'b'), arrow('a', 'c'), arrow('b', 'd'), arrow('c', 'd')]), []);
  });

  it('find imports of a later folder and of one that is not listed', () => {
    const order = folderOrder('Text\n\n1. `low`: first.\n2. `high`: last.\n');
    assert.deepEqual(order, ['low', 'high']);
    const back = arrow('low/a', 'high/b');
    const unknown = arrow('high/a', 'other/b');
    const whole = arrow('high/a', 'index');
    const allowed = [arrow('high/a', 'low/b'), arrow('low/a', 'low/b'), arrow('index', 'high/a')];
    assert.deepEqual(importsBack([...allowed, back, unknown, whole], order), [back, unknown, whole]);
  });

  it('read the number of files from the walks', () => {
    const page =
      '# Title\n\n## Add a fish\n\n**Files**: two\n\n1. `a.ts`: one,\n   of two lines\n2. `b.ts`\n\nText.\n\n## Else\n';
    assert.deepEqual(filesToEdit(page), [['Add a fish', 2]]);
  });
});
