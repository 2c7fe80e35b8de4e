import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyForLab } from '../../scripts/support/lab-copy';

describe('the working copy of npm run lab', () => {
  let folder: string;
  let from: string;
  let to: string;
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  const read = (name: string) => fs.readFileSync(path.join(to, name), 'utf8');

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-lab-copy-'));
    [from, to] = [path.join(folder, 'notebooks'), path.join(folder, 'results', 'lab')];
    write(path.join(folder, 'lib', 'index.ts'), 'export const one = 1;');
    write(path.join(from, '01.ipynb'), 'first');
    write(path.join(from, 'exercises', '01.ipynb'), 'exercise');
    write(path.join(from, 'exercises', 'source', '01.md'), 'solutions');
    write(path.join(from, 'README.md'), 'welcome');
    write(path.join(from, '.ipynb_checkpoints', '01.ipynb'), 'old');
    fs.symlinkSync(path.join('..', 'lib'), path.join(from, 'lib'));
    fs.symlinkSync(path.join('..', '..', 'lib'), path.join(from, 'exercises', 'lib'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('holds every notebook, and links to the library that lead there', () => {
    assert.deepEqual(copyForLab(from, to), ['2 notebooks: 2 copied.', '1 other file: 1 copied.']);
    assert.deepEqual(
      [read('01.ipynb'), read('exercises/01.ipynb'), read('README.md')],
      ['first', 'exercise', 'welcome'],
    );
    for (const link of ['lib', 'exercises/lib']) assert.equal(read(`${link}/index.ts`), 'export const one = 1;');
    assert.equal(fs.lstatSync(path.join(to, 'lib')).isSymbolicLink(), true);
    for (const left of ['.ipynb_checkpoints', 'exercises/source']) {
      assert.equal(fs.existsSync(path.join(to, left)), false);
    }
    assert.deepEqual(copyForLab(from, to), ['2 notebooks: 2 unchanged.', '1 other file: 1 unchanged.']);
  });

  it('keeps what the user changed, and brings the rest up to date', () => {
    copyForLab(from, to);
    write(path.join(to, '01.ipynb'), 'mine');
    write(path.join(to, 'own.ipynb'), 'my own');
    write(path.join(from, '01.ipynb'), 'first, newer');
    write(path.join(from, 'exercises', '01.ipynb'), 'exercise, newer');
    fs.rmSync(path.join(to, 'README.md'));
    assert.deepEqual(copyForLab(from, to), [
      '2 notebooks: 1 brought up to date, 1 kept as you changed them (--fresh begins again, with a backup).',
      '1 other file: 1 copied.',
    ]);
    assert.deepEqual(
      [read('01.ipynb'), read('own.ipynb'), read('exercises/01.ipynb')],
      ['mine', 'my own', 'exercise, newer'],
    );
    assert.equal(fs.readFileSync(path.join(from, '01.ipynb'), 'utf8'), 'first, newer');
  });

  it('keeps what differs where nobody knows who changed it', () => {
    copyForLab(from, to);
    fs.rmSync(path.join(to, '.copied.json'));
    write(path.join(from, '01.ipynb'), 'first, newer');
    assert.match(copyForLab(from, to)[0], /1 kept as you changed them.*1 unchanged/);
    assert.equal(read('01.ipynb'), 'first');
  });

  it('begins again with --fresh, and keeps the earlier one beside it', () => {
    copyForLab(from, to);
    write(path.join(to, '01.ipynb'), 'mine');
    const lines = copyForLab(from, to, { fresh: true, now: new Date('2026-12-01T18:10:05Z') });
    assert.equal(lines[0], 'Your earlier working copy is in results/lab-2026-12-01T18-10-05.');
    assert.equal(lines[1], '2 notebooks: 2 copied.');
    assert.equal(read('01.ipynb'), 'first');
    assert.equal(fs.readFileSync(path.join(`${to}-2026-12-01T18-10-05`, '01.ipynb'), 'utf8'), 'mine');
    assert.deepEqual(copyForLab(from, path.join(folder, 'none'), { fresh: true })[0], '2 notebooks: 2 copied.');
  });
});
