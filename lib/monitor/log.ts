/** The monitor's log. */
import { type DestinationStream, type Logger, pino } from 'pino';

/** Fields that could carry a secret into a log line; pino replaces their values. */
const SECRETS = ['url', 'token', 'authorization', 'password', 'secret', 'webhook'];

/**
 * Creates a structured log: JSON lines with time, level and message.
 *
 * @param destination  Default: standard error, since standard output is for scores and alerts.
 */
export function createLog(level = 'info', destination: DestinationStream = pino.destination({ fd: 2, sync: true })) {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ level, base: undefined, redact: { paths, censor: '[secret]' } }, destination);
}

/** Logs each kind of warning at once, then at most once an interval, with the number of warnings in between. */
export class LimitedLog {
  private readonly kinds = new Map<string, { since: number; suppressed: number }>();

  /**
   * @param interval  Milliseconds between two lines of one kind. Default: a minute.
   * @param now       Milliseconds since any fixed moment.
   */
  constructor(
    private readonly log: Logger,
    private readonly interval = 60_000,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Logs a warning.
   *
   * @param kind  One of a closed list, since each kind is remembered.
   */
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
