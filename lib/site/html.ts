/** The frame that all pages share, and names for anchors and files. */
import { escapeHtml } from '../tables/table-html';

/** Makes a name for a file or an anchor: lower case, digits, single hyphens. */
export function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? ['section']; // prettier-ignore
  return words.join('-').slice(0, 60).replace(/-$/, '');
}

interface PageLink {
  readonly href: string;
  readonly text: string;
}

interface PageParts {
  readonly title: string;
  readonly body: string;
  readonly links: readonly PageLink[];
  /** File name of the page; the link to it is marked as the current one. */
  readonly file: string;
  /** Whether the page loads plotly.js and draws its figures; otherwise they stay pictures. */
  readonly interactive: boolean;
}

/**
 * What a page may load: files beside it, and pictures that it holds. No frame, no form, and no script in the text. Formulas
 * and figures have styles of their own.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Writes a whole page. It loads only files beside it, so it opens offline from a folder. */
export function htmlPage({ title, body, links, file, interactive }: PageParts): string {
  const items = links.map(({ href, text }) => {
    const current = href === file ? ' aria-current="page"' : '';
    return `<li><a href="${escapeHtml(href)}"${current}>${escapeHtml(text)}</a></li>`;
  });
  const navigation = `<nav aria-label="Pages"><ul>${items.join('')}</ul></nav>`;
  const scripts = ['plotly.js', 'figures.js'].map((src) => `<script src="${src}" defer></script>`);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<link rel="icon" href="data:,">',
    `<title>${escapeHtml(title)}</title>`,
    ...(body.includes('class="katex') ? ['<link rel="stylesheet" href="katex.min.css">'] : []),
    '<link rel="stylesheet" href="style.css">',
    ...(interactive ? scripts : []),
    '</head>',
    '<body>',
    ...(links.length > 0 ? [navigation] : []),
    `<main>\n${body}\n</main>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
