/** Runs one step of set-up: a command with its output in a log, a sign of life, and an error that says what to do. */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { constants } from 'node:os';

/** A failed step. `advice` says what to do about it, `output` is the end of what the command printed. */
export class SetupError extends Error {
  /** Whether set-up ends here, rather than try another backend. */
  final = false;

  constructor(message, advice, output = '') {
    super(message);
    this.advice = advice;
    this.output = output;
  }
}

/** Codes of the system's errors where a folder may not be written to. */
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS'];

/** Explains a failure of the system, such as a clone that may not be written to; undefined for a fault of ours. */
export function systemFailure({ code, syscall, message }, root) {
  if (syscall === undefined) return undefined;
  if (!UNWRITABLE.includes(code)) return new SetupError(`Expected to write to ${root}, found ${message}.`);
  return new SetupError(
    `${root} cannot be written to (${message}); set-up puts node_modules and .venv there.`,
    'Clone Telltale into a folder of your own, or run npm run setup as the user who owns this one.',
  );
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`;

/** Prints a failure: what failed, the last lines of its output, and what to do. */
export function explain({ message, output, advice }) {
  const tail = (output ?? '').trimEnd().split('\n').slice(-12);
  say(
    [`  ${message}`, ...tail.filter(Boolean).map((line) => `    | ${line}`), `  ${advice ?? ''}`].join('\n').trimEnd(),
  );
}

/** Prints one line. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** The commands that run now. */
const running = new Set();

/** Ends the running commands and what they started: each leads a group of its own. */
export function endCommands() {
  for (const { pid } of running) {
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
}

/** Ends the running commands with set-up, so that the next set-up finds none of them at work. */
export function endCommandsOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      endCommands();
      say('\nSet-up was stopped. The next command continues it.');
      process.exit(128 + constants.signals[signal]);
    });
  }
}

// Set-up continues if its output cannot be written, as after `| head`.
process.stdout.on('error', () => undefined);

/**
 * Runs a command to its end, appends its output to `log`, and shows that it is running: a counter on a terminal, else a
 * line every 20 seconds.
 *
 * @returns  Its standard output.
 * @throws {SetupError} If it fails or cannot be started; the error holds the last lines of its output.
 */
export function run(title, [command, ...args], { cwd, log, env = process.env, advice = '' } = {}) {
  const started = Date.now();
  const tty = process.stdout.isTTY;
  if (tty) process.stdout.write(`  ${title} ...`);
  else say(`  ${title} ...`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    running.add(child);
    let output = '';
    let standardOutput = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20000);
      try {
        if (log) appendFileSync(log, chunk);
      } catch (error) {
        child.kill();
        end(error);
      }
    };
    child.stdout.on('data', (chunk) => {
      standardOutput += chunk;
      keep(chunk);
    });
    child.stderr.on('data', keep);
    const alive = setInterval(
      () =>
        tty ? process.stdout.write(`\r  ${title} ... ${seconds(started)}`) : say(`    ${title}: ${seconds(started)}`),
      tty ? 1000 : 20000,
    );
    let ended = false;
    const end = (error) => {
      if (ended) return; // a command that cannot be started reports both an error and its close
      ended = true;
      running.delete(child);
      clearInterval(alive);
      if (tty) process.stdout.write(`\r  ${title} ... ${error ? 'failed' : 'done'} after ${seconds(started)}\n`);
      else say(`  ${title}: ${error ? 'failed' : 'done'} after ${seconds(started)}`);
      if (error) reject(error);
      else resolve(standardOutput);
    };
    child.on('error', (error) =>
      end(new SetupError(`${title}: '${command}' could not be started (${error.code ?? error.message}).`, advice)),
    );
    child.on('close', (code, signal) => {
      if (code === 0) return end();
      end(new SetupError(`${title}: '${command}' ended with ${signal ?? `code ${code}`}.`, advice, output));
    });
  });
}
