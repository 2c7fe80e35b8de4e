/** Markdown and code as HTML, rendered by the nbconvert and Pygments that set-up installs. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../base/index';
import { renderMath } from './math';

export interface Markup {
  readonly markdown: readonly string[];
  readonly code: readonly string[];
}

/**
 * Renders many texts in one call: Python takes a second to start.
 *
 * @param sources  Markdown, and TypeScript.
 * @returns        HTML for each, in the same order, with formulas rendered.
 * @throws If the Python of set-up is missing or fails.
 */
export function renderMarkup(sources: Markup): Markup {
  const python = path.join(REPOSITORY_ROOT, '.venv', 'bin', 'python');
  if (!fs.existsSync(python))
    throw new Error('There is no .venv with nbconvert, which renders the pages. Run npm run setup.');
  const script = path.join(REPOSITORY_ROOT, 'lib', 'site', 'markup.py');
  const { status, stdout, stderr, error } = spawnSync(python, [script], {
    input: JSON.stringify(sources),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error || status !== 0) {
    const cause = error?.message ?? (stderr.trim().split('\n').pop() || `status ${status}`);
    throw new Error(`nbconvert could not render the notebooks' text: ${cause}. Run npm run setup.`);
  }
  const { markdown, code } = JSON.parse(stdout) as Markup;
  return { markdown: markdown.map(renderMath), code };
}
