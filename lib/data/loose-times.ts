/** Forms of times that say less than a date: years of two digits, and names of zones. */
import { DataError } from '../base/index';
import { formatReader } from './time-format';
import { recogniseTimes, type TimeForm } from './time-value';

/** Names of zones by standard and summer time, which is an hour ahead. */
const SUMMER: Readonly<Record<string, string>> = {
  EST: 'EDT',
  CST: 'CDT',
  MST: 'MDT',
  PST: 'PDT',
  AKST: 'AKDT',
  CET: 'CEST',
  MEZ: 'MESZ',
  WET: 'WEST',
  EET: 'EEST',
  AEST: 'AEDT',
  ACST: 'ACDT',
  NZST: 'NZDT',
};

const ZONE = /^(.*\d)\s+(?![AP]M$)([A-Z]{2,5}|[A-Z][A-Za-z]+\/[A-Za-z_/]+)$/;
const SHORT = /^\d\d?([-/.])\d\d?\1\d\d(?!\d)([T ,]\s*\d\d?:\d\d(:\d\d([.,]\d+)?)?(\s*[AP]M)?)?$/i;

/** Whether a cell is a date without a time of day whose year has two digits. */
export function isShortDate(cell: string): boolean {
  return SHORT.test(cell) && !cell.includes(':');
}

/** Splits a time from the name of its zone; undefined where it has none. */
function splitZone(text: string): readonly [time: string, zone: string] | undefined {
  const [, time, zone] = ZONE.exec(text) ?? [];
  return zone === undefined ? undefined : [time, zone];
}

/**
 * Recognises times that end in the name of a zone: the same one in every cell, or a zone's standard and summer time.
 *
 * @returns  Undefined for other times, and for other zones.
 */
export function zoneForm(texts: () => Iterable<string>, notes: string[]): TimeForm | undefined {
  const zones = new Set<string>();
  for (const text of texts()) {
    const parts = splitZone(text);
    if (!parts || zones.size > 2) return undefined;
    zones.add(parts[1]);
  }
  const [standard, summer] = [...zones].sort((a, b) => Number(b in SUMMER) - Number(a in SUMMER));
  if (standard === undefined || (zones.size > 1 && (zones.size > 2 || SUMMER[standard] !== summer))) return undefined;
  const times = function* () {
    for (const text of texts()) yield splitZone(text)![0];
  };
  const of = recogniseTimes(times());
  if (!of || of.kind === 'number') return undefined;
  notes.push(
    summer === undefined
      ? `times are read without their zone, ${standard}: order and distances are the same`
      : `times are read in ${standard}, to which ${summer} is an hour ahead`,
  );
  return { kind: 'zone-name', of, ahead: { [standard]: 0, ...(summer !== undefined && { [summer]: 3600 }) } };
}

/**
 * Recognises dates whose year has two digits: by the only order of day, month and year in which all cells are dates that grow,
 * or fall, without a gap. With points, the day is first unless it cannot be.
 *
 * @returns  Undefined where several orders fit, with a note.
 * @throws {DataError} If no order of day, month and year puts the times in order.
 */
export function shortYearForm(
  texts: () => Iterable<string>,
  { file, column, sort, notes }: { file: string; column: string; sort?: boolean; notes: string[] },
): TimeForm | undefined {
  const [first = ''] = texts();
  const [, sign, hour = '', second, fraction, half] = SHORT.exec(first) ?? [];
  if (sign === undefined) return undefined;
  const clock = second ? (fraction ? `:%M:%S${fraction[0]}%f` : ':%M:%S') : ':%M';
  const between = hour[0] === 'T' ? 'T' : hour[0] === ',' ? ', ' : ' ';
  const rest = hour === '' ? '' : `${between}${half ? '%I' : '%H'}${clock}${half ? ' %p' : ''}`;
  // Of orders that are as good, the usual one: 31.12.24, but 24-12-31.
  const orders = sign === '-' ? ['ymd', 'dmy', 'mdy'] : ['dmy', 'mdy', 'ymd'];
  const formats = orders.map((order) => [...order].map((part) => `%${part}`).join(sign) + rest);
  const found = formats.flatMap((format) => {
    const steps = stepsOf(texts(), format);
    return steps ? [{ format, ...steps }] : [];
  });
  if (found.length === 0) return undefined;
  const options = `--time-format, such as '${found[0].format}'`;
  const ordered = found.filter(({ ordered }) => ordered);
  if (ordered.length === 0 && sort !== false) {
    throw new DataError(
      `${file}: column '${column}': expected times in order, found none by day, month or year first, such as '${first}'; ` +
        `--no-sort takes the rows as they are, --sort with ${options} sorts them`,
    );
  }
  const even = ordered.filter(({ even }) => even);
  const dotted = sign === '.' ? ordered.find(({ format }) => format.startsWith('%d')) : undefined;
  const isSame = ordered.length > 0 && ordered.every(({ span }) => span === ordered[0].span && span < 86_400);
  const taken = even.length === 1 ? even[0] : (dotted ?? (isSame || ordered.length === 1 ? ordered[0] : undefined));
  if (!taken) return undefined;
  notes.push(`'${first}' is read by '${taken.format}'; --time-format says otherwise`);
  return { kind: 'format', format: taken.format };
}

/** Looks at times of a format: whether they only grow or only fall, without a gap, and over how many seconds. */
function stepsOf(texts: Iterable<string>, format: string) {
  const read = formatReader(format);
  const times: number[] = [];
  for (const text of texts) {
    const time = read(text);
    if (!time) return undefined;
    times.push(time.seconds + time.nanos / 1e9);
  }
  const steps = times.slice(1).map((time, i) => time - times[i]);
  const sizes = Float64Array.from(steps, Math.abs).sort();
  return {
    ordered: steps.every((step) => step >= 0) || steps.every((step) => step <= 0),
    even: sizes.length > 0 && sizes[sizes.length - 1] <= 1.5 * sizes[sizes.length >> 1],
    span: Math.abs(times[times.length - 1] - times[0]),
  };
}
