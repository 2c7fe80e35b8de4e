/** A notebook of one's own as the text of its file. */
import { cellsOf, type NewNotebook } from './new-notebook-cells';
import { notebookText } from './notebook-text';

interface Cell {
  readonly cell_type: 'markdown' | 'code';
  readonly id: string;
  readonly metadata: object;
  readonly source: readonly string[];
  readonly execution_count?: null;
  readonly outputs?: readonly never[];
}

/** Writes a notebook as the text of its file. */
export function newNotebook(choice: NewNotebook): string {
  const cells = cellsOf(choice).map(([kind, text], i): Cell => {
    const source = text.trim().split(/(?<=\n)/);
    const common = { cell_type: kind, id: `cell-${i + 1}`, metadata: {} };
    return kind === 'code' ? { ...common, execution_count: null, outputs: [], source } : { ...common, source };
  });
  return notebookText(cells);
}
