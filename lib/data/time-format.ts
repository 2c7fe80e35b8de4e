/** Reads times of a format of strftime, such as '%d.%m.%Y %H:%M:%S'. */
import { DataError } from '../base/index';
import { civilSeconds, offsetSeconds } from './civil-time';

/** What a format reads: seconds since 1970 and nanoseconds, with the text. */
export type FormatReader = (
  text: string,
) => { readonly text: string; readonly seconds: number; readonly nanos: number } | undefined;

/** The pattern of each directive that is read. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  y: '(?<y>\\d\\d)',
  m: '(?<m>\\d\\d?)',
  b: '(?<b>[A-Za-z]{3})[A-Za-z]*',
  B: '(?<b>[A-Za-z]{3})[A-Za-z]*',
  d: '(?<d>\\d\\d?)',
  e: '(?<d>\\d\\d?)',
  j: '(?<j>\\d{1,3})',
  H: '(?<H>\\d\\d?)',
  I: '(?<H>\\d\\d?)',
  M: '(?<M>\\d\\d?)',
  S: '(?<S>\\d\\d?)',
  f: '(?<f>\\d{1,9})',
  p: '(?<p>[AaPp])\\.?[Mm]\\.?',
  z: '(?<z>Z|UTC|[+-]\\d\\d:?\\d\\d)',
  Z: '(?:UTC|GMT|Z)',
  '%': '%',
};

/** Formats that are known without being named, by what stands in them. */
const KNOWN = [
  '%Y-%m',
  '%Y/%m',
  ...['%b %d, %Y', '%b %d %Y', '%d %b %Y', '%d-%b-%Y', '%d/%b/%Y', '%Y-%b-%d', '%Y-%m-%d', '%Y/%m/%d'].flatMap((day) =>
    ['', ' %H:%M', ' %H:%M:%S', ' %H:%M:%S.%f', ' %I:%M %p', ' %I:%M:%S %p'].map((hour) => day + hour),
  ),
];

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const compiled = new Map<string, FormatReader>();

/**
 * Compiles a format. It has the directives %Y or %y, then %m, %b or %B, mostly with %d, or %j; and as wanted %H or %I with %p, %M, %S,
 * %f (up to nine digits), %z, %Z (UTC only) and %%. A blank stands for any number of blanks.
 *
 * @throws {DataError} If the format has an unknown or repeated directive, or names no month.
 */
export function formatReader(format: string): FormatReader {
  const known = compiled.get(format);
  if (known) return known;
  const seen = new Set<string>();
  const source = format.trim().replace(/%(.?)|\s+|[.*+?^${}()|[\]\\]/g, (piece: string, directive?: string) => {
    if (directive === undefined) return piece.trim() === '' ? '\\s+' : `\\${piece}`;
    const pattern = DIRECTIVES[directive];
    if (pattern === undefined || seen.has(pattern)) {
      throw new DataError(`time format '${format}': ${pattern ? 'repeated' : 'unknown'} directive %${directive}`);
    }
    if (directive !== '%') seen.add(pattern);
    return pattern;
  });
  const has = (directive: string) => seen.has(DIRECTIVES[directive]);
  const month = has('j') || has('m') || has('b');
  if (!(has('Y') || has('y')) || !month) {
    throw new DataError(
      `time format '${format}': expected a year, a month and a day, such as %Y-%m-%d, or a year and a month`,
    );
  }
  const reader = readerOf(new RegExp(`^\\s*${source}\\s*$`));
  compiled.set(format, reader);
  return reader;
}

/** Recognises months without a day, names of months, and a year first with AM or PM, by a first time. */
export function knownFormat(text: string): string | undefined {
  return KNOWN.find((format) => formatReader(format)(text) !== undefined);
}

function readerOf(pattern: RegExp): FormatReader {
  return (text) => {
    const found = pattern.exec(text)?.groups;
    if (!found) return undefined;
    const { y, m, b, d = '1', j, H = '0', M = '0', S = '0', f = '', p, z = '' } = found;
    const year = found['Y'] ? Number(found['Y']) : Number(y) + (Number(y) < 69 ? 2000 : 1900);
    const month = j ? 1 : b ? MONTHS.indexOf(b.toLowerCase()) + 1 : Number(m);
    if (p && (Number(H) < 1 || Number(H) > 12)) return undefined;
    const hour = p ? (Number(H) % 12) + (/p/i.test(p) ? 12 : 0) : Number(H);
    const start = civilSeconds(year, month, j ? 1 : Number(d), hour, Number(M), Number(S));
    if (start === undefined || Number(j ?? 1) < 1 || Number(j ?? 1) > 366) return undefined;
    const seconds = start + (Number(j ?? 1) - 1) * 86_400 - offsetSeconds(z);
    return { text, seconds, nanos: Number(f.padEnd(9, '0')) };
  };
}
