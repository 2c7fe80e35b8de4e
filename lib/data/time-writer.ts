/** Writes times of nanoseconds as the times of a column are written. */
import type { TimeForm, TimeUnit } from './time-value';

const PLACES: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

/**
 * Returns a function that writes a time.
 *
 * @param like  A time of the column. Times that are not numbers are written as ISO texts, with a blank or a T, a Z or nothing.
 * @returns     Takes nanoseconds since 1970, or billionths of a unit since the column's own zero.
 */
export function timeWriter(like: string, form: TimeForm): (nanoseconds: bigint) => number | string {
  if (form.kind === 'number') {
    const places = PLACES[form.unit ?? 's'];
    return (nanoseconds) => {
      const text = decimalText(nanoseconds, 9 - places);
      return String(Number(text)) === text ? Number(text) : text;
    };
  }
  const between = /^\d{4}-\d\d-\d\dT/.test(like) ? 'T' : ' ';
  const zone = /[Zz]$|UTC|GMT|[+-]\d\d(:?\d\d)?$/.test(like) && /:/.test(like) ? 'Z' : '';
  return (nanoseconds) => {
    const seconds = floorDiv(nanoseconds, 1_000_000_000n);
    const fraction = String(nanoseconds - seconds * 1_000_000_000n)
      .padStart(9, '0')
      .replace(/0+$/, '');
    const start = form.kind === 'time-of-day' ? 11 : 0;
    const text = new Date(Number(seconds) * 1000).toISOString().slice(start, 19).replace('T', between);
    return `${text}${fraction && `.${fraction}`}${zone}`;
  };
}

/** Writes whole / 10^places without trailing zeros. */
function decimalText(whole: bigint, places: number): string {
  const sign = whole < 0n ? '-' : '';
  const digits = String(whole < 0n ? -whole : whole).padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  const integer = digits.slice(0, digits.length - places);
  return places === 0 ? sign + digits : `${sign}${integer}${fraction && `.${fraction}`}`;
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a < 0n && quotient * b !== a ? quotient - 1n : quotient;
}
