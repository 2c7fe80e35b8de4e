/** Sends letters to a webhook. */
import { messageOf, proxiedFetch, requireProxies } from '../base/index';
import type { Letter } from './outbox';
import type { Secret } from './secret';
import { slackMessage } from './slack-message';

/** Why a letter did not arrive. The message never holds the address. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';

  constructor(
    message: string,
    /** Whether sending it again is useless. */
    readonly permanent: boolean,
    /** How long the receiver asked to wait, in milliseconds. */
    readonly retryAfter = 0,
    /** Whether there was a connection to the receiver. */
    readonly reached = true,
  ) {
    super(message);
  }
}

export interface WebhookOptions {
  /** The address; secret, because whoever knows it can write to the Slack channel. */
  readonly url: Secret;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: Secret;
  /** Milliseconds to wait for an answer. Default 30,000. */
  readonly timeout?: number;
}

/** Sends a letter; resolves once the receiver has accepted it. @throws {DeliveryError} If it has not. */
export type Send = (letter: Letter, signal: AbortSignal) => Promise<void>;

/** Codes of failures before there is a connection: no letter can be the cause. */
const UNREACHED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Client errors that may succeed later: request timeout, too early, too many requests. */
const TRANSIENT = new Set([408, 425, 429]);

/**
 * Makes a function that posts letters as Slack messages, with the letter's key in the header `Idempotency-Key`: if only
 * the answer was lost, the receiver recognizes the repeat by its key. Redirections are not followed, since they lead to
 * an address that nobody configured.
 */
export function webhookSender({ url, token, timeout = 30_000 }: WebhookOptions): Send {
  requireProxies();
  return async (letter, signal) => {
    const body = bodyOf(letter);
    const deadline = startDeadline(timeout, signal);
    let response: Response;
    try {
      response = await proxiedFetch(url.reveal(), {
        method: 'POST',
        redirect: 'manual',
        signal: deadline.signal,
        headers: {
          'content-type': 'application/json',
          'idempotency-key': letter.key,
          ...(token && { authorization: `Bearer ${token.reveal()}` }),
        },
        body,
      });
      // Discarded, so that the connection can serve the next letter; the content must not be logged.
      await response.body?.cancel();
    } catch (error) {
      const cause = deadline.passed() ? 'no answer in time' : causeOf(error);
      throw new DeliveryError(cause, false, 0, !UNREACHED.has(cause));
    } finally {
      deadline.end();
    }
    if (response.ok) return;
    const transient = response.status >= 500 || TRANSIENT.has(response.status);
    throw new DeliveryError(`HTTP ${response.status}`, !transient, retryAfterOf(response));
  };
}

function bodyOf({ notification }: Letter): string {
  try {
    return JSON.stringify(slackMessage(notification));
  } catch (error) {
    throw new DeliveryError(`no message can be made of the alert (${messageOf(error)})`, true);
  }
}

/** Makes a signal that aborts after a time or with another signal, and stops listening to that one when done. */
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

/** Returns a code such as ECONNREFUSED, and never a text that could hold the address. */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'no connection';
}

function retryAfterOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
