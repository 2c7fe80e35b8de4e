import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base/index';

const run = (script: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...RUN_TYPESCRIPT, path.join('scripts', script), ...args],
    { cwd: REPOSITORY_ROOT, encoding: 'utf8' },
  );
  return { status, stdout, said: stderr.trim() };
};

describe('npm run grade', function () {
  this.timeout(180_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-grade-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  };

  it('says in one sentence what cannot be graded, and exits with 1', () => {
    const text = write('essay.ipynb', 'An essay.');
    const { status, said } = run('grade.ts', text);
    assert.equal(status, 1);
    assert.match(said, /essay\.ipynb: expected a notebook \(\.ipynb\), found something else \(.+\)\.$/);
    const nothing = run('grade.ts', path.join(folder, 'absent.ipynb'));
    assert.match(nothing.said, /absent\.ipynb: expected a notebook or a folder of notebooks, found nothing\.$/);
    assert.match(run('grade.ts', text, '--seconds', '0').said, /expected seconds, a number above 0/);
  });

  it('lists in a CSV which files of a folder it did not grade, and why', () => {
    write('class/ada/01-eda.ipynb', '{"cells": [], "metadata": {}}');
    write('class/=bob.ipynb', '{}');
    write('class/.ipynb_checkpoints/x.ipynb', '{}');
    const csv = path.join(folder, 'points.csv');
    const { status, stdout } = run('grade.ts', path.join(folder, 'class'), '--csv', csv);
    assert.equal(status, 1);
    assert.match(stdout, /0 of 2 notebooks graded/);
    const [head, ...rows] = fs.readFileSync(csv, 'utf8').trim().split('\r\n');
    assert.equal(head, 'file,exercises,task,points,of,why');
    assert.equal(rows.length, 2);
    assert.match(rows[0], /^'=bob\.ipynb,,,,,".+expected a notebook \(\.ipynb\), found other JSON\."$/);
    assert.match(rows[1], /^ada\/01-eda\.ipynb,,,,,".+; found a notebook of something else\."$/);
  });
});

describe('npm run exercises', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-exercises-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  it("writes the teacher's notebooks to another folder alone", () => {
    assert.match(run('exercises.ts', '--teacher').said, /^--teacher: expected --output FOLDER/);
    const { status, stdout } = run('exercises.ts', '--teacher', '--output', folder);
    assert.equal(status, 0);
    assert.match(stdout, /01-eda\.ipynb: 4 tasks, 35 points/);
    const text = fs.readFileSync(path.join(folder, '01-eda.ipynb'), 'utf8');
    assert.match(text, /BEGIN SOLUTION[^]*BEGIN HIDDEN TESTS/);
    assert.match(fs.readFileSync(path.join(folder, 'nbgrader_config.py'), 'utf8'), /code_stub = \{"typescript": /);
  });
});
