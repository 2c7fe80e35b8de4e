/** Shortens input that a message quotes. */
const LONGEST_EXCERPT = 60;

/** Returns the beginning of a text, to follow the word 'found'. */
export function excerpt(text: string): string {
  return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}...` : text;
}

/** Returns a cell or a JSON value as it was written, shortened. */
export function asFound(value: unknown): string {
  if (value === undefined || value === '') return 'nothing';
  return excerpt(typeof value === 'number' ? String(value) : JSON.stringify(value));
}
