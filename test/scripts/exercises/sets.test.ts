import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { exerciseNotebook } from '../../../scripts/support/exercises/exercise-notebook';
import { checksOf, studentCode, type ExerciseSet } from '../../../scripts/support/exercises/exercise-set';
import { gradeAnswers, type Grade } from '../../../scripts/support/exercises/grade-answers';
import { readAnswers, setNameOf, type AnswerNotebook } from '../../../scripts/support/exercises/match-answers';
import { EXERCISES, readExerciseSets, SOURCES } from '../../../scripts/support/exercises/read-exercise-set';
import { runInNode } from '../../support/run-in-node';

const sets = readExerciseSets(SOURCES);
const notebookOf = (set: ExerciseSet, edition: 'student' | 'teacher') => {
  return JSON.parse(exerciseNotebook(set, edition), (key, value: unknown) =>
    key === 'source' ? (value as string[]).join('') : value,
  ) as AnswerNotebook;
};
const grade = (set: ExerciseSet, answers: AnswerNotebook): Promise<Grade> =>
  gradeAnswers(set, { answers, file: 'a.ipynb' }, { seconds: 60, run: runInNode });

/** Replaces a part of the teacher's solution by a student's mistake. */
function withMistake(set: ExerciseSet, task: string, [right, wrong]: readonly [string, string]): AnswerNotebook {
  const { cells, metadata } = notebookOf(set, 'teacher');
  const answer = cells.find((cell) => cell.metadata?.nbgrader?.grade_id === task);
  assert.ok(answer?.source.includes(right), `${set.name}: ${task} has no ${right}`);
  return {
    metadata,
    cells: cells.map((cell) => (cell === answer ? { ...cell, source: cell.source.replace(right, wrong) } : cell)),
  };
}

it('there is a set for each notebook', () => {
  const names = fs.readdirSync(path.dirname(EXERCISES)).filter((name) => name.endsWith('.ipynb'));
  assert.deepEqual(
    sets.map(({ name }) => name),
    names.map((name) => path.basename(name, '.ipynb')).sort(),
  );
});

/** One mistake a set: what it is, and the sentence that it gets. */
const mistakes: Record<string, readonly [task: string, change: readonly [string, string], sentence: RegExp]> = {
  '01-eda': [
    'spans',
    ['last?.end === i', 'last?.end === i + 1'],
    /^spansOf\(\[0, 1, 1, 0\]\): expected \[\{"start":1,"end":3\}\], found/,
  ],
  '02-mlp-vae': ['draw', ['logVar[j] / 2', 'logVar[j]'], /^drawCode of 6 drawn dimensions\[0\]: expected .+, found/],
  '03-lstm-vae': [
    'measures',
    ['score > threshold', 'score >= threshold'],
    /^measures\(\[1, 2, 3, 4\].+\.precision: expected 0\.5, found 0\.666667\.$/,
  ],
  '04-lstm-attention': [
    'softmax',
    ['value - largest', 'value'],
    /^softmax\(\[1000, 1000\]\)\[0\]: expected 0\.5, found NaN\.$/,
  ],
  '05-anomaly-transformer': ['discrepancy', ['s + 1e-4', 's + 1e-3'], /^discrepancy\(\[1, 0\], \[0, 1\]\): expected/],
  '06-anogan': ['step', ['rate * 2', 'rate'], /^searchStep\(.+\)\[0\]: expected 0\.5, found 0\.25\.$/],
  '07-leaderboard': ['blind', ['0.015', '0.5'], /expected an adjusted F1 above 0\.9 and a plain one below 0\.3, found/],
  '08-pipeline': ['merge', ['<= gap', '< gap'], /^mergeAlarms\(\[3, 4, 9\], 0\): expected/],
  '09-exercises': ['needed', ['1 / rate - 1', '1 / rate'], /^scoresNeeded\(0\.5\): expected 1, found 2\.$/],
  '10-what-works': ['average', ['i + reach + 1', 'i + reach'], /^centredAverage\(.+\)\[0\]: expected 1\.5, found 0\.$/],
};

for (const set of sets) {
  describe(`the exercises ${set.name}`, () => {
    const file = path.join(EXERCISES, `${set.name}.ipynb`);

    it('are committed as their source gives them', () => {
      assert.equal(fs.readFileSync(file, 'utf8'), exerciseNotebook(set, 'student'), 'run npm run exercises');
      assert.equal(setNameOf(readAnswers(file), file, [set.name]), set.name);
    });

    it('have two to four tasks, 20 to 40 points, and lines of code within 100 columns', () => {
      const worth = checksOf(set).map(({ points }) => points);
      const sum = worth.reduce((a, b) => a + b, 0);
      assert.ok(
        worth.length >= 2 && worth.length <= 4 && sum >= 20 && sum <= 40,
        `${worth.length} tasks, ${sum} points`,
      );
      const long = set.cells.flatMap((cell) => {
        return cell.role === 'prose' ? [] : cell.code.split('\n').filter((line) => line.length > 100);
      });
      assert.deepEqual(long, []);
    });

    it('import in a public check only what it uses: a name of the library would be a solution of one line', () => {
      const unused = checksOf(set).flatMap((check) => {
        const code = studentCode(check);
        const rest = code.replace(/^import [^;]*;$/gm, '');
        const names = [...code.matchAll(/^import \{([^}]*)\}/gm)].flatMap(([, list]) => list.split(','));
        const own = names.map((name) => name.trim().split(' ').at(-1) ?? '');
        return own.filter((name) => !new RegExp(`\\b${name}\\b`).test(rest)).map((name) => `${check.task}: ${name}`);
      });
      assert.deepEqual(unused, []);
    });

    it("give the teacher's solutions all points", async () => {
      const { tasks, points, of } = await grade(set, notebookOf(set, 'teacher'));
      assert.deepEqual(
        tasks.filter(({ why }) => why !== undefined),
        [],
      );
      assert.equal(points, of);
    });

    it('give a blank notebook no points', async () => {
      const { tasks, points } = await grade(set, notebookOf(set, 'student'));
      assert.deepEqual(
        tasks.map(({ why }) => why),
        tasks.map(() => 'Not done yet: write your code here.'),
      );
      assert.equal(points, 0);
    });

    it('give a wrong solution a sentence, and the others their points', async () => {
      const [task, change, sentence] = mistakes[set.name];
      const { tasks } = await grade(set, withMistake(set, task, change));
      assert.match(String(tasks.find((each) => each.task === task)?.why), sentence);
      assert.deepEqual(
        tasks.filter(({ why }) => why !== undefined).map((each) => each.task),
        [task],
      );
    });
  });
}
