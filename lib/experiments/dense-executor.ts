/** Loaded by worker processes that run units by `runDense`. */
import { runDense } from './dense-run';
import { executor as common, type Executor } from '../runs/executor';

export const executor: Executor = { ...common, run: runDense };
