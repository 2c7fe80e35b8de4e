import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base/index';
import { exerciseNotebook } from '../../scripts/support/exercises/exercise-notebook';
import { gradeAnswers } from '../../scripts/support/exercises/grade-answers';
import type { AnswerNotebook } from '../../scripts/support/exercises/match-answers';
import { readExerciseSets, SOURCES } from '../../scripts/support/exercises/read-exercise-set';
import { runCells } from '../../scripts/support/exercises/run-cells';

const sets = readExerciseSets(SOURCES);

describe('exercises graded in a kernel', () => {
  for (const set of sets) {
    it(`${set.name}: the teacher's solutions have all points`, async () => {
      const answers = JSON.parse(exerciseNotebook(set, 'teacher'), (key, value: unknown) =>
        key === 'source' ? (value as string[]).join('') : value,
      ) as AnswerNotebook;
      const { tasks, points, of } = await gradeAnswers(set, { answers, file: set.name }, { seconds: 300 });
      assert.deepEqual(
        tasks.filter(({ why }) => why !== undefined),
        [],
      );
      assert.equal(points, of);
    });
  }

  it('goes on after cells that fail, do not end, or end the kernel, and after edited checks', async () => {
    const [set] = sets;
    const answer = (id: string, source: string) => {
      return { cell_type: 'code', source, metadata: { nbgrader: { grade_id: id } } };
    };
    const cells = [
      answer('labels', 'const labelsOf = (spans: Span[], length: number): number[] => { for (;;); };'),
      answer('labels-check', ''),
      answer('spans', "const spansOf = (labels: number[]): Span[] => { throw new TypeError('mine'); };"),
      answer('share', 'const anomalousShare = (a: number[], b: number, c: number): number => process.exit(0);'),
      answer('bar', 'const allAnomalousF1 = (share: number) => (2 * share) / (1 + share);'),
      answer('bar-check', "throw new Error('edited');"),
    ];
    const answers = { metadata: {}, cells };
    const { tasks } = await gradeAnswers(set, { answers, file: 'a' }, { seconds: 60 });
    assert.deepEqual(
      tasks.map(({ why, points }) => why ?? points),
      ['It did not end within 60 s.', 'TypeError: mine', 'It ended the kernel.', 5],
    );
  });

  it('ends with its signal, and leaves no folder', async () => {
    const results = path.join(REPOSITORY_ROOT, 'results');
    const before = fs.existsSync(results) ? fs.readdirSync(results) : [];
    const abort = new AbortController();
    const running = runCells(['for (;;);'], 300, abort.signal);
    abort.abort();
    await assert.rejects(running, { message: 'Interrupted: the notebook that ran has no points.' });
    assert.deepEqual(
      fs.readdirSync(results).filter((name) => !before.includes(name)),
      [],
    );
  });

  it('has one result a cell, also of those after a timeout, whose kernel knows the cells before', async () => {
    const cells = ['const a = 1;', 'for (;;);', 'if (a !== 1) throw 1;', "throw new Error('x')", 'let b = a + 1;'];
    const runs = await runCells(cells, 20);
    assert.deepEqual(
      runs.map(({ status }) => status),
      ['ok', 'timeout', 'ok', 'error', 'ok'],
    );
  });
});
