/** The answer of a notebook, which stands at its top and is known at its end. */
import { type DisplayBundle, emit } from './notebook';
import type { TextDisplay } from './status-line';

/** A notebook's answer in an output as data: `{ markdown }`. The site takes it from there. */
export const answerMimeType = 'application/vnd.telltale.answer+json';

/**
 * Shows the answer of the notebook in the place of a display.
 *
 * @param display   From tslab's `newDisplay()`, shown in the first cell.
 * @param markdown  What the notebook found, as one paragraph of Markdown.
 * @returns         Nothing in a notebook, elsewhere the bundle.
 */
export function showAnswer(display: TextDisplay, markdown: string): DisplayBundle | undefined {
  const bundle = { [answerMimeType]: { markdown }, 'text/markdown': markdown, 'text/plain': markdown };
  return emit(bundle, display) ? undefined : bundle;
}
