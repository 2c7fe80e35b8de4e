/** One run that fails does not end the others: what failed is gathered, and told by name once they are done. */
import { messageOf } from '../base/index';
import { StoreError } from '../runs/store/store-error';

/** Some runs failed, the others were finished. Rows are compared on the same channels, so that there is no table without them. */
export class LeaderboardFailure extends Error {
  override readonly name = 'LeaderboardFailure';

  /** @param failures  One sentence each, which names the row and the channel. */
  constructor(readonly failures: readonly string[]) {
    const runs = failures.length === 1 ? '1 run' : `${failures.length} runs`;
    super(
      `leaderboard: ${runs} failed, the others are finished; there are no tables until all are.\n` +
        failures.map((failure) => `failed: ${failure}`).join('\n'),
    );
  }
}

export class Failures {
  private readonly found = new Set<string>();

  /** @param signal  Once aborted, what fails may fail because of that, and is no failure. */
  constructor(private readonly signal?: AbortSignal) {}

  get count(): number {
    return this.found.size;
  }

  /**
   * Does something, and gathers its failure.
   *
   * @param what  Names it in the failure.
   * @returns     Undefined where it failed.
   * @throws      What must end the whole run: an interrupt, or a store that cannot be used.
   */
  async attempt<T>(what: string, run: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      if (this.signal?.aborted || error instanceof StoreError) throw error;
      const message = messageOf(error);
      if (error instanceof LeaderboardFailure) this.add(error.failures);
      else this.add([message.startsWith(what) ? message : `${what}: ${message}`]);
      return undefined;
    }
  }

  /** Gathers what failed elsewhere; a failure that was told before is the same one. */
  add(failures: readonly string[]): void {
    for (const failure of failures) this.found.add(failure);
  }

  /** @throws {LeaderboardFailure} If anything failed. */
  finish(): void {
    if (this.found.size > 0) throw new LeaderboardFailure([...this.found]);
  }
}
