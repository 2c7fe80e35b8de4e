/**
 * npm run doctor [-- --json]: prints what a bug report needs. It runs without any package, also where set-up has never
 * run or has failed; passwords, tokens and the names of the user, the home and the machine are hidden.
 */
import { probes } from './doctor/probes.mjs';
import { hideAll, secretHider } from './doctor/secrets.mjs';

/** The longest text of an answer; pip writes lines of many thousand signs. */
const LONGEST = 500;

const shorten = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)} ...` : text);

/** Runs all probes; one that fails says why in its place. */
function examine() {
  const answers = Object.entries(probes).map(([name, probe]) => {
    try {
      return [name, probe()];
    } catch (error) {
      return [name, `not known: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  const hide = secretHider(process.env);
  // Hidden first: half a secret would no longer look like one.
  return hideAll(Object.fromEntries(answers), (text) => shorten(hide(text)));
}

/** Writes an answer: a text on one line, a list or a record below its name. */
function lines([name, answer]) {
  if (typeof answer === 'string') return [`${name}: ${answer.replaceAll('\n', '\n  ')}`];
  const parts = Array.isArray(answer) ? answer : Object.entries(answer).map(([key, value]) => `${key}=${value}`);
  return parts.length ? [`${name}:`, ...parts.map((part) => `  ${part}`)] : [`${name}: none`];
}

const unknown = process.argv.slice(2).find((option) => option !== '--json');
if (unknown) {
  process.stderr.write(`Unknown option ${unknown}: expected --json or nothing.\n`);
  process.exitCode = 1;
} else if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify(examine(), null, 2)}\n`);
} else {
  process.stdout.write(
    'What a bug report needs. Passwords, tokens and names are hidden; read it before you send it.\n\n',
  );
  process.stdout.write(`${Object.entries(examine()).flatMap(lines).join('\n')}\n`);
}
