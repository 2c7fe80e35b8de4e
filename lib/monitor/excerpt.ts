const LONGEST_EXCERPT = 60;

/** The beginning of a text, to be put behind 'found'. */
export function excerpt(text: string): string {
  return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}...` : text;
}

/** A cell, or a value of JSON, in short as it was found. */
export function asFound(value: unknown): string {
  if (value === undefined || value === '') return 'nothing';
  return excerpt(typeof value === 'number' ? String(value) : JSON.stringify(value));
}
