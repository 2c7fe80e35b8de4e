/** Puts a student's answers into the set that they belong to: of her notebook, only solutions and cells of her own count. */
import fs from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../../../lib/base';
import type { CodeCell, ExerciseSet } from './exercise-set';

const text = z.union([z.string(), z.array(z.string())]).transform((source) => [source].flat().join(''));

const notebookSchema = z.object({
  cells: z.array(
    z.object({
      cell_type: z.string(),
      source: text,
      metadata: z.object({ nbgrader: z.object({ grade_id: z.string() }).optional() }).optional(),
    }),
  ),
  metadata: z.object({ telltale: z.object({ exercises: z.string().optional() }).optional() }),
});

/** A student's notebook, as far as it counts. */
export type AnswerNotebook = z.infer<typeof notebookSchema>;

/**
 * Reads a notebook that a student handed in.
 *
 * @throws  If the file cannot be read or is not a notebook.
 */
export function readAnswers(file: string): AnswerNotebook {
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: expected a notebook (.ipynb), found something else (${messageOf(error)}).`, {
      cause: error,
    });
  }
  const parsed = notebookSchema.safeParse(value);
  if (!parsed.success) throw new Error(`${file}: expected a notebook (.ipynb), found other JSON.`);
  return parsed.data;
}

/**
 * Returns the name of the set that a notebook says it belongs to.
 *
 * @throws  If it says none, or one that is not there.
 */
export function setNameOf({ metadata }: AnswerNotebook, file: string, names: readonly string[]): string {
  const name = metadata.telltale?.exercises;
  if (name !== undefined && names.includes(name)) return name;
  const found = name === undefined ? 'a notebook of something else' : `the exercises ${name}`;
  throw new Error(`${file}: expected exercises of ${names.join(', ')}; found ${found}.`);
}

/** A cell to run; of the set, or one that the student added. */
interface RunnableCell {
  readonly code: string;
  /** The cell of the set; undefined for one that the student added. */
  readonly from?: CodeCell;
}

export interface MatchedAnswers {
  readonly cells: readonly RunnableCell[];
  /** Tasks whose cell is not there. */
  readonly missing: readonly string[];
}

/**
 * Builds what is graded: the cells of the set in its own order, checks with their hidden part, each solution replaced by
 * the student's. A cell that the student added runs after the cell of the set that it follows in her notebook.
 *
 * @throws  If two cells have the id of one cell of the set: which of them counts is not for the grader to say.
 */
export function matchAnswers(set: ExerciseSet, { cells }: AnswerNotebook, file: string): MatchedAnswers {
  const own = set.cells.filter((cell): cell is CodeCell => cell.role !== 'prose');
  const answers = new Map<string, string>();
  const added = new Map<string | undefined, string[]>();
  let after: string | undefined;
  for (const { cell_type: kind, source, metadata } of cells) {
    if (kind !== 'code') continue;
    const id = metadata?.nbgrader?.grade_id;
    if (id !== undefined && own.some((cell) => cell.id === id)) {
      if (answers.has(id)) throw new Error(`${file}: expected one cell ${id}, found two; delete the copy.`);
      answers.set(id, source);
      after = id;
    } else added.set(after, [...(added.get(after) ?? []), source]);
  }
  const addedAfter = (id: string | undefined): RunnableCell[] => (added.get(id) ?? []).map((code) => ({ code }));
  const runnable = own.flatMap((from) => {
    const code = from.role === 'solution' ? answers.get(from.id) : from.code;
    return [...(code === undefined ? [] : [{ code, from }]), ...addedAfter(from.id)];
  });
  const missing = own.filter(({ role, id }) => role === 'solution' && !answers.has(id)).map(({ id }) => id);
  return { cells: [...addedAfter(undefined), ...runnable], missing };
}
