/** Lets another process act at a moment between two steps of a function under test. */

type Functions<T> = { [K in keyof T]: T[K] extends (...args: never[]) => unknown ? K : never }[keyof T];

export interface Moment {
  /** Which of the calls it is, counted from 1 among those that {@link isIt} accepts. Default 1. */
  readonly call?: number;
  readonly isIt?: (args: readonly unknown[]) => boolean;
  /** Default `before` the call. */
  readonly when?: 'before' | 'after';
}

/**
 * Makes a function for the tests of one `describe`: it replaces a method, such as one of `fs`, so that `act` runs once right
 * before or after a call of it. The methods are put back after each test, which fails if the moment did not come.
 */
export function interferer() {
  const undo: (() => void)[] = [];
  let missing: string[] = [];
  afterEach(() => {
    while (undo.length > 0) undo.pop()!();
    const names = missing;
    missing = [];
    if (names.length > 0) throw new Error(`no such moment came: ${names.join(', ')}`);
  });
  return function interfere<T extends object>(object: T, name: Functions<T>, act: () => void, moment: Moment = {}) {
    const { call = 1, isIt = () => true, when = 'before' } = moment;
    const method = object[name] as (...args: unknown[]) => unknown;
    undo.push(() => void (object[name] = method as T[Functions<T>]));
    missing.push(String(name));
    const actOnce = () => {
      missing.splice(missing.indexOf(String(name)), 1);
      act();
    };
    let calls = 0;
    const replaced = function (this: unknown, ...args: unknown[]): unknown {
      const isNow = isIt(args) && ++calls === call;
      if (isNow && when === 'before') actOnce();
      const result = method.apply(this, args);
      if (!isNow || when === 'before') return result;
      if (result instanceof Promise) return result.finally(actOnce);
      actOnce();
      return result;
    };
    object[name] = replaced as T[Functions<T>];
  };
}
