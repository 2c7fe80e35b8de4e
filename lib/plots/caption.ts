/** The caption beneath a numbered figure. */
import { escapeMarkdown } from '../tables/table-markdown';
import type { DisplayBundle } from './notebook';
import { PlotError } from './plot-error';

/** A caption in an output as data: `{ number, sentence }`. The site takes it from there. */
export const captionMimeType = 'application/vnd.telltale.caption+json';

/**
 * Bundles a caption: `**Figure 3.** sentence` as Markdown, as text, and as data.
 *
 * @throws {PlotError} If the number is not a whole number of at least 1, or the sentence is empty.
 */
export function captionBundle(number: number, sentence: string): DisplayBundle {
  if (!Number.isInteger(number) || number < 1) {
    throw new PlotError(`The number of a figure is ${number}; expected a whole number of at least 1.`);
  }
  if (sentence.trim() === '') throw new PlotError(`The caption of figure ${number} is empty; expected a sentence.`);
  return {
    [captionMimeType]: { number, sentence },
    'text/markdown': `**Figure ${number}.** ${escapeMarkdown(sentence)}`,
    'text/plain': `Figure ${number}. ${sentence}`,
  };
}
