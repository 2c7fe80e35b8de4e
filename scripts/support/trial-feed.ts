/** Feeds the points of a trial of kills to the monitor: through a file that grows, or over HTTP. */
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../lib/base';
import { lineOf, type TrialPoint } from './trial-data';

export interface TrialFeed {
  /** Feeds up to this many points in all, as fast as they are taken. Resolves once they are taken or `stop` aborts. */
  feedTo(count: number, stop: AbortSignal): Promise<void>;
  /** Number of points that were written, or answered with 200. */
  readonly fed: number;
}

/** Points in a batch, at most. */
const LARGEST_BATCH = 200;
/** Milliseconds between two batches, or two attempts. */
const PACE = 20;

/** Appends lines to a file in pieces that end anywhere, in the middle of lines as well. */
export class FileFeed implements TrialFeed {
  fed = 0;

  constructor(
    private readonly file: string,
    private readonly points: readonly TrialPoint[],
    private readonly random: Random,
  ) {
    fs.writeFileSync(file, '');
  }

  async feedTo(count: number, stop: AbortSignal): Promise<void> {
    while (this.fed < count && !stop.aborted) {
      const end = Math.min(count, this.fed + 1 + this.random.integer(LARGEST_BATCH));
      const bytes = Buffer.from(this.points.slice(this.fed, end).map(lineOf).join(''));
      const cut = this.random.integer(bytes.length);
      fs.appendFileSync(this.file, bytes.subarray(0, cut));
      await pause();
      // Also after a stop: the writer of the file is not the one that is killed.
      fs.appendFileSync(this.file, bytes.subarray(cut));
      this.fed = end;
    }
  }
}

/** Posts batches in order, each until it is answered with 200, in other groups each time. */
export class HttpFeed implements TrialFeed {
  fed = 0;
  /** Number of requests that were not answered with 200. */
  refused = 0;

  constructor(
    private readonly address: string,
    private readonly points: readonly TrialPoint[],
    private readonly random: Random,
  ) {}

  async feedTo(count: number, stop: AbortSignal): Promise<void> {
    while (this.fed < count && !stop.aborted) {
      const end = Math.min(count, this.fed + 1 + this.random.integer(LARGEST_BATCH));
      if (await this.post(this.points.slice(this.fed, end))) this.fed = end;
      else this.refused++;
      await pause();
    }
  }

  private async post(points: readonly TrialPoint[]): Promise<boolean> {
    try {
      const response = await fetch(`${this.address}/points`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: points.map(lineOf).join(''),
        signal: AbortSignal.timeout(10_000),
      });
      await response.text();
      return response.status === 200;
    } catch {
      return false;
    }
  }
}

function pause(): Promise<unknown> {
  return sleep(PACE);
}
