/** Prose in a cell's output: what was seen in the figure or table above, with the run's own numbers. */
import { type DisplayBundle, emit } from './notebook';

/**
 * Shows Markdown in the running cell.
 *
 * @returns  Nothing in a notebook, elsewhere the bundle.
 */
export function showText(markdown: string): DisplayBundle | undefined {
  const bundle = { 'text/markdown': markdown, 'text/plain': markdown };
  return emit(bundle) ? undefined : bundle;
}
