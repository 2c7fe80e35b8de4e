/** Reads timestamps of points. */
import { asFound } from './excerpt';

const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Reads a point's time: a number as it is, or an ISO 8601 date as milliseconds since 1970. A date without a time zone
 * is taken as UTC, not in the zone of this machine.
 *
 * @returns  Undefined if there is no time (undefined, null or blank), null if it is invalid.
 */
export function parseTimestamp(value: unknown): number | undefined | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (text === '') return undefined;
  const date = DATE.exec(text);
  const time = date ? Date.parse(withZone(text.replace(' ', 'T'), date[1])) : Number(text);
  return Number.isFinite(time) ? time : null;
}

/** Says what {@link parseTimestamp} expected of an invalid time. */
export function timestampFault(value: unknown): string {
  return `expected a number or an ISO 8601 date as time; found ${asFound(value)}`;
}

function withZone(text: string, zone: string | undefined): string {
  return zone === undefined && text.length > 10 ? `${text}Z` : text;
}
