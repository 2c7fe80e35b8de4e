/** What every form of `npm run experiment` does about its units: where results are kept, who runs them, and how it ends. */
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base';
import { describeRedis } from '../../lib/runs/redis/connection';
import { redisRunner } from '../../lib/runs/redis/runner';
import { ResultStore } from '../../lib/runs/store/result-store';
import { describeBackend, loadBackend } from '../../lib/runtime';
import { fromInvocation, requireFolder } from './command';
import type { Options } from './experiment-options';
import { stopPolitely } from './interrupt';
import type { ProgressBar } from './progress';

/**
 * Where results are kept and who runs the units.
 *
 * @param storeGiven  Tells a folder that was named, relative to the user's, from the default.
 * @throws            If no store can be opened there, a folder cannot be written to, or options contradict each other.
 */
export function placeOf(options: Options, bar: ProgressBar, storeGiven: boolean) {
  const { store: folder, force, reuseEarlier, queue: url, maxMemory: memoryMb } = options;
  if (url && memoryMb) throw new Error('--max-memory bounds workers here; with --queue give it to npm run worker.');
  const tensorboard = fromInvocation(options.tensorboard);
  if (tensorboard) requireFolder('--tensorboard', tensorboard);
  const place = folder && (storeGiven ? fromInvocation(folder) : path.resolve(REPOSITORY_ROOT, folder));
  const store = place ? ResultStore.open(place, { onNote: bar.note }) : undefined;
  const runner = url ? redisRunner({ url, store, force, reuseEarlier }) : undefined;
  const kept = store ? 'Finished units are stored; the same command goes on from them.' : 'Nothing is stored.';
  const { signal } = stopPolitely(kept);
  return { store, force, reuseEarlier, runner, memoryMb, signal, onNote: bar.note, tensorboard };
}

/** What the units are run with; of machines behind a queue the results will say it. */
export async function describeWorkers({ queue }: Options): Promise<string> {
  return queue === undefined ? describeBackend(await loadBackend()) : `Workers of ${describeRedis(queue)}`;
}

/** @throws If the run did not come to all its units, so that the command ends with a failure. */
export function requireAll({ failures, interrupted }: { failures: readonly string[]; interrupted: boolean }): void {
  for (const failure of failures) console.error(`failed: ${failure}`);
  if (interrupted) throw new Error('Interrupted: there is no figure of what was not finished.');
  const units = failures.length === 1 ? '1 unit' : `${failures.length} units`;
  if (failures.length > 0) throw new Error(`${units} failed; the same command tries them again.`);
}
