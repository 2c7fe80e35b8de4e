/** Numbers that stand for a missing value, such as -9999: finds them among the values of a column. */
import type { Series } from './series';

/** Rows that are looked at for a code, evenly spread, before a whole column is. */
const SOME = 4096;

/** Nines, as -999, 9999, -999.25 and 99999.9, and the ends of 16-bit numbers. */
const CODE = /^(-?9{3,}(\.9+)?|-99|-999\.25|-32768|32767|65535)$/;

/** How often a code must come, as a share of the values, if it comes fewer than ten times. */
const SHARE = 0.01;

/**
 * Says which columns hold a number in many cells that marks missing values: it is written as such a mark, and it lies further
 * from all other values than these from each other.
 *
 * @returns  A sentence for each such column, without a full stop, with the options that tell.
 */
export function missingCodes({ values, features, names, length }: Series): string[] {
  const every = Math.max(1, Math.floor(length / SOME));
  const notes: string[] = [];
  for (let feature = 0; feature < features; feature++) {
    const suspects = new Set<number>();
    for (let step = 0; step < length; step += every) {
      const value = values[step * features + feature];
      if (isCode(value)) suspects.add(value);
    }
    for (const code of suspects) {
      const found = lookFor(code, { values, features, length, feature });
      if (!found) continue;
      const cells = `${found === length ? 'all' : `${found} of`} ${length} cells`;
      notes.push(
        `column '${names[feature]}' holds ${code} in ${cells}, as a mark of missing values; ` +
          `--missing ${code} takes it as missing, --ignore '${names[feature]}' leaves the column out`,
      );
    }
  }
  return notes;
}

function isCode(value: number): boolean {
  // Few numbers need their text.
  return (value <= -99 || value >= 999) && CODE.test(String(value));
}

/** Counts a code in a column; 0 if it is rare, or as near to the other values as these to each other. */
function lookFor(
  code: number,
  { values, features, length, feature }: Pick<Series, 'values' | 'features' | 'length'> & { readonly feature: number },
): number {
  let count = 0;
  let there = 0;
  let [low, high] = [Infinity, -Infinity];
  for (let at = feature; at < length * features; at += features) {
    const value = values[at];
    if (value === code) count++;
    else if (Number.isFinite(value) && !isCode(value)) {
      there++;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (count < 2 || (count < 10 && count < SHARE * length)) return 0;
  if (there === 0) return code < 0 ? count : 0;
  const distance = code < low ? low - code : code > high ? code - high : 0;
  return distance > 2 * (high - low) && distance > 0 ? count : 0;
}
