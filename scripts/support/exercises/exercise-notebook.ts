/** Writes an exercise set as a notebook with nbgrader's metadata, in the student's edition or the teacher's. */
import { notebookText } from '../notebook-text';
import { studentCode, type CodeCell, type ExerciseSet, type ProseCell } from './exercise-set';

export type Edition = 'student' | 'teacher';

/**
 * Writes a notebook.
 *
 * @returns  The text of an .ipynb of nbformat 4.5, without outputs; the same source gives the same text.
 * @see      https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
 */
export function exerciseNotebook({ name, cells }: ExerciseSet, edition: Edition): string {
  const written = cells.map((cell) => (cell.role === 'prose' ? proseCell(cell) : codeCell(cell, edition)));
  return notebookText(written, { telltale: { exercises: name } });
}

const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

function proseCell({ id, text }: ProseCell) {
  return { cell_type: 'markdown', id, metadata: {}, source: linesOf(text) };
}

function codeCell(cell: CodeCell, edition: Edition) {
  const source = linesOf(edition === 'teacher' ? cell.code : studentCode(cell));
  const metadata = { nbgrader: nbgraderOf(cell) };
  return { cell_type: 'code', execution_count: null, id: cell.id, metadata, outputs: [], source };
}

/** Returns nbgrader's metadata of a cell: all but solutions are locked, and checks alone have points. */
function nbgraderOf({ role, id, points }: CodeCell) {
  return {
    cell_type: 'code',
    grade: role === 'check',
    grade_id: id,
    locked: role !== 'solution',
    ...(points === undefined ? {} : { points }),
    schema_version: 3,
    solution: role === 'solution',
    task: false,
  };
}

/** Returns a configuration of nbgrader with the stub of TypeScript, for which nbgrader has none. */
export function nbgraderConfig(stub: readonly string[]): string {
  return [
    '"""Lets nbgrader make the student\'s edition of these notebooks: it has no stub for TypeScript."""',
    '',
    'c = get_config()  # noqa: F821',
    `c.ClearSolutions.code_stub = {"typescript": ${JSON.stringify(stub.join('\n'))}}`,
    '',
  ].join('\n');
}
