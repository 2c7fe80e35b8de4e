/** An executor by its module's name, apart from the executors: a process loads only the one that it needs. */
import path from 'node:path';
import type { Executor } from './executor';

/** @param module  Default the one that trains detectors. */
export function loadExecutor(module = path.join(__dirname, 'executor.ts')): Executor {
  // The name comes from a parent process; a require, for an import() of TypeScript would have to be a URL.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require(module) as { executor: Executor }).executor;
}
