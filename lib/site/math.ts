/**
 * TeX as HTML with MathML beside it for readers that speak it. KaTeX's style and fonts lie beside the pages, because a
 * headless browser has no font for mathematics and draws bare MathML without its letters.
 */
import katex from 'katex';
import path from 'node:path';
import { escapeHtml, unescapeHtml } from './html';

/** The folder with katex.min.css and fonts/. */
export function mathAssets(): string {
  return path.dirname(require.resolve('katex'));
}

/** Replaces the formulas that markup.py marked. A formula that KaTeX does not know is shown as its TeX. */
export function renderMath(html: string): string {
  return html.replace(/<tex-(inline|block)>(.*?)<\/tex-\1>/gs, (_, kind: string, escaped: string) => {
    return texToHtml(unescapeHtml(escaped), kind === 'block');
  });
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
