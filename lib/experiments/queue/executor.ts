/** What runs a unit, wherever it is run: a module of this shape is loaded by each worker process. */
import { loadBackend } from '../../runtime/index';
import { fingerprintOf } from '../store/fingerprint';
import { runUnit, type EpochProgress, type Unit, type UnitResult } from '../../experiments/unit';

export interface RunOptions {
  readonly onEpoch?: (progress: EpochProgress) => void;
  readonly signal?: AbortSignal;
}

export interface BackendVersions {
  /** e.g. `tensorflow on CPU`. */
  readonly backend: string;
  readonly tfjs: string;
  readonly tensorflow?: string;
}

export interface Executor {
  /** Loads what the units need; called before the first one. */
  prepare(): Promise<BackendVersions>;
  /** A fingerprint of the data the unit would be run on here. */
  fingerprint(unit: Unit): string;
  run(unit: Unit, options: RunOptions): Promise<UnitResult>;
}

/** Runs units on this machine's tensor backend. */
export const executor: Executor = {
  prepare: async () => {
    const info = await loadBackend();
    return { backend: `${info.backend} on ${info.device}`, tfjs: info.tfjs, tensorflow: info.tensorflow };
  },
  fingerprint: fingerprintOf,
  run: runUnit,
};
