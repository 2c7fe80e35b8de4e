/**
 * The source of an exercise set: a Markdown file with its prose, and fenced blocks of code with a role. From it come the
 * student's notebook, the teacher's, and what the grader runs.
 *
 *   ```ts given setup          code that stands as it is
 *   ```ts solution kl          a student's task; what lies between BEGIN SOLUTION and END SOLUTION is left out for students
 *   ```ts check kl 10          its checks, worth 10 points; BEGIN HIDDEN TESTS to END HIDDEN TESTS is left out for students
 *
 * The marks are nbgrader's, each in a comment of a line of its own.
 */
import path from 'node:path';

/** A cell of code; its id is nbgrader's grade_id. */
export interface CodeCell {
  readonly role: 'given' | 'solution' | 'check';
  readonly id: string;
  /** The solution's id; of a check alone. */
  readonly task?: string;
  /** Of a check alone. */
  readonly points?: number;
  /** As the teacher has it, with its marks. */
  readonly code: string;
}

export interface ProseCell {
  readonly role: 'prose';
  readonly id: string;
  readonly text: string;
}

export interface ExerciseSet {
  /** The file's name without ending, such as `03-lstm-vae`. */
  readonly name: string;
  readonly cells: readonly (CodeCell | ProseCell)[];
}

/** What stands for a solution in the student's notebook. */
export const stubLines = ['// YOUR CODE HERE', "throw new Error('Not done yet: write your code here.');"] as const;

type Marks = readonly [begin: string, end: string];
const solutionMarks: Marks = ['BEGIN SOLUTION', 'END SOLUTION'];
const hiddenMarks: Marks = ['BEGIN HIDDEN TESTS', 'END HIDDEN TESTS'];
const marksOf = { solution: solutionMarks, check: hiddenMarks };

const FENCE = /^```ts (given|solution|check)\b(.*)$/;

/**
 * Parses a source.
 *
 * @param text  The Markdown.
 * @param file  Its path: the name of the set, and the subject of messages.
 * @throws      If a block is not closed, its heading or its marks are not as above, two blocks have one id, or a check
 *              and its solution are not both there, in this order.
 */
export function parseExerciseSet(text: string, file: string): ExerciseSet {
  const cells: (CodeCell | ProseCell)[] = [];
  const lines = text.split(/\r?\n/);
  let prose: string[] = [];
  const endProse = (): void => {
    const written = prose.join('\n').trim();
    const id = `text-${cells.filter(({ role }) => role === 'prose').length + 1}`;
    if (written !== '') cells.push({ role: 'prose', id, text: written });
    prose = [];
  };
  for (let i = 0; i < lines.length; i++) {
    const heading = FENCE.exec(lines[i]);
    if (!heading) {
      prose.push(lines[i]);
      continue;
    }
    endProse();
    const end = lines.indexOf('```', i);
    const where = `${file}: line ${i + 1}`;
    if (end < 0) throw new Error(`${where}: expected a block that ends with \`\`\`, found the end of the file.`);
    const cell = codeCell(heading, lines.slice(i + 1, end).join('\n'), where);
    requirePlace(cell, cells, where);
    cells.push(cell);
    i = end;
  }
  endProse();
  requireChecks(cells, file);
  return { name: path.basename(file, '.md'), cells };
}

function codeCell([fence, role, rest]: readonly string[], code: string, where: string): CodeCell {
  const [id = '', worth, ...more] = rest.trim().split(/\s+/);
  const points = Number(worth);
  const fits = role === 'check' ? Number.isInteger(points) && points > 0 : worth === undefined;
  if (!/^[a-z][a-z0-9-]*$/.test(id) || !fits || more.length > 0) {
    const expected = role === 'check' ? 'check, a name and points' : `${role} and a name`;
    throw new Error(`${where}: expected \`\`\`ts ${expected}, found ${fence}.`);
  }
  if (role === 'given') return { role, id, code };
  const cell = role === 'check' ? { role, id: `${id}-check`, task: id, points, code } : { role, id, code };
  const [begin, end] = marksOf[cell.role as 'solution' | 'check'];
  const marked = code.split('\n').filter((line) => /^\s*\/\/ (BEGIN|END) /.test(line));
  const names = marked.map((line) => line.trim().slice(3)).join(', ');
  if (names !== `${begin}, ${end}`) {
    throw new Error(`${where}: expected one // ${begin} and one // ${end}, found ${names || 'neither'}.`);
  }
  return cell as CodeCell;
}

function requirePlace(cell: CodeCell, before: readonly (CodeCell | ProseCell)[], where: string): void {
  if (before.some(({ id }) => id === cell.id))
    throw new Error(`${where}: expected one block ${cell.id}, found another.`);
  if (cell.task === undefined) return;
  if (!before.some(({ role, id }) => role === 'solution' && id === cell.task)) {
    throw new Error(`${where}: expected the solution ${cell.task} before its check, found none.`);
  }
}

function requireChecks(cells: readonly (CodeCell | ProseCell)[], file: string): void {
  const checked = new Set(cells.flatMap((cell) => (cell.role === 'check' ? [cell.task] : [])));
  const unchecked = cells.find(({ role, id }) => role === 'solution' && !checked.has(id));
  if (unchecked) throw new Error(`${file}: expected a check of ${unchecked.id}, found none.`);
  if (checked.size === 0) throw new Error(`${file}: expected at least one solution and its check, found none.`);
}

/** Returns the code of a cell as a student gets it: a stub for the solution, public checks alone. */
export function studentCode({ role, code }: CodeCell): string {
  if (role === 'given') return code;
  const lines = code.split('\n');
  const [begin, end] = marksOf[role].map((mark) => lines.findIndex((line) => line.includes(mark)));
  const indent = /^\s*/.exec(lines[begin])![0];
  const stub = role === 'solution' ? stubLines.map((line) => `${indent}${line}`) : [];
  return [...lines.slice(0, begin), ...stub, ...lines.slice(end + 1)].join('\n');
}

/** Lists the checks of a set, in their order. */
export function checksOf({ cells }: ExerciseSet): (CodeCell & { readonly task: string; readonly points: number })[] {
  return cells.flatMap((cell) =>
    cell.role === 'check' ? [{ ...cell, task: cell.task as string, points: cell.points as number }] : [],
  );
}
