/** Figures of any magnitude, with their unit. */
import { formatFixed } from '../tables/number-format';

/** Formats a figure: three digits after the point below 1, three significant digits from there on. */
function formatValue(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  if (Math.abs(value) < 0.001) return value.toExponential(1);
  if (Math.abs(value) < 1) return formatFixed(value, 3);
  return Math.abs(value) < 1000 ? String(Number(value.toPrecision(3))) : Math.round(value).toLocaleString('en-US');
}

/** Formats a value without its unit. */
export function formatBare(value: number, unit?: string): string {
  // A fraction as a percentage, without the digits that binary adds.
  return formatValue(unit === '%' ? Number((100 * value).toPrecision(12)) : value);
}

/** Puts the unit behind a text of values. */
export function withUnit(text: string, unit?: string): string {
  return unit === undefined ? text : `${text} ${unit}`;
}

/** Formats a value with its unit: `.049 %`, `1.37 s`, `28 channels`. */
export function formatFigure(value: number, unit?: string): string {
  return withUnit(formatBare(value, unit), unit);
}
