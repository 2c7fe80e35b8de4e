import assert from 'node:assert/strict';
import { exerciseNotebook } from '../../../scripts/support/exercises/exercise-notebook';
import { checksOf, parseExerciseSet } from '../../../scripts/support/exercises/exercise-set';

const source = `# Numbers

Two tasks.

\`\`\`ts given setup
const one = 1;
\`\`\`

\`\`\`ts solution double
const double = (x: number): number => {
  // BEGIN SOLUTION
  return 2 * x;
  // END SOLUTION
};
\`\`\`

\`\`\`ts check double 10
if (double(1) !== 2) throw new Error('public');
// BEGIN HIDDEN TESTS
if (double(2) !== 4) throw new Error('hidden');
// END HIDDEN TESTS
\`\`\`

An example that is not a cell:

\`\`\`ts
const x = 1;
\`\`\`
`;

interface Cell {
  readonly cell_type: string;
  readonly id: string;
  readonly metadata: object;
  readonly source: readonly string[];
}

describe('the source of an exercise set', () => {
  const set = parseExerciseSet(source, 'a/01-numbers.md');
  const cellsOf = (edition: 'student' | 'teacher') => {
    return (JSON.parse(exerciseNotebook(set, edition)) as { cells: Cell[] }).cells;
  };
  const codeOf = (edition: 'student' | 'teacher') => {
    return cellsOf(edition).flatMap((cell) => (cell.cell_type === 'code' ? [cell.source.join('')] : []));
  };

  it('has prose and code in their order', () => {
    assert.equal(set.name, '01-numbers');
    assert.deepEqual(
      set.cells.map(({ role, id }) => [role, id]),
      [
        ['prose', 'text-1'],
        ['given', 'setup'],
        ['solution', 'double'],
        ['check', 'double-check'],
        ['prose', 'text-2'],
      ],
    );
    assert.deepEqual(
      checksOf(set).map(({ task, points }) => [task, points]),
      [['double', 10]],
    );
    assert.equal(
      cellsOf('student').at(-1)?.source.join(''),
      'An example that is not a cell:\n\n```ts\nconst x = 1;\n```',
    );
  });

  it('gives students a stub and public checks, teachers everything', () => {
    assert.deepEqual(codeOf('student'), [
      'const one = 1;',
      "const double = (x: number): number => {\n  // YOUR CODE HERE\n  throw new Error('Not done yet: write your code here.');\n};",
      "if (double(1) !== 2) throw new Error('public');",
    ]);
    const teacher = codeOf('teacher').join('\n');
    assert.match(teacher, /return 2 \* x;/);
    assert.match(teacher, /BEGIN HIDDEN TESTS\nif \(double\(2\)/);
  });

  it("has nbgrader's metadata: checks have points and are locked, solutions are not", () => {
    const nbgrader = cellsOf('student').flatMap(({ metadata }) => ('nbgrader' in metadata ? [metadata.nbgrader] : []));
    const shared = { cell_type: 'code', schema_version: 3, task: false };
    assert.deepEqual(nbgrader, [
      { ...shared, grade: false, grade_id: 'setup', locked: true, solution: false },
      { ...shared, grade: false, grade_id: 'double', locked: false, solution: true },
      { ...shared, grade: true, grade_id: 'double-check', locked: true, points: 10, solution: false },
    ]);
  });

  const faults: readonly (readonly [what: string, from: string, to: string, message: string])[] = [
    ['a role without a name', 'given setup', 'given', 'a.md: line 5: expected ```ts given and a name, found ```ts given.'],
    ['points of a solution', 'solution double', 'solution double 10', 'a.md: line 9: expected ```ts solution and a name, found ```ts solution double 10.'],
    ['no points', 'check double 10', 'check double', 'a.md: line 17: expected ```ts check, a name and points, found ```ts check double.'],
    ['half points', 'double 10', 'double 0.5', 'a.md: line 17: expected ```ts check, a name and points, found ```ts check double 0.5.'],
    ['no end of a solution', '  // END SOLUTION\n', '', 'a.md: line 9: expected one // BEGIN SOLUTION and one // END SOLUTION, found BEGIN SOLUTION.'],
    ['no hidden checks', /\/\/ BEGIN HIDDEN[^]*TESTS\n/.exec(source)![0], '', 'a.md: line 17: expected one // BEGIN HIDDEN TESTS and one // END HIDDEN TESTS, found neither.'],
    ['two blocks of one name', 'given setup', 'given double', 'a.md: line 9: expected one block double, found another.'],
    ['a check of nothing', 'solution double', 'solution twice', 'a.md: line 17: expected the solution double before its check, found none.'],
    ['a solution without a check', /```ts check[^]*?\n```\n/.exec(source)![0], '', 'a.md: expected a check of double, found none.'],
    ['an open block', 'const x = 1;\n```', '```ts given last\nconst x = 1;', 'a.md: line 27: expected a block that ends with ```, found the end of the file.'],
  ]; // prettier-ignore
  for (const [what, from, to, message] of faults) {
    it(`refuses ${what}`, () => {
      assert.ok(source.includes(from));
      assert.throws(() => parseExerciseSet(source.replace(from, to), 'a.md'), { message });
    });
  }
});
