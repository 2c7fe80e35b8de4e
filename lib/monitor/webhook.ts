import type { Letter } from './outbox';
import type { Secret } from './secret';
import { slackMessage } from './slack-message';

/** Why a letter did not arrive. The message never holds the address. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';

  constructor(
    message: string,
    /** Whether sending it again would be in vain. */
    readonly permanent: boolean,
    /** How long the receiver asked to be left alone, in milliseconds. */
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}

interface WebhookOptions {
  /** The address, which is a secret: whoever knows it can write to the channel. */
  readonly url: Secret;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: Secret;
  /** Milliseconds until an answer counts as none. Default 30,000. */
  readonly timeout?: number;
}

/** Sends a letter; resolves once the receiver has taken it. @throws {DeliveryError} If it has not. */
export type Send = (letter: Letter, signal: AbortSignal) => Promise<void>;

/** Of the answers that say no, those that may say yes later: request timeout, too early, too many requests. */
const TRANSIENT = new Set([408, 425, 429]);

/**
 * Posts letters as Slack messages, the letter's key in the header `Idempotency-Key`. An answer that did not come in time
 * may have been lost on its way back, so a repeat is told by its key. Redirections are not followed: the message would
 * go to an address nobody configured.
 */
export function webhookSender({ url, token, timeout = 30_000 }: WebhookOptions): Send {
  return async (letter, signal) => {
    const deadline = startDeadline(timeout, signal);
    let response: Response;
    try {
      response = await fetch(url.reveal(), {
        method: 'POST',
        redirect: 'manual',
        signal: deadline.signal,
        headers: {
          'content-type': 'application/json',
          'idempotency-key': letter.key,
          ...(token && { authorization: `Bearer ${token.reveal()}` }),
        },
        body: JSON.stringify(slackMessage(letter.notification)),
      });
      // Read away, so that the connection can serve the next letter; what it says is not ours to log.
      await response.body?.cancel();
    } catch (error) {
      throw new DeliveryError(deadline.passed() ? 'no answer in time' : causeOf(error), false);
    } finally {
      deadline.end();
    }
    if (response.ok) return;
    const transient = response.status >= 500 || TRANSIENT.has(response.status);
    throw new DeliveryError(`HTTP ${response.status}`, !transient, retryAfterOf(response));
  };
}

/** A signal that fires in time or with another; taken off that other when done, which lives as long as the monitor. */
function startDeadline(milliseconds: number, other: AbortSignal) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort();
  }, milliseconds);
  other.addEventListener('abort', abort, { once: true });
  const end = () => {
    clearTimeout(timer);
    other.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, passed: () => late, end };
}

/** A code such as ECONNREFUSED, and no text that could hold the address. */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'no connection';
}

function retryAfterOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
