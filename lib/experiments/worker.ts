/** A worker process: takes units from the pool, sends back epochs as they pass and the result at the end. */
import workerpool from 'workerpool';
import { loadBackend } from '../runtime/index';
import { runUnit, type Unit } from './unit';

// Ctrl-C reaches the whole process group; it is the pool that decides when its workers end.
process.on('SIGINT', () => undefined);

workerpool.worker({
  runUnit: async (unit: Unit) => {
    await loadBackend();
    return runUnit(unit, { onEpoch: (progress) => workerpool.workerEmit(progress) });
  },
});
