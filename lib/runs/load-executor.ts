/** Finds an executor by the name of its module: a process loads only the one that it needs. */
import type { Executor } from './executor';

/** Loads an executor. @param module  The file that exports it, see {@link Executor.module}. */
export function loadExecutor(module: string): Executor<object, object> {
  // The name comes from a parent process; a require, for an import() of TypeScript would have to be a URL.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require(module) as { executor: Executor<object, object> }).executor;
}
