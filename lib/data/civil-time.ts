/** The calendar: days and times of day as seconds since 1970, UTC, without leap seconds. */

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Returns the seconds since 1970 of a day and a time of day; a leap second counts as the next minute's first second, 24:00 as
 * the next day's.
 *
 * Source: the days are counted in years from March on, as in Fliegel & Van Flandern 1968, doi:10.1145/364096.364097.
 *
 * @returns  Undefined if the calendar has no such day or the day no such time.
 */
export function civilSeconds(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number | undefined {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month))) return undefined;
  if (!(minute <= 59 && second <= 60 && (hour <= 23 || (hour === 24 && minute === 0 && second === 0))))
    return undefined;
  const fromMarch = (month + 9) % 12;
  const years = month <= 2 ? year - 1 : year;
  const leaps = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  const days = 365 * years + leaps + Math.floor((153 * fromMarch + 2) / 5) + day - 719_469;
  return days * 86_400 + hour * 3600 + minute * 60 + second;
}

/** Returns the seconds by which a zone (Z, UTC, +02, +0200, +02:00) is ahead of UTC. */
export function offsetSeconds(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

function daysOf(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : DAYS[month - 1];
}
