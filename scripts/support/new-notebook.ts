/** A notebook of one's own as the text of its file. */
import { cellsOf, type NewNotebook } from './new-notebook-cells';

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
  const metadata = {
    kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
    language_info: {
      codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
      file_extension: '.ts',
      mimetype: 'text/typescript',
      name: 'typescript',
      version: '3.7.2',
    },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
