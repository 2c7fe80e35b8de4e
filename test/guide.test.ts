import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { filesToEdit } from '../scripts/support/house-counts';
import { compilerFaults, edited, guideBlocks, readGuide, type Edit } from './support/guide';

describe('CONTRIBUTING.md', () => {
  const page = readGuide();
  const walks = filesToEdit(page);

  it('has five walks, of which a detector, a measure and a data set take at most three files', () => {
    const names = ['a detector', 'a measure', 'a data set', 'a notebook', 'a figure'];
    assert.deepEqual(
      walks.map(([heading]) => heading),
      names.map((name) => `Add ${name}`),
    );
    for (const [heading, files] of walks) assert.ok(files <= 3, `${heading}: ${files} files`);
  });

  it('lists every file that a walk makes or edits', () => {
    for (const section of page.split(/^## /m).slice(1)) {
      const prose = section.replace(/^```[^]*?^```$/gm, '');
      for (const block of guideBlocks(section)) {
        if (block.kind === 'cell' || block.file.startsWith('results/')) continue;
        assert.ok(prose.includes(`\`${block.file}\``), `${section.split('\n')[0]}: ${block.file}`);
      }
    }
  });

  for (const block of guideBlocks(page)) {
    if (block.kind !== 'in') continue;
    it(`finds its place in ${block.file}: ${block.place} ${block.text}`, () => {
      edited(fs.readFileSync(path.join(REPOSITORY_ROOT, block.file), 'utf8'), block);
    });
  }

  it('has code that compiles where it goes, the cells of the notebook too', () => {
    assert.deepEqual(compilerFaults(guideBlocks(page)), []);
  });
});

describe('blocks of a guide', () => {
  it('are read with the place that they name; other code is left out', () => {
    const page = [
      '```ts add=a.ts',
      'one',
      '```',
      '```sh',
      'npm test',
      '```',
      '```ts in=b.ts before="x: {"',
      'two',
      '```',
      '```ts cell',
      'three',
      '```',
      '',
    ].join('\n');
    assert.deepEqual(guideBlocks(page), [
      { kind: 'add', file: 'a.ts', code: 'one\n' },
      { kind: 'in', file: 'b.ts', place: 'before', text: 'x: {', code: 'two\n' },
      { kind: 'cell', code: 'three\n' },
    ]);
    assert.throws(
      () => guideBlocks('```ts in=b.ts\ntwo\n```\n'),
      /CONTRIBUTING\.md: expected add=FILE.*found 'in=b\.ts'/,
    );
  });

  it('go after, before or instead of the one line that holds a text', () => {
    const edit = (place: Edit['place'], text = 'b') =>
      edited('a\nb\nc\n', { kind: 'in', file: 'x.ts', place, text, code: '1\n2\n' });
    assert.equal(edit('after'), 'a\nb\n1\n2\nc\n');
    assert.equal(edit('before'), 'a\n1\n2\nb\nc\n');
    assert.equal(edit('instead'), 'a\n1\n2\nc\n');
    assert.throws(() => edit('after', 'd'), /x\.ts: expected one line that holds 'd', found 0/);
    assert.throws(() => edited('b\nb', { kind: 'in', file: 'x.ts', place: 'after', text: 'b', code: '' }), /found 2/);
  });
});
