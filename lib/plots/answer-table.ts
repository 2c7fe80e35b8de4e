/** The answer of a notebook as a short table: what was asked, and what was measured for it. */
import { toMarkdown } from '../tables/table-markdown';

/**
 * Lays an answer out for `showAnswer`.
 *
 * @param lead   What the figures come from: profile, seed, data.
 * @param found  What was measured, by what it is; one line each.
 */
export function answerTable(lead: string, found: Readonly<Record<string, string>>): string {
  const columns = ['What was asked', 'What was measured'].map((heading) => ({ heading, align: 'left' as const }));
  return `**Answer** (${lead}).\n\n${toMarkdown({ columns, rows: Object.entries(found) })}`;
}
