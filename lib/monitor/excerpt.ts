/** Shortens input that a message quotes. */
const LONGEST_EXCERPT = 60;

/** Returns the beginning of a text, to follow the word 'found'. */
export function excerpt(text: string, longest = LONGEST_EXCERPT): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** Returns a cell or a JSON value as it was written, shortened. Input of any depth and size is safe. */
export function asFound(value: unknown): string {
  if (value === undefined || value === '') return 'nothing';
  return excerpt(typeof value === 'number' ? String(value) : beginningOf(value, LONGEST_EXCERPT + 1));
}

/**
 * Writes the beginning of a JSON value: as much as fills the room, a little more, or all of it. Each level of nesting
 * takes a character, so the recursion is no deeper than the room is long.
 */
function beginningOf(value: unknown, room: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, Math.max(room, 0)));
  if (typeof value !== 'object' || value === null) return String(value);
  const keys = Array.isArray(value) ? value.slice(0, LONGEST_EXCERPT).keys() : Object.keys(value);
  let text = Array.isArray(value) ? '[' : '{';
  for (const key of keys) {
    if (text.length >= room) return text;
    if (text.length > 1) text += ',';
    if (typeof key === 'string') text += `${JSON.stringify(key.slice(0, LONGEST_EXCERPT))}:`;
    text += beginningOf((value as Record<string | number, unknown>)[key], room - text.length);
  }
  return text + (Array.isArray(value) ? ']' : '}');
}
