import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseExerciseSet } from '../../../scripts/support/exercises/exercise-set';
import { gradeAnswers } from '../../../scripts/support/exercises/grade-answers';
import {
  matchAnswers,
  readAnswers,
  setNameOf,
  type AnswerNotebook,
} from '../../../scripts/support/exercises/match-answers';
import { reasonOf } from '../../../scripts/support/exercises/run-cells';
import { runInNode } from '../../support/run-in-node';

const task = (name: string, points: number) => `
\`\`\`ts solution ${name}
const ${name} = (x: number): number => {
  // BEGIN SOLUTION
  return x + 1;
  // END SOLUTION
};
\`\`\`

\`\`\`ts check ${name} ${points}
import { expectNumber } from './lib/exercises/student-checks';
expectNumber('${name}(1)', ${name}(1), 2);
// BEGIN HIDDEN TESTS
expectNumber('${name}(5)', ${name}(5), 6);
// END HIDDEN TESTS
\`\`\`
`;
const set = parseExerciseSet(
  `\`\`\`ts given start\nconst zero = 0;\n\`\`\`\n${task('next', 10)}${task('later', 5)}`,
  'a.md',
);

/** A notebook of code cells: [grade_id, code], without an id for a student's own. */
const notebook = (...cells: (readonly [id: string | undefined, source: string])[]): AnswerNotebook => ({
  metadata: { telltale: { exercises: 'a' } },
  cells: cells.map(([id, source]) => ({
    cell_type: 'code',
    source,
    metadata: id === undefined ? {} : { nbgrader: { grade_id: id } },
  })),
});
const right = (name: string) => [name, `const ${name} = (x: number) => x + 1;`] as const;
const wrong = (name: string) => [name, `const ${name} = (x: number) => 2 * x;`] as const;
const gradeOf = async (answers: AnswerNotebook) => {
  const { tasks, points, of } = await gradeAnswers(set, { answers, file: 'a.ipynb' }, { seconds: 9, run: runInNode });
  return { found: tasks.map((each) => each.why ?? each.points), points, of };
};

describe("a student's notebook", () => {
  it('has the points of each task whose checks pass, also the hidden ones', async () => {
    assert.deepEqual(await gradeOf(notebook(right('next'), right('later'))), { found: [10, 5], points: 15, of: 15 });
    const found = ['next(5): expected 6, found 10.', 5];
    assert.deepEqual(await gradeOf(notebook(wrong('next'), right('later'))), { found, points: 5, of: 15 });
  });

  it('gains nothing by other checks, other helpers or other given cells', async () => {
    const cheats: readonly (readonly [string | undefined, string])[] = [
      ['start', 'const expectNumber = () => undefined;'],
      [undefined, 'const expectNumber = () => undefined;'],
      wrong('next'),
      ['next-check', ''],
      ['later', 'const later = (x: number) => 2 * x; const expectNumber = () => undefined;'],
      ['later-check', 'console.log("passed");'],
    ];
    const { found, points } = await gradeOf(notebook(...cheats));
    assert.deepEqual(found, ['next(5): expected 6, found 10.', 'later(5): expected 6, found 10.']);
    assert.equal(points, 0);
  });

  it('keeps its points if locked cells were deleted, moved or written to', async () => {
    assert.equal((await gradeOf(notebook(right('later'), right('next')))).points, 15);
    const broken = notebook(['start', 'throw 1;'], right('next'), ['next-check', 'throw 2;'], right('later'));
    assert.equal((await gradeOf(broken)).points, 15);
  });

  it('may have cells of its own, which run after the cell that they follow', async () => {
    const own = notebook([undefined, 'const step = 1;'], ['next', 'const next = (x: number) => x + step;'], [undefined, 'const two = 2;'], ['later', 'const later = (x: number) => x + two - 1;']); // prettier-ignore
    assert.equal((await gradeOf(own)).points, 15);
    assert.deepEqual(
      matchAnswers(set, own, 'a').cells.map(({ from, code }) => from?.id ?? code),
      ['const step = 1;', 'start', 'next', 'const two = 2;', 'next-check', 'later', 'later-check'],
    );
  });

  it('has no points for a task whose cell is missing', async () => {
    assert.deepEqual((await gradeOf(notebook(right('later')))).found, ['The cell next is missing.', 5]);
  });

  it('has the error of the solution as the reason, not what its check says of it', async () => {
    const { found } = await gradeOf(notebook(['next', 'const = 1;'], ['later', "throw new TypeError('mine');"]));
    assert.match(String(found[0]), /Expected identifier/);
    assert.equal(found[1], 'TypeError: mine');
  });

  it('is refused if two cells have one id', async () => {
    const message = 'a.ipynb: expected one cell next, found two; delete the copy.';
    await assert.rejects(gradeOf(notebook(right('next'), right('next'))), { message });
  });
});

