/**
 * Downloads one file over HTTP and resumes an interrupted download. Source: RFC 9110, sections 13.1.5 (If-Range),
 * 14.2 (Range) and 15.3.7 (206 Partial Content).
 */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { counted, DataError, makeFolder, messageOf, proxiedFetch } from '../base/index';

export interface DownloadOptions {
  /** A larger file is refused. */
  readonly maxBytes: number;
  /** Retries without a byte of progress before the download fails. Default 4. */
  readonly retries?: number;
  /** The pause before the first retry, in milliseconds; it doubles each time. Default 1,000. */
  readonly retryDelay?: number;
  /** How long the server may stay silent, in milliseconds. Default 30,000. */
  readonly idleTimeout?: number;
}

/** A file that has been downloaded in part. */
interface PartialDownload {
  /** Path of the file with the bytes so far. */
  readonly file: string;
  /** Path of the file with the validator, by which the server knows whether the rest still belongs to these bytes. */
  readonly note: string;
}

/** A failure that a retry cannot change. */
class RefusedError extends DataError {}

/** The server cannot be reached, or breaks off every time: its other files would fail too. */
export class UnreachableError extends DataError {}

/**
 * Downloads a file to `target`, whole or not at all. If a connection breaks and the server can resume, the bytes so far
 * are kept as `target.part` for the next try or the next run.
 *
 * @throws {DataError} If the server refuses (the message gives its status) or sends too much.
 * @throws {UnreachableError} If the server keeps failing.
 */
export async function downloadFile(url: string, target: string, options: DownloadOptions): Promise<void> {
  const { retries = 4, retryDelay = 1000 } = options;
  const partial: PartialDownload = { file: `${target}.part`, note: `${target}.part.json` };
  makeFolder(path.dirname(target));
  let furthest = sizeOf(partial.file);
  for (let failures = 0; ;) {
    try {
      await fetchOnce(url, partial, options);
      fs.renameSync(partial.file, target);
      fs.rmSync(partial.note, { force: true });
      return;
    } catch (error) {
      if (error instanceof RefusedError) {
        discard(partial);
        throw error;
      }
      const unknownHost = codeOf(error) === 'ENOTFOUND';
      const size = sizeOf(partial.file);
      failures = size > furthest ? 1 : failures + 1;
      furthest = Math.max(furthest, size);
      if (readValidator(partial, url) === undefined) discard(partial);
      if (unknownHost || failures > retries) {
        throw new UnreachableError(`${url}: ${describe(error)} (tries without progress: ${failures})`);
      }
      await delay(retryDelay * 2 ** (failures - 1));
    }
  }
}

async function fetchOnce(url: string, partial: PartialDownload, options: DownloadOptions): Promise<void> {
  const { maxBytes, idleTimeout = 30_000 } = options;
  const validator = readValidator(partial, url);
  const offset = validator === undefined ? 0 : sizeOf(partial.file);
  const abort = new AbortController();
  const idle = setTimeout(() => abort.abort(new Error(`no answer for ${idleTimeout / 1000} s`)), idleTimeout);
  try {
    const response = await proxiedFetch(url, {
      signal: abort.signal,
      headers: {
        // With compression, lengths and ranges would not be those of the file.
        'accept-encoding': 'identity',
        ...(offset > 0 && validator !== undefined && { range: `bytes=${offset}-`, 'if-range': validator }),
      },
    });
    const { start, total } = checkResponse(response, { url, offset, partial });
    if (total !== undefined && total > maxBytes) {
      throw new RefusedError(`${url}: expected at most ${maxBytes} bytes, the server announces ${total}`);
    }
    if (start === 0) startOver(response, partial, url);
    const received = await append(response, { partial, start, url, maxBytes, onData: () => idle.refresh() });
    if (total !== undefined && received !== total) {
      throw new Error(`the connection closed after ${received} of ${counted(total, 'byte')}`);
    }
  } finally {
    clearTimeout(idle);
    abort.abort();
  }
}

/** Finds where in the file the response's body belongs and how long the file is. */
function checkResponse(
  response: Response,
  { url, offset, partial }: { url: string; offset: number; partial: PartialDownload },
): { start: number; total: number | undefined } {
  // A proxy's answer may come without its text.
  const status = [response.status, response.statusText].filter(Boolean).join(' ');
  if (response.status === 416) {
    discard(partial);
    throw new Error(`the server answered ${status}`);
  }
  if (!response.ok) {
    const temporary = response.status >= 500 || response.status === 408 || response.status === 429;
    if (temporary) throw new Error(`the server answered ${status}`);
    throw new RefusedError(`${url}: the server answered ${status}`);
  }
  if (response.status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
    if (!range || Number(range[1]) !== offset || offset === 0) {
      discard(partial);
      throw new Error('the server sent a different range than requested');
    }
    return { start: offset, total: range[2] === '*' ? undefined : Number(range[2]) };
  }
  // 200: the whole file, because no range was requested, the server ignores ranges or the file has changed.
  const length = response.headers.get('content-length');
  return { start: 0, total: length === null ? undefined : Number(length) };
}

function startOver(response: Response, partial: PartialDownload, url: string): void {
  const etag = response.headers.get('etag');
  // If-Range takes strong validators only.
  const validator = etag && !etag.startsWith('W/') ? etag : response.headers.get('last-modified');
  fs.writeFileSync(partial.file, '');
  if (validator) fs.writeFileSync(partial.note, JSON.stringify({ url, validator }));
  else fs.rmSync(partial.note, { force: true });
}

async function append(
  response: Response,
  options: { partial: PartialDownload; start: number; url: string; maxBytes: number; onData: () => void },
): Promise<number> {
  const { partial, url, maxBytes, onData } = options;
  let size = options.start;
  const file = fs.openSync(partial.file, 'a');
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) throw new RefusedError(`${url}: expected at most ${maxBytes} bytes, the server sent more`);
      fs.writeSync(file, chunk);
      onData();
    }
  } finally {
    fs.closeSync(file);
  }
  return size;
}

/** Reads the validator of the bytes so far; undefined if they cannot be continued from this address. */
function readValidator(partial: PartialDownload, url: string): string | undefined {
  try {
    const note = JSON.parse(fs.readFileSync(partial.note, 'utf8')) as { url?: unknown; validator?: unknown };
    return note.url === url && typeof note.validator === 'string' ? note.validator : undefined;
  } catch {
    return undefined;
  }
}

function discard(partial: PartialDownload): void {
  fs.rmSync(partial.file, { force: true });
  fs.rmSync(partial.note, { force: true });
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? (error.cause as { code?: unknown } | undefined)?.code : undefined;
}

/** Describes a failure. The message of Node's fetch is only "fetch failed"; the reason is in its cause. */
function describe(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const detail = cause instanceof AggregateError ? cause.errors[0] : cause;
  return detail === undefined ? messageOf(error) : `${messageOf(error)}: ${messageOf(detail)}`;
}
