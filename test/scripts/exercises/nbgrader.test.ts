import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../../lib/base/index';
import { exerciseNotebook, nbgraderConfig } from '../../../scripts/support/exercises/exercise-notebook';
import { stubLines } from '../../../scripts/support/exercises/exercise-set';
import { EXERCISES, readExerciseSets, SOURCES } from '../../../scripts/support/exercises/read-exercise-set';

/** A Python that has nbgrader, which is not among the project's own packages. */
const python = process.env.NBGRADER_PYTHON ?? path.join(REPOSITORY_ROOT, '.venv', 'bin', 'python');

describe('nbgrader', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-nbgrader-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  it("takes the metadata, and makes our student's notebooks of the teacher's", function () {
    this.timeout(300_000);
    if (spawnSync(python, ['-c', 'import nbgrader']).status !== 0) this.skip();
    const sets = readExerciseSets(SOURCES);
    for (const set of sets) {
      fs.writeFileSync(path.join(folder, `${set.name}.ipynb`), exerciseNotebook(set, 'teacher'));
    }
    fs.writeFileSync(path.join(folder, 'nbgrader_config.py'), nbgraderConfig(stubLines));
    const script = path.join(REPOSITORY_ROOT, 'test', 'support', 'nbgrader-edition.py');
    const { status, stdout, stderr } = spawnSync(python, [script, folder, EXERCISES], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.deepEqual(
      stdout.trim().split('\n'),
      sets.map(({ name }) => name),
    );
  });
});
