/** Grades a student's notebook: runs it with the checks of the set, public and hidden, and counts points. */
import { checksOf, type ExerciseSet } from './exercise-set';
import { matchAnswers, type AnswerNotebook } from './match-answers';
import { reasonOf, runCells, type CellRun } from './run-cells';

interface TaskGrade {
  readonly task: string;
  readonly points: number;
  /** Points that it is worth. */
  readonly of: number;
  /** What its first failed check said; undefined with full points. */
  readonly why?: string;
}

export interface Grade {
  readonly exercises: string;
  readonly tasks: readonly TaskGrade[];
  readonly points: number;
  readonly of: number;
}

export interface GradeOptions {
  /** Limit for each cell. */
  readonly seconds: number;
  /** Ends the grading. */
  readonly signal?: AbortSignal;
  /** Runs cells; default a kernel. */
  readonly run?: typeof runCells;
}

/**
 * Grades a notebook. A task has all of its points or none, as its check passes or fails.
 *
 * @param file  For messages; the file is neither read again nor changed.
 * @throws      As {@link matchAnswers} and {@link runCells}.
 */
export async function gradeAnswers(
  set: ExerciseSet,
  { answers, file }: { readonly answers: AnswerNotebook; readonly file: string },
  { seconds, signal, run = runCells }: GradeOptions,
): Promise<Grade> {
  const { cells, missing } = matchAnswers(set, answers, file);
  const code = cells.map((cell) => cell.code);
  const runs = await run(code, seconds, signal);
  const tasks = checksOf(set).map((check): TaskGrade => {
    const graded = { task: check.task, of: check.points };
    if (missing.includes(check.task)) return { ...graded, points: 0, why: `The cell ${check.task} is missing.` };
    const ran = (id: string): CellRun => runs[cells.findIndex(({ from }) => from?.id === id)];
    const [solution, checked] = [ran(check.task), ran(check.id)];
    if (checked.status === 'ok') return { ...graded, points: check.points };
    // A solution that failed is the reason for all that its check says.
    const failed = solution.status === 'ok' ? checked : solution;
    return { ...graded, points: 0, why: reasonOf(failed, seconds) };
  });
  const sum = (field: 'points' | 'of'): number => tasks.reduce((total, task) => total + task[field], 0);
  return { exercises: set.name, tasks, points: sum('points'), of: sum('of') };
}
