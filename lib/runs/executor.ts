/** What runs a unit, wherever it is run: a module of this shape is loaded by each worker process. */
import { loadBackend } from '../runtime/index';
import { parseUnit, runUnit, type EpochProgress, type Unit, type UnitResult } from '../experiments/unit';
import { fingerprintOf } from '../experiments/fingerprint';
import type { BackendVersions } from './store/versions';

export interface RunOptions {
  readonly onEpoch?: (progress: EpochProgress) => void;
  readonly signal?: AbortSignal;
}

export interface Executor {
  /** Reads a unit that came from elsewhere. @throws If it is none; the message names the field. */
  parse(value: unknown): Unit;
  /** Loads what the units need; called before the first one. */
  prepare(): Promise<BackendVersions>;
  /** A fingerprint of the data the unit would be run on here. */
  fingerprint(unit: Unit): string;
  run(unit: Unit, options: RunOptions): Promise<UnitResult>;
}

/** Runs units on this machine's tensor backend. */
export const executor: Executor = {
  parse: parseUnit,
  prepare: async () => {
    const info = await loadBackend();
    return { backend: `${info.backend} on ${info.device}`, tfjs: info.tfjs, tensorflow: info.tensorflow };
  },
  fingerprint: fingerprintOf,
  run: runUnit,
};
