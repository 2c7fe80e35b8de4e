/** Reads numbers from bytes without making text of them. */

/** The powers of ten that float64 holds exactly. */
export const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Splits a float64 into two halves whose products are exact (Dekker 1971, doi:10.1007/BF01397083). */
const SPLITTER = 2 ** 27 + 1;

const [MINUS, PLUS, ZERO, NINE, SMALL_E, CAPITAL_E] = [45, 43, 48, 57, 101, 69];

/** What {@link plainNumber} returns where it does not read a number: a NaN is never a number's text. */
const NOT_PLAIN = NaN;

/**
 * Reads the bytes [start, end) as a decimal number, rounded as `Number` rounds it: to the nearest float64.
 *
 * At most fifteen digits times or over a power of ten up to 22 are one exact operation (Clinger 1990,
 * doi:10.1145/93542.93557). Up to nineteen digits over such a power are divided with the remainder, and taken if the quotient is
 * clear of the middle between two float64.
 *
 * @param decimal  The code of the character before decimals.
 * @returns  NaN if the text is anything else, or needs more care.
 */
export function plainNumber(bytes: Uint8Array, start: number, end: number, decimal: number): number {
  let at = start;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;
  const first = at;
  // The first fifteen significant digits and the next four.
  let high = 0;
  let low = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at++) {
    const code = bytes[at];
    if (code >= ZERO && code <= NINE) {
      if (digits < 15) {
        high = high * 10 + (code - ZERO);
        if (high !== 0) digits++;
      } else {
        low = low * 10 + (code - ZERO);
        digits++;
      }
    } else if (code === decimal && point < 0) point = at;
    else break;
  }
  const count = at - first - (point < 0 ? 0 : 1);
  if (count === 0 || digits > 19) return NOT_PLAIN;
  let power = point < 0 ? 0 : point + 1 - at;
  if (at < end) {
    const code = bytes[at];
    if (code !== SMALL_E && code !== CAPITAL_E) return NOT_PLAIN;
    const exponent = readExponent(bytes, at + 1, end);
    if (Number.isNaN(exponent)) return NOT_PLAIN;
    power += exponent;
  }
  const value = digits <= 15 ? scaled(high, power) : quotient(high, low, digits - 15, -power);
  return sign === MINUS ? -value : value;
}

function scaled(digits: number, power: number): number {
  if (power === 0) return digits;
  if (power < 0) return power < -22 ? NOT_PLAIN : digits / POWERS[-power];
  return power > 22 ? NOT_PLAIN : digits * POWERS[power];
}

function readExponent(bytes: Uint8Array, start: number, end: number): number {
  // What lies behind the text is another cell's, or an earlier file's.
  if (start === end) return NaN;
  let at = start;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;
  if (at === end || end - at > 3) return NaN;
  let value = 0;
  for (; at < end; at++) {
    const code = bytes[at];
    if (code < ZERO || code > NINE) return NaN;
    value = value * 10 + (code - ZERO);
  }
  return sign === MINUS ? -value : value;
}

/** Divides (high * 10^places + low) by 10^power. */
function quotient(high: number, low: number, places: number, power: number): number {
  if (power < 0 || power > 22) return NOT_PLAIN;
  const shift = POWERS[places];
  const divisor = POWERS[power];
  // The dividend as a sum of two float64 without error.
  const product = high * shift;
  const most = product + low;
  const least = productError(high, shift, product) + (low - (most - product));
  if (power === 0) return clear(most, least);
  const value = most / divisor;
  const back = value * divisor;
  const remainder = most - back - productError(value, divisor, back) + least;
  return clear(value, remainder / divisor);
}

/** Returns the float64 nearest to value + rest, or NaN where the rest is too near to the middle between two. */
function clear(value: number, rest: number): number {
  const nearest = value + rest;
  const margin = Math.abs(rest) * 1e-9;
  return value + (rest - margin) === nearest && value + (rest + margin) === nearest ? nearest : NOT_PLAIN;
}

/** Returns a * b - product without error. */
function productError(a: number, b: number, product: number): number {
  const aSplit = SPLITTER * a;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = SPLITTER * b;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}