describe('a file that is handed in', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-grade-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'a.ipynb');
  const read = (text: string) => {
    fs.writeFileSync(file, text);
    return readAnswers(file);
  };

  it('is a notebook, its cells as lines or as text', () => {
    const cells = [
      { cell_type: 'code', source: ['a\n', 'b'], metadata: {} },
      { cell_type: 'markdown', source: 'c', metadata: { tags: [] } },
    ];
    const { cells: found } = read(JSON.stringify({ cells, metadata: {}, nbformat: 4 }));
    assert.deepEqual(
      found.map(({ source }) => source),
      ['a\nb', 'c'],
    );
  });

  it('is refused in one sentence if it is not', () => {
    assert.throws(() => read('# hello'), /a\.ipynb: expected a notebook \(\.ipynb\), found something else \(.+\)\.$/);
    assert.throws(() => read('{"cells": 3}'), /a\.ipynb: expected a notebook \(\.ipynb\), found other JSON\.$/);
    assert.throws(() => readAnswers(path.join(folder, 'b.ipynb')), /b\.ipynb: expected a notebook .+ENOENT/);
  });

  it('says which exercises it has', () => {
    const of = (metadata: AnswerNotebook['metadata']) => setNameOf({ cells: [], metadata }, 'x', ['a', 'b']);
    assert.equal(of({ telltale: { exercises: 'b' } }), 'b');
    assert.throws(() => of({}), { message: 'x: expected exercises of a, b; found a notebook of something else.' });
    assert.throws(() => of({ telltale: { exercises: 'z' } }), { message: 'x: expected exercises of a, b; found the exercises z.' }); // prettier-ignore
  });
});

describe('the reason for a lost point', () => {
  const reason = (said: string) => reasonOf({ status: 'error', said }, 120);

  it('is the message alone, whoever wrote it', () => {
    assert.equal(
      reason('Check: f(1): expected 2, found 3.\n    at fail (a.ts:1:2)\n    at b'),
      'f(1): expected 2, found 3.',
    );
    assert.equal(reason("evalmachine.<anonymous>:5\nthrow new Error('x');\n^\n\nError: x\n    at a"), 'x');
    assert.equal(reason('f(1): expected 2, found 3.\n  cell [4], line 2: return 3;\n  line 2: f(1)'), 'f(1): expected 2, found 3.'); // prettier-ignore
    assert.equal(reason("\u001b[31m1:7 - Cannot find name 'kl'.\u001b[0m\n"), "1:7 - Cannot find name 'kl'.");
    assert.equal(reason('RangeError: y\n'), 'RangeError: y');
    assert.equal(reason(''), 'It failed and said nothing.');
    assert.equal(reason('z'.repeat(400)).length, 300);
  });

  it('is the limit or the end of the kernel', () => {
    assert.equal(reasonOf({ status: 'timeout', said: '' }, 7), 'It did not end within 7 s.');
    assert.equal(reasonOf({ status: 'died', said: '' }, 7), 'It ended the kernel.');
  });
});
