/** Finds and reads the sources of the exercises. */
import fs from 'node:fs';
import path from 'node:path';
import { messageOf, REPOSITORY_ROOT } from '../../../lib/base';
import { parseExerciseSet, type ExerciseSet } from './exercise-set';

/** The folder of the students' notebooks. */
export const EXERCISES = path.join(REPOSITORY_ROOT, 'notebooks', 'exercises');

/** The folder of their sources, one Markdown file a set. */
export const SOURCES = path.join(EXERCISES, 'source');

/**
 * Reads one source.
 *
 * @throws  If it cannot be read, or as {@link parseExerciseSet}.
 */
export function readExerciseSet(file: string): ExerciseSet {
  let text;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file}: expected the source of an exercise set, found none (${messageOf(error)}).`, {
      cause: error,
    });
  }
  return parseExerciseSet(text, file);
}

/**
 * Reads all sources of a folder, in the order of their names.
 *
 * @throws  If the folder has none, or as {@link readExerciseSet}.
 */
export function readExerciseSets(folder: string): ExerciseSet[] {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
  if (names.length === 0) throw new Error(`${folder}: expected sources of exercise sets (.md), found none.`);
  return names.sort().map((name) => readExerciseSet(path.join(folder, name)));
}
