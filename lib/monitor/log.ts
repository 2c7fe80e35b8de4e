import { type DestinationStream, type Logger, pino } from 'pino';

/** Names under which a secret could find its way into a log line; pino writes a mark in their place. */
const SECRETS = ['url', 'token', 'authorization', 'password', 'secret', 'webhook'];

/**
 * A structured log: JSON lines with time, level and message.
 *
 * @param destination  Default: standard error, so that scores on standard output stay alone.
 */
export function createLog(level = 'info', destination: DestinationStream = pino.destination({ fd: 2, sync: true })) {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ level, base: undefined, redact: { paths, censor: '[secret]' } }, destination);
}

/** Writes of each kind of trouble once, then at most once in a while with how often it came up in between. */
export class LimitedLog {
  private readonly kinds = new Map<string, { since: number; suppressed: number }>();

  /**
   * @param interval  Milliseconds between lines of one kind. Default: a minute.
   * @param now       Milliseconds from any start.
   */
  constructor(
    private readonly log: Logger,
    private readonly interval = 60_000,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param kind  One of a closed list: each is remembered. */
  warn(kind: string, message: string, details: Record<string, unknown> = {}): void {
    const time = this.now();
    const known = this.kinds.get(kind);
    if (known && time - known.since < this.interval) {
      known.suppressed++;
      return;
    }
    this.log.warn({ kind, ...details, ...(known && { suppressed: known.suppressed }) }, message);
    this.kinds.set(kind, { since: time, suppressed: 0 });
  }
}

export type { Logger };
