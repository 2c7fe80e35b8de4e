/** Hides in a text what is nobody's business: passwords, tokens, the names of the user and of the machine, the home. */
import { realpathSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';

/** What stands for a secret. */
const HIDDEN = '***';

/** Names of variables and options whose value is a secret, such as TELLTALE_REDIS_PASSWORD and `_authToken`. */
const SECRET_NAME =
  /pass(?:word|wd|phrase)?$|secret|token|credential|auth|(?:^|[_-])pat$|_key$|apikey|api[_-]?key|cookie/i;

/** Users that many machines have, whose name says nothing about a person. */
const COMMON_USERS = ['root', 'node', 'jovyan', 'ubuntu', 'debian', 'user', 'nobody', 'runner', 'vscode'];

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Shapes of secrets that are recognized wherever they stand. */
const SHAPES = [
  // user:password@ in an address, with or without its protocol; a password may hold any sign but blanks.
  [/([a-z][\w+.-]*:\/\/)[^\s"'<>]*@/gi, `$1${HIDDEN}@`],
  [/[^\s/:@"'=]+:(?!\/\/)[^\s"']+@(?=[\w[])/g, `${HIDDEN}@`],
  [/(https?:\/\/hooks\.[^\s/]+)\/\S*/gi, `$1/${HIDDEN}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, HIDDEN],
  [/\b(?:gh[pousr]_|github_pat_|npm_|glpat-|xox[abprs]-|AKIA|hf_|sk-|pypi-)[\w-]{12,}/g, HIDDEN],
  // name=value, name: value, --name value
  [
    /((?:password|passwd|passphrase|secret|token|credentials?|authorization|api[_-]?key|requirepass)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi,
    `$1${HIDDEN}`,
  ],
  [/(--?[\w-]*(?:password|passwd|secret|token|requirepass|api-?key)\s+)\S+/gi, `$1${HIDDEN}`],
];

/** Replaces whole words only: the user `max` is not a part of `maximum`. */
const word = (text) => new RegExp(`(?<![A-Za-z0-9])${escape(text)}(?![A-Za-z0-9])`, 'g');

/** Gives every way in which the home of the user is written. */
function homes(env) {
  const named = [env.HOME, env.USERPROFILE, attempt(homedir)].filter((home) => home && home.length > 1);
  return [...new Set(named.flatMap((home) => [attempt(() => realpathSync(home)), home]).filter(Boolean))];
}

function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/**
 * Makes the function that hides: what the variables of `env` hold under a secret's name, the shapes above, and the names
 * of the home, the user and the machine.
 */
export function secretHider(env) {
  const named = Object.entries(env).filter(([name, value]) => SECRET_NAME.test(name) && value && value.length >= 4);
  const written = named.flatMap(([, value]) => [value, encodeURIComponent(value)]);
  const secrets = [...new Set(written)].sort((a, b) => b.length - a.length);
  const user = attempt(() => userInfo().username);
  const users = [...new Set([user, env.USER, env.LOGNAME, env.USERNAME, env.SUDO_USER, env.JUPYTERHUB_USER])];
  const people = users.filter((name) => name && name.length > 1 && !COMMON_USERS.includes(name));
  const machine = attempt(hostname);
  const rules = [
    // A short one may stand by chance within other words.
    ...secrets.map((secret) => [secret.length < 8 ? word(secret) : new RegExp(escape(secret), 'g'), HIDDEN]),
    ...SHAPES,
    ...homes(env).map((home) => [new RegExp(`${escape(home.replace(/[\\/]+$/, ''))}(?![\\w.-])`, 'g'), '~']),
    [/((?:^|[^\w])[\\/](?:home|Users)[\\/])[^\\/\s:"']+/g, '$1USER'],
    ...people.map((name) => [word(name), 'USER']),
    ...(machine && machine.length > 1 && machine !== 'localhost' ? [[word(machine), 'HOST']] : []),
  ];
  return (text) => rules.reduce((hidden, [pattern, instead]) => hidden.replace(pattern, instead), text);
}

/** Whether a variable's name says that its value is a secret, however short. */
export const isSecretName = (name) => SECRET_NAME.test(name);

/** Hides in every text of a report, whatever its form. */
export function hideAll(value, hide) {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((each) => hideAll(each, hide));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hideAll(each, hide)]));
}
