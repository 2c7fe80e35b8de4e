/** The one number format of tables, sentences and captions: as papers print numbers, without a leading zero. */
import { grouped } from '../base/index';

/** What stands in a cell where nothing was measured. */
export const MISSING = '–';

/** Formats a number with a fixed number of digits after the point: `.657`, `-.020`, `12.300`; zero has no sign. */
export function formatFixed(value: number, digits: number): string {
  return bare(value.toFixed(digits)).replace(/^-(?=[.0]*$)/, '');
}

/** Below this a number is written with a power of ten. */
const SMALL = 1e-4;

/** Formats a number with a few significant digits: `.773`, `12.5`, `8,509`, `4.75e-7`. */
export function formatShort(value: number, digits = 3): string {
  if (value === 0) return '0';
  if (Math.abs(value) < SMALL) return value.toExponential(digits - 1).replace(/\.?0*e/, 'e');
  const rounded = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(digits));
  return Math.abs(rounded) >= 1000 ? grouped(rounded) : bare(String(rounded));
}

/** Writes a share in percent: `38 %`, `.4 %`; none at all is `0 %`. */
export function percent(share: number, digits = 0): string {
  return share === 0 ? '0 %' : `${formatFixed(100 * share, digits)} %`;
}

/** Takes the zero before the point away. */
function bare(text: string): string {
  return text.replace(/^(-?)0\./, '$1.');
}

/** Formats a number for a table: as `formatFixed`, but whole numbers from 2 on without digits, in groups of thousands. */
export function formatNumber(value: number, digits: number): string {
  if (Number.isInteger(value) && Math.abs(value) > 1) return grouped(value);
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
