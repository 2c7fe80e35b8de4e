/** Compares two runs of a notebook, line by line. */
import { outputLines, type Notebook, type OutputLine } from './notebook-outputs';

export interface OutputComparison {
  /** How many numbers of the committed outputs were compared. */
  readonly numbers: number;
  /** Lines that differ, as in `cell 3, printed, line 2: F1 .339, now .341`. */
  readonly differences: readonly string[];
}

const numbersIn = /[-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?/gi;

/**
 * Compares all words and numbers of the outputs.
 *
 * @param tolerance  Largest relative difference at which two numbers count as equal; 0 asks for the same digits.
 */
export function compareOutputs(committed: Notebook, again: Notebook, tolerance = 0): OutputComparison {
  const [before, after] = [outputLines(committed), outputLines(again)];
  const now = new Map(after.map(({ place, text }) => [place, text]));
  const known = new Set(before.map(({ place }) => place));
  const changed = before.flatMap(({ place, text }) => {
    const found = now.get(place);
    if (found === undefined) return [`${place}: ${shorten(text)}, now missing`];
    return equal(text, found, tolerance) ? [] : [`${place}: ${shorten(text)}, now ${shorten(found)}`];
  });
  const added = after
    .filter(({ place }) => !known.has(place))
    .map(({ place, text }) => `${place}: new: ${shorten(text)}`);
  return { numbers: countNumbers(before), differences: [...changed, ...added] };
}

function countNumbers(lines: readonly OutputLine[]): number {
  return lines.reduce((sum, { text }) => sum + (text.match(numbersIn)?.length ?? 0), 0);
}

function equal(a: string, b: string, tolerance: number): boolean {
  if (a === b) return true;
  if (tolerance === 0 || a.replace(numbersIn, '#') !== b.replace(numbersIn, '#')) return false;
  const [left, right] = [a, b].map((text) =>
    (text.match(numbersIn) ?? []).map((each) => Number(each.replace(/,/g, ''))),
  );
  return left.every((each, i) => Math.abs(each - right[i]) <= tolerance * Math.max(Math.abs(each), Math.abs(right[i])));
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
