/** The leaderboard as a file: small enough to be kept beside the code, whole enough to draw every table from. */
import fs from 'node:fs';
import { DataError, messageOf, writeFileAtomic } from '../../base/index';
import type { EntryResult } from '../index';
import type { Table } from '../../tables/table';

export interface LeaderboardFile {
  /** Absent for files of one's own. */
  readonly profile?: string;
  /** Whether the telemetry was simulated; absent for files of one's own. */
  readonly simulated?: boolean;
  /** The channels of protocol (a). */
  readonly judged: readonly string[];
  readonly tables: readonly Table[];
  readonly results: readonly EntryResult[];
}

const DIGITS = 4;

/** Writes it, with numbers rounded to four digits after the point. */
export function writeLeaderboard(file: string, content: LeaderboardFile): void {
  const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(DIGITS)) : value);
  writeFileAtomic(file, `${JSON.stringify(content, rounded)}\n`);
}

/** @throws {DataError} If the file cannot be read or holds no leaderboard. */
export function readLeaderboard(file: string): LeaderboardFile {
  let content: Partial<LeaderboardFile>;
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<LeaderboardFile>;
  } catch (error) {
    throw new DataError(`${file}: expected a leaderboard, which cannot be read (${messageOf(error)}).`);
  }
  const missing = (['judged', 'tables', 'results'] as const).find((part) => !Array.isArray(content?.[part]));
  if (missing) throw new DataError(`${file}: expected a leaderboard, but it has no list '${missing}'.`);
  return content as LeaderboardFile;
}
