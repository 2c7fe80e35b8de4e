/** The scores that a program has written: read, counted, and laid out on the time steps. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { DataError, messageOf, plainMessages, zodFault } from '../../base/index';
import { pointScores, readScoreColumn, windowCount, type Series } from '../../data/index';

const ENDINGS = ['npy', 'csv', 'jsonl'] as const;

/** What `scores.json` may say: that scores are of windows, and which step a window's score belongs to. */
const rulesSchema = z.strictObject({
  windowSize: z.int().positive(),
  stride: z.int().positive().default(1),
  /** `mean`: a step has the mean of the windows that it lies in. `last`: it has the score of the last window that has ended. */
  step: z.enum(['mean', 'last']).default('mean'),
});

type Rules = z.infer<typeof rulesSchema>;

/**
 * Reads `scores` and, if it is there, `train_scores`, as .npy, .csv or .jsonl. Each holds one number a step of its series, or one a
 * window, as `scores.json` then says.
 *
 * @param folder  Where the program was told to write.
 * @returns       One score a step; `train` is undefined where the program gives no scores of the training series.
 * @throws {DataError} If there is no file or several, a score is not a finite number, or there are too few or too many; the
 *                    message names the file, what was expected and what was found.
 */
export function readAnswer(
  folder: string,
  { train, test }: { readonly train: Series; readonly test: Series },
): { readonly train?: Float64Array; readonly test: Float64Array } {
  const rules = readRules(folder);
  const found = readOne(folder, 'scores', { series: test, which: 'test', rules });
  if (!found) {
    const names = ENDINGS.map((ending) => `scores.${ending}`).join(', ');
    throw new DataError(`expected ${countOf(test.length, 'test', rules)} in one of ${names}; found no such file`);
  }
  const own = readOne(folder, 'train_scores', { series: train, which: 'training', rules });
  return { test: found, ...(own && { train: own }) };
}

interface Wanted {
  readonly series: Series;
  readonly which: 'test' | 'training';
  readonly rules?: Rules;
}

function readOne(folder: string, name: string, { series, which, rules }: Wanted): Float64Array | undefined {
  const files = ENDINGS.map((ending) => `${name}.${ending}`).filter((file) => fs.existsSync(path.join(folder, file)));
  if (files.length > 1)
    throw new DataError(`${files[0]}: expected one file of these scores, found ${files.join(', ')}`);
  if (files.length === 0) return undefined;
  const [file] = files;
  const scores = within(folder, () => readScoreColumn(path.join(folder, file)).series.values);
  const expected = rules ? windowCount(series.length, rules) : series.length;
  if (scores.length !== expected) {
    const hint = rules ? '' : hintOf(series.length, scores.length);
    throw new DataError(`${file}: expected ${countOf(series.length, which, rules)}, found ${scores.length}${hint}`);
  }
  return rules ? stepsOf(scores, series, rules) : scores;
}

function readRules(folder: string): Rules | undefined {
  const file = path.join(folder, 'scores.json');
  if (!fs.existsSync(file)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DataError(`scores.json: expected JSON (${messageOf(error)})`);
  }
  const parsed = rulesSchema.safeParse(value, plainMessages);
  if (!parsed.success) throw new DataError(`scores.json: ${zodFault(parsed.error, 'the rules of scores')}`);
  return parsed.data;
}

function countOf(steps: number, which: Wanted['which'], rules: Rules | undefined): string {
  if (!rules) return `${steps} scores, one for each step of the ${which} series`;
  const { windowSize, stride } = rules;
  return `${windowCount(steps, rules)} scores, one for each window of ${windowSize} with stride ${stride} of the ${which} series`;
}

/** Says what the program may have meant, where it wrote one score a window and did not say so. */
function hintOf(steps: number, found: number): string {
  if (found >= steps) return '';
  const windowSize = steps - found + 1;
  return `; if these are of windows of ${windowSize}, one a step, write scores.json with {"windowSize": ${windowSize}}`;
}

function stepsOf(scores: Float64Array, series: Series, { windowSize, stride, step }: Rules): Float64Array {
  if (step === 'mean') {
    const starts = Int32Array.from(scores, (_, i) => i * stride);
    return pointScores(scores, { count: scores.length, windowSize, starts }, series.length);
  }
  const windowAt = (time: number) => Math.floor((time - windowSize + 1) / stride);
  const last = scores.length - 1;
  return Float64Array.from({ length: series.length }, (_, time) => scores[Math.min(last, Math.max(0, windowAt(time)))]);
}

/** Leaves the folder out of a message: it is gone by the time that somebody reads it. */
function within<Result>(folder: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new DataError(messageOf(error).split(`${folder}${path.sep}`).join(''));
  }
}
