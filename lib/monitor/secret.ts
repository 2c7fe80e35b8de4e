/** Secrets from the environment, kept out of logs and messages. */
import { inspect } from 'node:util';
import { counted, isLoopback } from '../base/index';
import { MonitorError } from './monitor-error';

const HIDDEN = '[secret]';
/** What a header can hold without being encoded. */
const HEADER_TEXT = /^[\x20-\x7e]+$/;

/** A secret value that prints as a mark; only {@link reveal} returns it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the value, to be used and never logged. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

/**
 * Reads a secret from the environment.
 *
 * @throws {MonitorError} If the variable is unset or empty; the message names it and never its value.
 */
export function secretFromEnvironment(name: string, environment: NodeJS.ProcessEnv = process.env): Secret {
  const value = environment[name]?.trim();
  if (!value) throw new MonitorError(`the environment variable ${name} is not set; expected it to hold a secret.`);
  return new Secret(value);
}

/**
 * Reads a token from the environment that can be sent as `Authorization: Bearer TOKEN`.
 *
 * @param shortest  Characters that it must have at least: 1 for a token that another service made.
 * @throws {MonitorError} If it is unset, shorter, or holds characters that a header cannot; the message names the
 * variable and never its value.
 */
export function tokenFromEnvironment(
  name: string,
  { shortest = 1, environment = process.env }: { shortest?: number; environment?: NodeJS.ProcessEnv } = {},
): Secret {
  const secret = secretFromEnvironment(name, environment);
  const { length } = secret.reveal();
  if (!HEADER_TEXT.test(secret.reveal())) {
    throw new MonitorError(
      `the environment variable ${name} must hold a token of printable ASCII characters; found another character.`,
    );
  }
  if (length >= shortest) return secret;
  throw new MonitorError(
    `the environment variable ${name} must hold a token of at least ${counted(shortest, 'character')}; found ${length}.`,
  );
}

/**
 * Reads the address of a webhook from the environment: https, or http to this machine, without a user and a password,
 * with which nothing can be sent.
 *
 * @throws {MonitorError} If it is unset or another kind of address; the message names the variable and never its value.
 */
export function webhookFromEnvironment(name: string, environment: NodeJS.ProcessEnv = process.env): Secret {
  const secret = secretFromEnvironment(name, environment);
  const url = parseUrl(secret.reveal());
  if (url?.username || url?.password) {
    throw new MonitorError(
      `the environment variable ${name} must hold an address without user and password; found one with them (a token ` +
        'can be sent in a header: --webhook-token-env).',
    );
  }
  const local = url?.protocol === 'http:' && isLoopback(url.hostname);
  if (url?.protocol === 'https:' || local) return secret;
  throw new MonitorError(
    `the environment variable ${name} must hold an https address, or an http address of this machine.`,
  );
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
