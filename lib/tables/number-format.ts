/** The one number format of tables: as papers print numbers, without a leading zero. */

/** What stands in a cell where nothing was measured. */
export const MISSING = '–';

/** Formats a number with a fixed number of digits after the point: `.657`, `-.020`, `12.300`. */
export function formatFixed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/^(-?)0\./, '$1.');
}

/** Formats a number for a table: as `formatFixed`, but whole numbers from 2 on without digits, in groups of thousands. */
export function formatNumber(value: number, digits: number): string {
  if (Number.isInteger(value) && Math.abs(value) > 1) return value.toLocaleString('en-US');
  return formatFixed(value, digits);
}

/** Formats a number with its sign: `+.024`, `-.090`. */
export function formatSigned(value: number, digits: number): string {
  return `${value < 0 ? '-' : '+'}${formatFixed(Math.abs(value), digits)}`;
}

/** Formats a measure in [0, 1] with three digits, `.657`; a dash where it is undefined. */
export function formatMeasure(value: number | null): string {
  return value === null ? MISSING : formatFixed(value, 3);
}
