/** Reads the records in the body of a request. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { jsonPointReader, parsePoints } from './json-points';
import { createLineParser, parseLines } from './line-parser';
import type { InputRecord, PointColumns } from './point';

/** The content types of points. */
export const BODY_TYPES = ['application/x-ndjson', 'application/json', 'text/csv'];

const LONGEST_LINE = 65_536;
const unpack = promisify(gunzip);

/** A body that cannot be read. */
export class BodyError extends Error {
  override readonly name = 'BodyError';

  constructor(
    message: string,
    /** The status of the answer. */
    readonly statusCode: 400 | 413,
  ) {
    super(message);
  }
}

/**
 * Unpacks a body that was compressed with gzip.
 *
 * @param limit  Bytes of the largest text: unpacking stops there, however small the body is.
 * @throws {BodyError} If it is larger (413) or damaged (400).
 */
export async function unpackBody(body: Buffer, limit: number): Promise<Buffer> {
  try {
    return await unpack(body, { maxOutputLength: limit });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    if (isLarge) throw new BodyError('the unpacked body is too large; send fewer points at once', 413);
    throw new BodyError('the body is not valid gzip, which its content-encoding says', 400);
  }
}

/**
 * Reads the records of a body.
 *
 * @param type  Its content type, one of {@link BODY_TYPES}.
 * @returns     Undefined if it should be one JSON value and is not.
 */
export function bodyRecords(body: string, type: string, columns: PointColumns): InputRecord[] | undefined {
  const text = body.charCodeAt(0) === 0xfeff ? body.slice(1) : body;
  return type === 'application/json' && text.trim() !== ''
    ? jsonRecords(text, columns)
    : lineRecords(text, type, columns);
}

function lineRecords(body: string, type: string, columns: PointColumns): InputRecord[] {
  const parser = createLineParser(type === 'text/csv' ? 'csv' : 'jsonl', columns);
  const lines = body.split(/\r?\n/).map((line) => (line.length > LONGEST_LINE ? null : line));
  return parseLines(lines, parser);
}

function jsonRecords(body: string, columns: PointColumns): InputRecord[] | undefined {
  const value = parsePoints(body);
  if (value === undefined) return undefined;
  // An array of numbers is one point, an array of anything else several; an empty array holds none.
  const several = Array.isArray(value) && (value.length === 0 || (typeof value[0] === 'object' && value[0] !== null));
  return (several ? (value as unknown[]) : [value]).map(jsonPointReader(columns));
}
