/**
 * TeX as HTML, with MathML for screen readers. KaTeX's style and fonts lie beside the pages: a headless browser has no font
 * for mathematics and draws bare MathML without its letters.
 */
import katex from 'katex';
import path from 'node:path';
import { escapeHtml } from '../tables/table-html';

/** Finds the folder with katex.min.css and fonts/. */
export function mathAssets(): string {
  return path.dirname(require.resolve('katex'));
}

/** Renders the formulas that markup.py marked. A formula that KaTeX does not understand is shown as its TeX. */
export function renderMath(html: string): string {
  return html.replace(/<tex-(inline|block)>(.*?)<\/tex-\1>/gs, (_, kind: string, escaped: string) => {
    return texToHtml(unescapeHtml(escaped), kind === 'block');
  });
}

/** Undoes Python's `html.escape`. */
function unescapeHtml(html: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };
  return html.replace(/&(amp|lt|gt|quot|#x27);/g, (_, name: string) => entities[name]);
}

function texToHtml(tex: string, displayMode: boolean): string {
  try {
    const math = katex.renderToString(tex, { output: 'htmlAndMathml', displayMode, throwOnError: true });
    return displayMode ? `<div class="formula">${math}</div>` : math;
  } catch {
    const source = `<code class="tex">${escapeHtml(tex.trim())}</code>`;
    return displayMode ? `<div class="formula">${source}</div>` : source;
  }
}
