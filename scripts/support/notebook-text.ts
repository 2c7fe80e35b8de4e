/** What every notebook that a command writes has: the kernel's name in its file, and the library beside it. */
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base/index';

/**
 * Writes cells as the text of an .ipynb of nbformat 4.5 for the TypeScript kernel.
 *
 * @param cells     As nbformat has them.
 * @param metadata  Of the notebook, beside the kernel's.
 */
export function notebookText(cells: readonly object[], metadata: object = {}): string {
  const kernel = {
    kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
    language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
  };
  const notebook = { cells, metadata: { ...kernel, ...metadata }, nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** Links lib/ into a folder, whose notebooks import ./lib; relative within the clone, so that the clone may be moved. */
export function linkLibrary(folder: string): void {
  const link = path.join(folder, 'lib');
  if (fs.existsSync(link)) return;
  const library = path.join(REPOSITORY_ROOT, 'lib');
  const inside = !path.relative(REPOSITORY_ROOT, folder).startsWith('..');
  fs.symlinkSync(inside ? path.relative(fs.realpathSync(folder), library) : library, link);
}
