/**
 * Text in figures. Plotly takes text for a kind of HTML: it draws tags as markup, with links among them, and decodes
 * entities. What comes from users, such as names of channels, is text and nothing else; the library's own markup is written
 * with the marks below, for which {@link escapeTexts} puts tags.
 */

/** Characters of Unicode's private use, which no text means anything by, and the tags they stand for. */
const tags: Readonly<Record<string, string>> = {
  '\uE000': '<br>',
  '\uE001': '<b>',
  '\uE002': '</b>',
  '\uE003': '<sub>',
  '\uE004': '</sub>',
  '\uE005': '<extra></extra>',
};

/** Begins a line. */
export const LINE_BREAK = '\uE000';

/** At the end of a hover text: without the box that names the trace. */
export const NO_TRACE_NAME = '\uE005';

/** Sets text in bold. */
export const bold = (text: string): string => `\uE001${text}\uE002`;

/** Sets text as an index. */
export const index = (text: string): string => `\uE003${text}\uE004`;

/** Escapes every text in a figure's data or layout, at any depth. Arrays of numbers stay the same. */
export function escapeTexts<T>(value: T): T {
  return escaped(value) as T;
}

function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapeChartText(value);
  if (Array.isArray(value)) return value.every(isBare) ? value : value.map(escaped);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, escaped(each)]));
}

const isBare = (value: unknown) => typeof value === 'number' || value === null;

/** Escapes what Plotly would take for markup, and puts tags for the marks. */
function escapeChartText(text: string): string {
  return text
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\uE000-\uE005]/g, (mark) => tags[mark]);
}
