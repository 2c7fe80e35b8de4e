/** Lines of units between the names of columns and their values, as loggers and measurement programs write them. */
import { type CellRules, cellValue } from './cell';
import { isDate, isTimeOfDay } from './header';

/** At most so many lines, such as one of units and one of kinds (Avg, Max); and rows below that tell. */
const [MOST, MIN_ROWS] = [2, 3];

/** What stands in place of a value that is not there, rather than for its unit. */
const FAULT =
  /^(err|error|errors|fail|failed|failure|bad|invalid|timeout|missing|offline|fault|no ?(data|value|signal)|unavailable|overflow|[^\p{L}%\u00b0]+|#.*)$/iu;

/**
 * Counts the first rows that hold units: neither a value nor a time, but text in at least half of the columns in which all rows
 * below are numbers.
 */
export function unitRows(rows: readonly (readonly string[])[], rules: CellRules): number {
  for (let count = 1; count <= MOST && rows.length >= count + MIN_ROWS; count++) {
    const below = rows.slice(count);
    if (rows.slice(0, count).every((row) => holdsUnits(row, below, rules))) return count;
  }
  return 0;
}

function holdsUnits(row: readonly string[], rest: readonly (readonly string[])[], rules: CellRules): boolean {
  const values = row.map((cell) => cellValue(cell, rules));
  const isText = (i: number) => values[i] === 'text' && !isDate(row[i]) && !isTimeOfDay(row[i]);
  const isOther = row.some((cell, i) => !/^-?$/.test(cell) && (!isText(i) || FAULT.test(cell)));
  if (isOther) return false;
  const numeric = row.flatMap((_, i) => {
    const below = rest.map((cells) => cellValue(cells[i] ?? '', rules));
    const areNumbers = below.every((value) => typeof value === 'number') && below.some((value) => value === value);
    return areNumbers ? [i] : [];
  });
  return numeric.length > 0 && 2 * numeric.filter(isText).length >= numeric.length;
}
